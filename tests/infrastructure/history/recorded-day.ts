import { randomUUID } from 'node:crypto';
import { type AnyDomainEvent, encode } from '../../../src/application/events/codec.js';
import type { Clock } from '../../../src/application/ports/clock.js';
import type { EventStore } from '../../../src/application/ports/event-store.js';
import type { CreditEvent } from '../../../src/domain/credit/events.js';
import type { HallCommand } from '../../../src/domain/hall/commands.js';
import { hallDecider } from '../../../src/domain/hall/hall.js';
import {
  type Instant,
  type SubscriberId,
  type TicketId,
  businessDay,
  hallId,
  instant,
  queueId,
  subscriberId,
  templateId,
  ticketId,
  windowId,
} from '../../../src/domain/ids.js';
import type { MessageDecision, MessageEvent } from '../../../src/domain/message/events.js';
import { decisionEvent } from '../../../src/domain/message/decide.js';
import type { HallSettings, MessageSettings } from '../../../src/domain/settings/settings.js';
import { creditStream, hallStream, messageId, messageStream } from '../../../src/domain/streams.js';
import { applyPolicy, initialPolicy } from '../../../src/projections/near-turn/policy.js';
import {
  hallDefaults,
  openPerPersonDefaults,
  queueDefaults,
  windowDefaults,
} from '../../../src/domain/settings/defaults.js';

export const demo = hallId('demo');
export const template = templateId('jh_tmpl');
export const queueA = queueId('A');
export const windowOne = windowId('1');

const message = (enabled: boolean): MessageSettings => ({
  enabled,
  templateId: template,
  page: 'pages/index/index?ticketId={ticketId}',
  ttlSeconds: 600,
  data: {},
});

export const settingsOf = (options: { nearTurn: boolean; timeZone?: string }): HallSettings => ({
  name: '政务服务大厅',
  ...hallDefaults,
  timeZone: options.timeZone ?? 'Asia/Shanghai',
  openPerPerson: openPerPersonDefaults(false),
  messages: {
    'near-turn': message(options.nearTurn),
    queued: message(false),
    called: message(false),
    missed: message(false),
  },
  queues: [
    {
      ...queueDefaults,
      queueId: queueA,
      name: '综合',
      prefix: 'A',
      nearTurnThreshold: 1,
      serviceName: '综合窗口',
    },
  ],
  windows: [{ ...windowDefaults, windowId: windowOne, name: '1号窗口', queueIds: [queueA] }],
});

/** The wall clock of the machine; `now` may be set to another time. */
export const realClock = (now: () => Instant = () => instant(Date.now())): Clock => ({
  now,
  monotonicMs: () => performance.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
  sleep: (delayMs, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, delayMs);
      signal?.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(new Error('aborted'));
      });
    }),
});

type WithoutTimes<Event> = Event extends AnyDomainEvent ? Omit<Event, 'at' | 'occurredAt'> : never;
type HallCommandOf = HallCommand extends infer Command
  ? Command extends HallCommand
    ? Omit<Command, 'at' | 'occurredAt'>
    : never
  : never;

/** Writes a hall's day into a store: commands decided by the domain, messages by the policy. */
export class RecordedDay {
  readonly day;
  readonly stream: string;
  readonly tickets: TicketId[] = [];
  readonly decided: MessageDecision[] = [];
  #state = hallDecider.initialState;
  #policy = initialPolicy();
  #second = 0;
  readonly #revisions = new Map<string, number>();

  constructor(
    readonly store: EventStore,
    day = '2026-11-20',
  ) {
    this.day = businessDay(day);
    this.stream = hallStream(demo, this.day);
  }

  /** A second goes by with every command and every message event. */
  #now(): Instant {
    this.#second += 1;
    return instant(Date.parse(`${this.day}T01:00:00Z`) + this.#second * 1_000);
  }

  async append(stream: string, events: readonly AnyDomainEvent[]): Promise<readonly string[]> {
    const last = this.#revisions.get(stream);
    const written = events.map((event) =>
      encode(event, randomUUID(), { correlationId: 'c', causationId: null, by: 'token:t1' }),
    );
    const expected = last ?? 'no_stream';
    const outcome = await this.store.append({ stream, expected, events: written });
    if (outcome.outcome !== 'appended') throw new Error(`${stream}: ${outcome.outcome}`);
    this.#revisions.set(stream, outcome.revision);
    return written.map(({ eventId }) => eventId);
  }

  async open(options: { nearTurn: boolean; timeZone?: string }): Promise<void> {
    await this.do({
      type: 'OpenHall',
      hallId: demo,
      businessDay: this.day,
      settings: settingsOf(options),
      settingsRevision: 1,
    });
    await this.do({ type: 'OpenWindow', windowId: windowOne });
  }

  async do(command: HallCommandOf): Promise<void> {
    const at = this.#now();
    const decision = hallDecider.decide(this.#state, { ...command, at, occurredAt: null } as never);
    if (!decision.ok) throw new Error(decision.refusal.code);
    this.#state = decision.events.reduce(hallDecider.evolve, this.#state);
    if (decision.events.length === 0) return;
    const eventIds = await this.append(this.stream, decision.events);
    const first = (this.#revisions.get(this.stream) ?? 0) - decision.events.length + 1;
    for (const [index, event] of decision.events.entries()) {
      const place = { stream: this.stream, revision: first + index };
      const fact = { event, ...place, eventId: eventIds[index] ?? '' };
      const { state, decisions } = applyPolicy(this.#policy, fact);
      this.#policy = state;
      for (const decided of decisions) await this.decide(decided);
    }
  }

  async decide(decision: MessageDecision): Promise<void> {
    this.decided.push(decision);
    const event = decisionEvent(decision, this.#now());
    await this.append(messageStream(decision.messageId), [event]);
  }

  async issue(id: string, holder: string | null = null): Promise<TicketId> {
    const ticket = ticketId(id);
    this.tickets.push(ticket);
    await this.do({
      type: 'IssueTicket',
      ticketId: ticket,
      queueId: queueA,
      priority: 'normal',
      number: null,
      subscriberId: holder === null ? null : subscriberId(holder),
    });
    return ticket;
  }

  callNext(): Promise<void> {
    return this.do({ type: 'CallNext', windowId: windowOne });
  }

  async message(ticket: TicketId, stay: number, ...events: WithoutTimes<MessageEvent>[]) {
    for (const event of events)
      await this.append(messageStream(messageId(ticket, 'near-turn', stay)), [
        { ...event, at: this.#now(), occurredAt: null },
      ]);
  }

  async credit(subscriber: SubscriberId, ...events: WithoutTimes<CreditEvent>[]) {
    for (const event of events)
      await this.append(creditStream(subscriber), [
        { ...event, at: this.#now(), occurredAt: null },
      ]);
  }
}

export const attempted = (attempt: number, number = 'A001') =>
  ({
    type: 'SendAttempted',
    data: {
      attempt,
      ahead: 0,
      request: {
        template_id: template,
        page: 'p',
        miniprogram_state: 'formal',
        lang: 'zh_CN',
        data: { character_string2: { value: `${number}#${attempt}` } },
      },
    },
  }) as const;

export const sent = (attempt: number) =>
  ({
    type: 'MessageSent',
    data: { attempt, msgid: '4025301945172680705', latencyMs: 12 },
  }) as const;
