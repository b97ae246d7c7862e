import { randomUUID } from 'node:crypto';
import type { Random } from '../demo/random.js';
import type { HallCommand } from '../src/domain/hall/commands.js';
import { ticketAtWindow, ticketOf, windowOfTicket } from '../src/domain/hall/queries.js';
import type { HallState, RunningHall, Ticket } from '../src/domain/hall/state.js';
import {
  queueId,
  subscriberId,
  ticketId,
  windowId,
  type QueueId,
  type TicketId,
  type WindowId,
} from '../src/domain/ids.js';
import { busySettings } from './busy-day.js';
import type { HallSettings, QueueSettings } from '../src/domain/settings/settings.js';
import { windowDefaults } from '../src/domain/settings/defaults.js';

type Untimed<C> = C extends HallCommand ? Omit<C, 'at' | 'occurredAt'> : never;
/** A command without its time. */
export type Wish = Untimed<HallCommand>;

const orders = ['strict', 'head-start', 'interleave'] as const;
const picks = ['preference', 'longest_wait', 'shares'] as const;

const queueAt = (index: number): QueueSettings => ({
  ...(busySettings.queues[0] as QueueSettings),
  queueId: queueId(`Q${index}`),
  name: `业务${index}`,
  prefix: String.fromCharCode(65 + index),
  order: orders[index % orders.length] ?? 'strict',
  lockedHead: index % 3,
  nearTurnMinutes: index % 2 === 0 ? 10 : null,
  skip: index % 4 === 0 ? ['4'] : [],
  hours: {
    weekly: { sat: [['08:00', '18:00']] },
    days: {},
  },
  lastTicketMinutes: 30,
  quota: { day: 4_000, slots: [{ from: '09:00', to: '11:00', tickets: 900 }] },
  serviceSeconds: 120,
  maxWaitSeconds: index % 2 === 0 ? 2_400 : null,
});

/** A hall with every rule on. */
export const everyRule = (queues: number, windows: number): HallSettings => ({
  ...busySettings,
  priorities: [
    { id: 'senior', name: '敬老', headStartSeconds: 1_200, share: 3 },
    { id: 'priority', name: '优先', headStartSeconds: 600, share: 2 },
    { id: 'normal', name: '普通', headStartSeconds: 0, share: 5 },
  ],
  openPerPerson: { perQueue: 2, perHall: 4 },
  perPersonADay: 12,
  recallLimit: 3,
  afterRecalls: 'no_show',
  returns: { place: [{ after: 5 }, 'last', 'entry'], priority: null, limit: 4, withinMinutes: 120 },
  pauseReasons: ['用餐'],
  outcomes: ['办结', '退件'],
  ratingReasons: ['快', '慢'],
  queues: Array.from({ length: queues }, (_, index) => queueAt(index)),
  windows: Array.from({ length: windows }, (_, index) => ({
    ...windowDefaults,
    windowId: windowId(`${index + 1}`),
    name: `${index + 1}号窗口`,
    queueIds: [0, 1, 2].map((step) => queueId(`Q${(index + step) % queues}`)),
    pick: picks[index % picks.length] ?? 'preference',
  })),
});

/** Who comes, and what clerks do, in one minute of a day, drawn from what the hall looks like. */
export class DayScript {
  /** Tickets that somebody may still come back with, hold, rate or ask about. */
  readonly #known: TicketId[] = [];
  #people = 0;

  constructor(
    private readonly settings: HallSettings,
    private readonly random: Random,
  ) {}

  /** @param arriving how many come in this minute, on the average */
  minute(state: HallState, arriving: number): readonly Wish[] {
    const open = state.status === 'open' ? state : null;
    return [
      ...this.settings.windows.flatMap(({ windowId: id }) => this.#atWindow(open, id)),
      ...Array.from({ length: this.#poisson(arriving) }, () => this.#arrival()),
      ...(open === null ? [] : this.#ofTickets(open)),
    ];
  }

  #poisson(mean: number): number {
    let [count, product] = [0, this.random.next()];
    for (const limit = Math.exp(-mean); product > limit; count += 1) product *= this.random.next();
    return count;
  }

  #pick<Value>(values: readonly Value[]): Value | undefined {
    return values[Math.floor(this.random.next() * values.length)];
  }

  #queue(): QueueId {
    return (this.#pick(this.settings.queues) as QueueSettings).queueId;
  }

  #arrival(): Wish {
    const id = ticketId(randomUUID());
    this.#known.push(id);
    const isKnown = this.random.chance(0.5);
    if (isKnown && this.random.chance(0.9)) this.#people += 1;
    const route = this.random.chance(0.1) ? [this.#queue()] : [];
    return {
      type: 'IssueTicket',
      ticketId: id,
      queueId: this.#queue(),
      priority: this.random.weighted([
        ['normal', 80],
        ['priority', 15],
        ['senior', 5],
      ]),
      number: null,
      subscriberId: isKnown ? subscriberId(`p${this.#people}`) : null,
      route,
      routeOrder: this.random.chance(0.5) ? 'shortest' : 'given',
      extra: this.random.chance(0.01),
    };
  }

  #atWindow(hall: RunningHall | null, id: WindowId): readonly Wish[] {
    const state = hall?.windows.get(id)?.state ?? 'closed';
    if (state !== 'open')
      return this.random.chance(0.3) ? [{ type: 'OpenWindow', windowId: id }] : [];
    const ticket = hall === null ? undefined : ticketAtWindow(hall, id);
    if (ticket === undefined) return this.#idle(id);
    if (ticket.status.state === 'called') return this.#called(id);
    return this.random.chance(0.4) ? this.#ending(id) : [];
  }

  #idle(id: WindowId): readonly Wish[] {
    const atWindow = { windowId: id };
    const away = this.random.weighted<Wish | null>([
      [null, 98],
      [{ type: 'PauseWindow', ...atWindow, reason: '用餐' }, 1.5],
      [{ type: 'CloseWindow', ...atWindow }, 0.5],
    ]);
    return [away ?? { type: 'CallNext', ...atWindow }];
  }

  #called(id: WindowId): readonly Wish[] {
    const atWindow = { windowId: id };
    return this.random.weighted<readonly Wish[]>([
      [[{ type: 'StartService', ...atWindow }], 75],
      [[{ type: 'RecallTicket', ...atWindow }], 15],
      [[{ type: 'MarkNoShow', ...atWindow }], 10],
    ]);
  }

  #ending(id: WindowId): readonly Wish[] {
    const atWindow = { windowId: id };
    const done = { type: 'CompleteTicket', ...atWindow, outcome: '办结' } as const;
    const moved = { type: 'TransferTicket', ...atWindow } as const;
    const next = { type: 'CallNext', ...atWindow } as const;
    const windows = this.settings.windows.map((window) => window.windowId);
    return this.random.weighted<readonly Wish[]>([
      [[done, next], 86],
      [[{ ...done, end: true }, next], 2],
      [[{ type: 'HoldTicket', ...atWindow, kind: 'any_window', until: null }, next], 4],
      [[{ ...moved, to: { queueId: this.#queue() } }, next], 4],
      [[{ ...moved, to: { windowId: this.#pick(windows) ?? id } }, next], 4],
    ]);
  }

  /** What becomes of a few tickets that were seen before. */
  #ofTickets(hall: RunningHall): readonly Wish[] {
    const seen = Array.from({ length: Math.ceil(this.settings.windows.length / 8) }, () =>
      this.#pick(this.#known),
    );
    return seen
      .flatMap((id) => (id === undefined ? [] : (ticketOf(hall, id) ?? [])))
      .flatMap((ticket) => this.#ofTicket(ticket));
  }

  #ofTicket(ticket: Ticket): readonly Wish[] {
    const { ticketId: id, status } = ticket;
    const back = { type: 'ReturnTicket', ticketId: id, position: null } as const;
    switch (status.state) {
      case 'no_show':
        return [back];
      case 'held':
        return [{ type: 'ResumeTicket', ticketId: id, byWindowId: null }];
      case 'completed':
        return this.random.chance(0.5)
          ? [{ type: 'RateTicket', ticketId: id, score: 5, reasons: ['快'], rater: 'holder' }]
          : [back];
      case 'waiting':
        return this.random.weighted<readonly Wish[]>([
          [
            [{ type: 'SetReminder', ticketId: id, ahead: 1 + Math.floor(this.random.next() * 50) }],
            5,
          ],
          [[{ type: 'ChangePriority', ticketId: id, priority: 'senior' }], 1],
          [[{ type: 'CancelTicket', ticketId: id }], 3],
        ]);
      default:
        return windowOfTicket(ticket) === null ? [back] : [];
    }
  }
}
