import { templateId, type SubscriberId } from '../../domain/ids.js';
import { serviceInvocation } from '../invocation.js';
import type { Clock, Ids } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import type { Tracer } from '../ports/tracer.js';
import { InTurn } from '../writing/in-turn.js';
import type { CreditStore, ToldByWeChat } from '../subscribers/credit-store.js';
import type { RecordedPush } from './recorded-push.js';
import { RetryingTasks } from './retrying.js';

/** The command id under which a push changes credits: it is applied once. */
const commandOf = (key: string): string => `push:${key}`;

const sources: Readonly<Record<string, ToldByWeChat['source']>> = {
  subscribe_msg_popup_event: 'popup',
  subscribe_msg_change_event: 'change',
};

type CreditPush = Readonly<{
  correlationId: string;
  subscriberId: SubscriberId;
  told: ToldByWeChat;
  eventId: string;
  traceparent?: string;
}>;

export type CreditReportsDeps = Readonly<{
  clock: Clock;
  ids: Ids;
  logger: Logger;
  tracer: Tracer;
  credits: Pick<CreditStore, 'toldByWeChat'>;
}>;

/** What people accepted, refused or took back, as WeChat tells it. */
export class CreditReports {
  readonly #waiting = new Map<string, CreditPush>();
  readonly #tasks: RetryingTasks;
  readonly #people = new InTurn<SubscriberId>();
  #live = false;

  constructor(
    private readonly deps: CreditReportsDeps,
    /** How long this instance lets the others go first, in milliseconds. */
    private readonly turnMs: (id: string) => number,
  ) {
    this.#tasks = new RetryingTasks(deps);
  }

  /** Takes in a push; false for one that tells of no answers. */
  received({ key, event, ...traced }: RecordedPush): boolean {
    const { kind, subscriberId, items } = event.data;
    const source = Object.hasOwn(sources, kind) ? sources[kind] : undefined;
    if (source === undefined) return false;
    const answers = items.flatMap(({ TemplateId: id = '', SubscribeStatusString: answer = '' }) =>
      id === '' || answer === '' ? [] : [{ templateId: templateId(id), answer }],
    );
    if (subscriberId === null || answers.length === 0) return true;
    const commandId = commandOf(key);
    const told = { commandId, source, answers, occurredAt: event.occurredAt };
    this.#waiting.set(commandId, { subscriberId, told, ...traced });
    if (this.#live) this.#credit(commandId);
    return true;
  }

  /** A command's effect on credits is in the log. */
  applied(commandId: string): void {
    if (this.#waiting.size > 0) this.#waiting.delete(commandId);
  }

  /** The log's past is folded: applies what it left without effect. */
  goLive(): void {
    this.#live = true;
    for (const commandId of this.#waiting.keys()) this.#credit(commandId);
  }

  /** Waits for what is under way. */
  stop(): Promise<void> {
    return this.#tasks.stop();
  }

  #credit(commandId: string): void {
    this.#tasks.start(commandId, this.turnMs(commandId), async () => {
      const found = this.#waiting.get(commandId);
      if (found === undefined) return;
      await this.#people.run(found.subscriberId, () => this.#tell(found));
      this.#waiting.delete(commandId);
    });
  }

  #tell({ subscriberId, told, eventId, ...push }: CreditPush): Promise<void> {
    const { traceparent: parent, correlationId } = push;
    const attributes = { 'nearturn.push': told.source, 'nearturn.correlation_id': correlationId };
    const options = { kind: 'consumer', parent, attributes } as const;
    return this.deps.tracer.span('handle push', options, async (span) => {
      const by = serviceInvocation('wechat', eventId, span.traceparent);
      await this.deps.credits.toldByWeChat(subscriberId, told, by);
    });
  }
}
