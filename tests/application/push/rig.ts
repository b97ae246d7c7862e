import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  encode,
  readCreditEvent,
  readMessageEvent,
} from '../../../src/application/events/codec.js';
import { LiveMessages } from '../../../src/application/live/live-messages.js';
import type { LiveFold } from '../../../src/application/live/live-halls.js';
import { noTracer } from '../../../src/application/ports/tracer.js';
import {
  logStart,
  type EventStore,
  type Position,
  type RecordedEvent,
} from '../../../src/application/ports/event-store.js';
import type { IncomingPush } from '../../../src/application/ports/inbound/wechat.js';
import { PushInbox } from '../../../src/application/push/push-inbox.js';
import { AccountEvents } from '../../../src/application/push/account-events.js';
import { PushReactor } from '../../../src/application/push/push-reactor.js';
import { OpenClaims } from '../../../src/application/push/router/open-claims.js';
import { PushAnswers } from '../../../src/application/push/router/push-answers.js';
import { PushRouter } from '../../../src/application/push/router/push-router.js';
import type { Interceptor, Rule } from '../../../src/application/push/router/rules.js';
import { Breaker } from '../../../src/application/sending/breaker.js';
import { CardOffers } from '../../../src/application/subscribers/card-offers.js';
import { CreditStore } from '../../../src/application/subscribers/credit-store.js';
import { SubscriberStore } from '../../../src/application/subscribers/subscriber-store.js';
import type { SubscriberId } from '../../../src/domain/ids.js';
import { businessDay, hallId, instant, queueId, templateId } from '../../../src/domain/ids.js';
import type { CardRequest } from '../../../src/domain/message/card.js';
import { decisionEvent } from '../../../src/domain/message/decide.js';
import type { MessageDecision, MessageEvent } from '../../../src/domain/message/events.js';
import {
  creditStream,
  messageId,
  messageStream,
  parseMessageStream,
} from '../../../src/domain/streams.js';
import type { TicketId } from '../../../src/domain/ids.js';
import { SystemIds } from '../../../src/infrastructure/clock/system-clock.js';
import { SqliteEventStore } from '../../../src/infrastructure/event-store/sqlite/sqlite-event-store.js';
import { KeyRing } from '../../../src/infrastructure/secrets/key-ring.js';
import { ManualClock } from '../../support/manual-clock.js';

/** Longer than the first pause after a conflict. */
const conflictPauseMs = 20;
/** So much of time passes by itself; what waits longer is a test's to wait for. */
const mostPausesMs = 200;

export const jh = 'jh-template';
export const anna = 'oAnnaAnnaAnnaAnnaAnnaAnnaAn';

const secrets = new KeyRing('5e'.repeat(32), 'wx1');
export const personOf = (openId: string): SubscriberId => secrets.subscriberIdOf(openId);

/** One instance over the shared store: what the engine does with pushes and messages. */
type Instance = Readonly<{ reactor: PushReactor; pump: () => Promise<number> }>;

/** A store, a clock that stands still, and instances that follow by hand. */
export class PushRig {
  readonly clock = new ManualClock();
  readonly breaker = new Breaker(this.clock);
  readonly store = new SqliteEventStore({ path: ':memory:' });
  readonly counts: string[] = [];
  readonly log: string[] = [];
  readonly #ids = new SystemIds();
  #instances: Instance[] = [];

  readonly #deps = {
    store: this.store,
    clock: this.clock,
    ids: this.#ids,
    metrics: {
      count: (name: string, labels: object = {}) =>
        void this.counts.push([name, ...Object.values(labels)].join(' ')),
      observe: () => undefined,
    },
    logger: {
      info: (fields: object, code: string) => void this.log.push(code + JSON.stringify(fields)),
      warn: (fields: object, code: string) => void this.log.push(code + JSON.stringify(fields)),
      error: (fields: object, code: string) => void this.log.push(code + JSON.stringify(fields)),
      debug: () => undefined,
    },
  };
  readonly credits = new CreditStore(this.#deps);
  readonly offers = new CardOffers({ ...this.#deps, secrets });
  readonly subscribers = new SubscriberStore({
    ...this.#deps,
    secrets,
    login: { verify: async (openId) => ({ outcome: 'ok', openId }) },
    holderTokenTtlMs: 3_600_000,
  });
  readonly inbox: PushInbox;

  constructor(
    private readonly rules: readonly Rule[] = [],
    interceptors: readonly Interceptor[] = [],
  ) {
    this.inbox = new PushInbox({
      ...this.#deps,
      secrets,
      router: new PushRouter({ ...this.#deps, rules, interceptors }),
      identify: (...person) => this.subscribers.identify(...person),
    });
  }

  /** Starts an instance: it folds the past, then acts, as the version that has these rules. */
  async start(store: EventStore = this.store, rules = this.rules): Promise<void> {
    const messages = new LiveMessages();
    const deps = { ...this.#deps, store, tracer: noTracer, instanceId: this.#ids.uuid() };
    const reactor = new PushReactor({
      ...deps,
      messages,
      credits: this.credits,
      offers: this.offers,
      account: new AccountEvents({
        ...deps,
        forget: (...whom) => this.subscribers.forgetRegistered(...whom),
        breaker: this.breaker,
      }),
      answers: new PushAnswers({
        ...deps,
        rules,
        openIdOf: (id) => this.subscribers.openIdOf(id),
      }),
      openClaims: new OpenClaims({ ...deps, singleWriter: store.singleWriter }),
    });
    const instance = { reactor, pump: pumpOf(this.store, messages, reactor) };
    await instance.pump();
    reactor.goLive();
    this.#instances.push(instance);
    await this.settle();
  }

  /** Every instance is cut off: it folds nothing any more, and what it awaits never comes. */
  abandon(): void {
    this.#instances = [];
  }

  /** Every instance dies. */
  async kill(): Promise<void> {
    await this.settle();
    await Promise.all(this.#instances.map(({ reactor }) => reactor.stop()));
    this.#instances = [];
  }

  /** Follows the log until nothing comes any more. */
  async settle(): Promise<void> {
    let pausesMs = 0;
    for (let idle = 0; idle < 5;) {
      let folded = 0;
      for (const { pump } of this.#instances) folded += await pump();
      idle = folded === 0 ? idle + 1 : 0;
      await nextTurn();
      // Who was second pauses before looking again.
      if (idle === 5 && this.clock.waiting > 0 && pausesMs < mostPausesMs) {
        this.clock.advance(conflictPauseMs);
        pausesMs += conflictPauseMs;
        idle = 0;
      }
    }
  }

  /** WeChat pushes. */
  async push(push: Partial<IncomingPush>): Promise<void> {
    const seconds = Math.floor(Date.parse(this.clock.now()) / 1000);
    await this.inbox.receive(
      {
        kind: 'subscribe_msg_sent_event',
        openId: anna,
        createdAt: instant(seconds * 1000),
        msgId: null,
        items: [],
        ...push,
      },
      { correlationId: 'c-1' },
    );
    await this.settle();
  }

  sentEvent(msgid: string, more: Record<string, string> = {}, openId = anna): Promise<void> {
    const item = { TemplateId: jh, MsgID: msgid, ErrorCode: '0', ErrorStatus: 'success', ...more };
    return this.push({ items: [item], openId });
  }

  /** Writes what happened to the message of a ticket, as a sender would. */
  async message(ticket: string, ...events: readonly Happened[]): Promise<void> {
    const stream = messageStream(messageId(ticket as TicketId, 'near-turn', 1));
    let revision = (await this.events(stream)).length - 1;
    for (const happened of events) {
      const event = eventOf(ticket, happened, this.clock);
      const context = { correlationId: 'c-0', causationId: null, by: null };
      await this.store.append({
        stream,
        expected: revision === -1 ? 'no_stream' : revision,
        events: [encode(event, this.#ids.uuid(), context)],
      });
      revision += 1;
    }
    await this.settle();
  }

  async events(stream: string): Promise<readonly RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    for await (const event of this.store.readStream({ stream })) events.push(event);
    return events;
  }

  /** The types of a message's events after its decision, with what was reported. */
  async story(ticket: string): Promise<readonly string[]> {
    const id = messageId(ticket as TicketId, 'near-turn', 1);
    const events = await this.events(messageStream(id));
    return events.slice(1).map(({ type, data }) => {
      const { msgid, outcome } = data as { msgid?: string; outcome?: string };
      return type === 'DeliveryReported' ? `${outcome} ${msgid}` : type;
    });
  }

  async credit(openId = anna): Promise<readonly RecordedEvent[]> {
    return this.events(creditStream(personOf(openId)));
  }

  /** Everything in the log, as text. */
  async everything(): Promise<string> {
    const all: RecordedEvent[] = [];
    for await (const event of this.store.readAll({ prefixes: ['message-', 'push-', 'credit-'] }))
      all.push(event);
    return JSON.stringify(all);
  }
}

const pumpOf = (
  store: SqliteEventStore,
  messages: LiveMessages,
  reactor: PushReactor,
): Instance['pump'] => {
  let after: Position = logStart;
  return async () => {
    let folded = 0;
    for await (const recorded of store.readAll({
      after,
      prefixes: ['message-', 'push-', 'credit-'],
    })) {
      reactor.fold(recorded, foldOf(recorded, messages));
      const credit = recorded.stream.startsWith('credit-') ? readCreditEvent(recorded) : null;
      if (credit?.ok === true && credit.metadata.commandId !== undefined)
        reactor.applied(credit.metadata.commandId);
      after = recorded.position;
      folded += 1;
    }
    return folded;
  };
};

const foldOf = (recorded: RecordedEvent, messages: LiveMessages): LiveFold => {
  const id = parseMessageStream(recorded.stream);
  const read = id === null ? null : readMessageEvent(recorded);
  if (id === null || read === null || !read.ok) return null;
  const message = messages.apply(id, read.event, recorded);
  return message === null ? null : { kind: 'message', id, event: read.event, message };
};

export type Happened =
  | Readonly<{ is: 'decided'; openId?: string; template?: string }>
  | Readonly<{ is: 'attempted' | 'doubted'; attempt?: number; byCard?: true }>
  | Readonly<{ is: 'sent'; msgid: string | null; attempt?: number }>
  | Readonly<{ is: 'deferred'; possiblySent: boolean; attempt?: number }>
  | Readonly<{ is: 'resolved'; outcome: 'sent' | 'not_sent' }>;

const decisionOf = (
  ticket: string,
  { openId = anna, template = jh }: Extract<Happened, { is: 'decided' }>,
  clock: ManualClock,
): MessageDecision => ({
  messageId: messageId(ticket as TicketId, 'near-turn', 1),
  kind: 'near-turn',
  hallId: hallId('demo'),
  businessDay: businessDay('2025-03-03'),
  queueId: queueId('A'),
  ticketId: ticket as TicketId,
  number: 'A001',
  stay: 1,
  subscriberId: personOf(openId),
  templateId: templateId(template),
  ahead: 3,
  threshold: 3,
  windowId: null,
  policyVersion: 1,
  expiresAt: instant(Date.parse(clock.now()) + 600_000),
  cause: { stream: 'hall-demo-20250303', revision: 1, eventId: 'e', type: 'TicketBound' },
});

const cardRequest: CardRequest = {
  channel: 'card',
  notify_type: 1005,
  content_json: { cur_status: 2, queue_number: 'A1', current_number: 'A0', wxa_path_query: 'p' },
};

const eventOf = (ticket: string, happened: Happened, clock: ManualClock): MessageEvent => {
  const base = { at: clock.now(), occurredAt: null };
  const attempt = 'attempt' in happened ? (happened.attempt ?? 1) : 1;
  switch (happened.is) {
    case 'decided':
      return decisionEvent(decisionOf(ticket, happened, clock), base.at);
    case 'attempted': {
      const message = { template_id: jh, page: '', miniprogram_state: '', lang: '', data: {} };
      const request = happened.byCard === true ? cardRequest : message;
      return { ...base, type: 'SendAttempted', data: { attempt, ahead: 3, request } };
    }
    case 'doubted':
      return { ...base, type: 'MessageInDoubt', data: { attempt, reason: 'no_outcome' } };
    case 'sent':
      return {
        ...base,
        type: 'MessageSent',
        data: { attempt, msgid: happened.msgid, latencyMs: 1 },
      };
    case 'deferred': {
      const { possiblySent } = happened;
      const data = { attempt, errcode: -1, reason: 'busy', notBefore: base.at, possiblySent };
      return { ...base, type: 'SendDeferred', data };
    }
    case 'resolved':
      return { ...base, type: 'MessageResolved', data: { outcome: happened.outcome, note: '' } };
  }
};
