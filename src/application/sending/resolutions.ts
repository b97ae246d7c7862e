import { decideMessage } from '../../domain/message/decide.js';
import type { HallId, MessageId } from '../../domain/ids.js';
import type { MessageEvent } from '../../domain/message/events.js';
import type { DecidedMessage } from '../../domain/message/state.js';
import { messageStream } from '../../domain/streams.js';
import { AppError } from '../errors.js';
import type { HallDays } from '../hall/hall-days.js';
import { replayedAnswer } from '../hall/replayed-answer.js';
import { contextOf } from '../invocation.js';
import type { LiveMessages } from '../live/live-messages.js';
import type { Answer, Invocation } from '../ports/inbound/invocation.js';
import type { Resolutions } from '../ports/inbound/auditors.js';
import {
  appendAt,
  loadStream,
  type Folding,
  type Loaded,
  type StreamDeps,
} from '../writing/stream-writer.js';
import type { CreditStore } from '../subscribers/credit-store.js';
import { messageFolding, type MessageLog } from './message-log.js';
import type { MessageReactor } from './message-reactor.js';
import { judge } from './still-true.js';

const mostConflicts = 6;

type Said = Parameters<Resolutions['resolve']>[1];
type Commanded = Readonly<{ log: MessageLog; commands: ReadonlyMap<string, number> }>;

const folding: Folding<Commanded, MessageEvent> = {
  initial: { log: messageFolding.initial, commands: new Map() },
  read: messageFolding.read,
  fold: ({ log, commands }, event, revision, metadata) => ({
    log: messageFolding.fold(log, event, revision, metadata),
    commands:
      metadata.commandId === undefined
        ? commands
        : new Map(commands).set(metadata.commandId, revision),
  }),
};

export type ResolutionDeps = StreamDeps &
  Readonly<{
    days: HallDays;
    credits: CreditStore;
    messages: LiveMessages;
    reactor: Pick<MessageReactor, 'adopt'>;
  }>;

/** A person's word on messages in doubt. */
export class MessageResolutions implements Resolutions {
  constructor(private readonly deps: ResolutionDeps) {}

  async resolve(
    messageId: MessageId,
    said: Said,
    by: Invocation,
    permit: (hallId: HallId) => void,
  ): Promise<Answer> {
    for (let conflicts = 0; conflicts <= mostConflicts; conflicts += 1) {
      const loaded = await loadStream(this.deps.store, messageStream(messageId), folding);
      const { message } = loaded.state.log;
      if (message.status === 'undecided')
        throw new AppError('unknown_message', `there is no message ${messageId}`);
      permit(message.decision.hallId);
      const seenAt = by.idempotency && loaded.state.commands.get(by.idempotency.commandId);
      if (typeof seenAt === 'number') return this.#replay(messageId, seenAt, by);
      const answer = await this.#settle({ message, loaded, said, by });
      if (answer !== null) return answer;
    }
    throw new AppError('store_unavailable', `${messageId}: too many conflicting writers`);
  }

  /** Null when another writer was first. */
  async #settle(work: {
    message: DecidedMessage;
    loaded: Loaded<Commanded>;
    said: Said;
    by: Invocation;
  }): Promise<Answer | null> {
    const { message, loaded, said, by } = work;
    const { messageId } = message.decision;
    const at = this.deps.clock.now();
    const untrue = said.outcome === 'not_sent' ? await this.#untrue(message) : null;
    const decision = decideMessage(message, { type: 'Resolve', at, ...said, untrue });
    if (!decision.ok)
      throw new AppError(decision.refusal.code, 'the message is not in doubt', {
        data: { status: message.status },
      });
    const status = statusAfter(said, untrue !== null);
    const answer = { status: 200, body: { messageId, outcome: said.outcome, status } };
    const written = await appendAt(
      this.deps,
      { stream: messageStream(messageId), revision: loaded.revision },
      {
        events: decision.events,
        context: contextOf(by),
        ...(by.idempotency === null ? {} : { command: { ...by.idempotency, answer } }),
      },
    );
    if (written === 'conflict') return null;
    await this.#goOn(message, status, by);
    return { ...answer, replayed: false };
  }

  /** Why the message has nothing left to say, as the hall's stream has it at its end; null: it still has. */
  async #untrue({ decision }: DecidedMessage) {
    const log = await this.deps.days.open(decision.hallId, decision.businessDay);
    await log.refresh();
    if (log.unreadable !== null) throw new AppError('newer_version', log.unreadable);
    const judgement = judge(log.state, decision);
    return judgement.isTrue ? null : judgement.reason;
  }

  /** The reactor sees the events of the open days; a message of another day is handed to it. */
  async #goOn({ decision }: DecidedMessage, status: string, by: Invocation): Promise<void> {
    const { messages, reactor, credits, store } = this.deps;
    const { messageId, subscriberId, templateId } = decision;
    if (status === 'withdrawn')
      await credits.giveBack(subscriberId, { templateId, messageId }, by).catch(() => undefined);
    if (messages.has(messageId)) return;
    const { state, revision } = await loadStream(store, messageStream(messageId), folding);
    if (state.log.message.status !== 'undecided')
      reactor.adopt(messages.adopt(state.log.message, revision));
  }

  async #replay(messageId: MessageId, revision: number, by: Invocation): Promise<Answer> {
    const read = { stream: messageStream(messageId), from: revision, limit: 1 };
    for await (const recorded of this.deps.store.readStream(read))
      return replayedAnswer(recorded, by.idempotency ?? { commandId: '', fingerprint: '' });
    throw new AppError('store_unavailable', `${read.stream}@${revision}: cannot be read`);
  }
}

const statusAfter = (
  { outcome }: Said,
  isWithdrawn: boolean,
): 'sent' | 'deferred' | 'withdrawn' => {
  if (outcome === 'sent') return 'sent';
  return isWithdrawn ? 'withdrawn' : 'deferred';
};
