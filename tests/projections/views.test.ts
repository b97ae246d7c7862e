import { expect } from 'chai';
import { hallDecider } from '../../src/domain/hall/hall.js';
import type { HallCommand } from '../../src/domain/hall/commands.js';
import { unopenedHall, type HallState, type RunningHall } from '../../src/domain/hall/state.js';
import {
  businessDay,
  hallId,
  instant,
  queueId,
  ticketId,
  windowId,
  type QueueId,
} from '../../src/domain/ids.js';
import type { HallSettings } from '../../src/domain/settings/settings.js';
import { boardChange, boardView } from '../../src/projections/board.js';
import { emptyView, evolveView, type HallView } from '../../src/projections/hall-view.js';
import { recentNumberOf } from '../../src/projections/recent-number.js';
import { listTickets, type ListPlace } from '../../src/projections/ticket-list.js';
import { endedView, ticketPage, ticketView } from '../../src/projections/ticket-view.js';
import { queueView, windowView } from '../../src/projections/window-view.js';
import {
  hallDefaults,
  openPerPersonDefaults,
  queueDefaults,
  windowDefaults,
} from '../../src/domain/settings/defaults.js';

const whole = { area: null, at: instant(Date.UTC(2025, 2, 1, 1)) };

const now = instant(Date.parse('2025-03-01T01:30:00Z'));
const [hall, day] = [hallId('demo'), businessDay('2025-03-01')];
const queue = (id: string, name = `业务${id}`) => ({
  queueId: queueId(id),
  name,
  prefix: id,
  ...queueDefaults,
  serviceName: name,
});
const off = { enabled: false, templateId: null, page: '', ttlSeconds: 600, data: {} };
const settings: HallSettings = {
  name: '大厅',
  ...hallDefaults,
  openPerPerson: openPerPersonDefaults(false),
  messages: { 'near-turn': off, queued: off, called: off, missed: off },
  queues: [queue('A'), queue('B')],
  windows: [
    { ...windowDefaults, windowId: windowId('1'), name: '1号', queueIds: [queueId('A')] },
    {
      ...windowDefaults,
      windowId: windowId('2'),
      name: '2号',
      queueIds: [queueId('A'), queueId('B')],
    },
  ],
};

type Bare<Command> = Command extends HallCommand ? Omit<Command, 'at' | 'occurredAt'> : never;

/** A hall's day that is told what to do, a minute later each time. */
class Day {
  view: HallView = emptyView(hall, day, settings);
  #minutes = 0;
  #events = 0;

  do(...commands: Bare<HallCommand>[]): this {
    for (const command of commands) {
      const at = instant(Date.parse('2025-03-01T01:00:00Z') + 60_000 * this.#minutes);
      this.#minutes += 1;
      const full = { ...command, at, occurredAt: null } as HallCommand;
      const decision = hallDecider.decide(this.view.hall, full);
      if (!decision.ok) throw new Error(decision.refusal.code);
      for (const event of decision.events)
        this.view = evolveView(
          this.view,
          { event, eventId: `e-${(this.#events += 1)}` },
          hallDecider.evolve(this.view.hall, event),
        );
    }
    return this;
  }

  issue(number: string, priority: 'normal' | 'priority' = 'normal'): this {
    return this.do({
      type: 'IssueTicket',
      ticketId: ticketId(`t-${number}`),
      queueId: number.slice(0, 1) as QueueId,
      priority,
      number,
      subscriberId: null,
    });
  }

  get running(): RunningHall {
    const { hall: state }: { hall: HallState } = this.view;
    if (state.status === 'unopened') throw new Error('not open');
    return state;
  }

  page(number: string) {
    const ticket = [...this.tickets].find((each) => each.number === number);
    if (ticket === undefined) throw new Error(`no ${number}`);
    return ticketPage(this.view, { hall: this.running, at: ticket.lastChangedAt }, ticket);
  }

  get tickets() {
    return listTickets(this.running, {}, { limit: 500, after: null }).tickets;
  }
}

const opened = (): Day =>
  new Day().do(
    { type: 'OpenHall', hallId: hall, businessDay: day, settings, settingsRevision: 0 },
    { type: 'OpenWindow', windowId: windowId('1') },
  );
const callNext = { type: 'CallNext', windowId: windowId('1') } as const;
const recall = { type: 'RecallTicket', windowId: windowId('1') } as const;

describe('the number called last in a queue', () => {
  const last = (today: Day, queueOf = 'A') => recentNumberOf(today.view, queueId(queueOf));

  it('is of that queue, whoever was called elsewhere since', () => {
    const today = opened().issue('A001').issue('A002').issue('B001');
    expect(last(today)).to.equal(null);
    today.do(callNext);
    expect(last(today)).to.equal('A001');
    today.do({ type: 'OpenWindow', windowId: windowId('2') });
    const ticket = { number: 'B001' };
    today.do({ type: 'CallTicket', windowId: windowId('2'), ticket });
    expect([last(today), last(today, 'B')]).to.deep.equal(['A001', 'B001']);
    today.do(callNext);
    expect(last(today)).to.equal('A002');
  });

  it('is none on a day that has not begun, or is not in memory', () => {
    expect(last(new Day())).to.equal(null);
    expect(recentNumberOf(null, queueId('A'))).to.equal(null);
  });
});

describe('the view of a ticket', () => {
  it('names a window only where its state has one', () => {
    const today = opened().issue('A001').issue('A002');
    expect(today.page('A001')).to.include({ state: 'waiting', windowId: null, window: null });
    today.do(callNext);
    expect(today.page('A001')).to.deep.include({
      state: 'called',
      windowId: '1',
      window: { windowId: '1', name: '1号' },
      ahead: 0,
      estimatedWaitSeconds: null,
    });
    expect(today.page('A002').ahead).to.equal(0);
  });

  it('keeps the first and the last call', () => {
    const today = opened().issue('A001').do(callNext, recall);
    const { firstCalledAt, lastCalledAt } = today.page('A001');
    expect([firstCalledAt, lastCalledAt].every((at) => at !== null)).to.equal(true);
  });

  it('has the fields of the contract and no other', () => {
    const [ticket] = opened().issue('A001').tickets;
    expect(ticket && Object.keys(ticketView(settings, ticket))).to.deep.equal([
      'ticketId',
      'number',
      'queueId',
      'state',
      'priority',
      'priorityName',
      'windowId',
      'issuedAt',
      'firstCalledAt',
      'lastCalledAt',
      'appointmentId',
      'route',
      'outcome',
      'returns',
      'recalls',
    ]);
  });

  it('is of an ended ticket once the day is past', () => {
    expect(endedView({ state: 'serving' }).state).to.equal('expired');
    expect(endedView({ state: 'completed' }).state).to.equal('completed');
  });
});

describe('the view of a window', () => {
  it('counts who waits for it, and shows its ticket', () => {
    const { view } = opened().issue('A001').issue('A002').issue('B001').do(callNext);
    expect(windowView({ settings, hall: view.hall, now }, windowId('1'))).to.deep.include({
      name: '1号',
      state: 'open',
      queueIds: ['A'],
      waiting: 1,
    });
    expect(windowView({ settings, hall: view.hall, now }, windowId('2'))).to.include({
      state: 'closed',
      ticket: null,
      waiting: 2,
    });
    expect(windowView({ settings, hall: view.hall, now }, windowId('9'))).to.equal(null);
  });

  it('is closed on a day that has not begun', () => {
    const window = windowView({ settings, hall: unopenedHall, now }, windowId('1'));
    expect(window).to.include({ state: 'closed', waiting: 0, ticket: null });
    expect(queueView(settings, unopenedHall, queueId('A'))).to.include({ waiting: 0 });
    expect(queueView(settings, unopenedHall, queueId('Z'))).to.equal(null);
  });
});

describe('the change of a board', () => {
  const changed = (today: Day, act: (day: Day) => Day) => {
    const before = today.view;
    return boardChange(before, act(today).view, whole);
  };

  it('has the entries that changed, whole, and no others', () => {
    const today = opened();
    expect(changed(today, (each) => each.issue('A001'))).to.deep.equal({
      queues: [
        {
          queueId: 'A',
          name: '业务A',
          waiting: 1,
          paused: false,
          next: ['A001'],
          unserved: false,
          estimate: null,
        },
      ],
    });
    const call = changed(today, (each) => each.do(callNext));
    expect(call).to.have.keys('queues', 'windows', 'recentCalls');
    expect(call).to.nested.include({
      'windows[0].ticket.number': 'A001',
      'recentCalls[0].number': 'A001',
    });
  });

  it('shows a recall as a new call', () => {
    const today = opened().issue('A001').do(callNext);
    const change = changed(today, (each) => each.do(recall));
    expect(change).to.nested.include({ 'recentCalls.length': 1, 'recentCalls[0].recall': true });
  });

  it('is nothing for what a board does not show', () => {
    const today = opened().issue('A001');
    const bind = { type: 'BindTicket', ticketId: ticketId('t-A001'), subscriberId: 's' } as never;
    expect(changed(today, (each) => each.do(bind))).to.equal(null);
  });

  it('is the whole board when queues, windows, names or the day are others', () => {
    const { view } = opened();
    const queues = [...settings.queues, queue('C')];
    expect(boardChange(view, { ...view, settings: { ...settings, queues } }, whole)).to.equal(
      'whole',
    );
    expect(boardChange(view, { ...view, businessDay: businessDay('2025-03-02') }, whole)).to.equal(
      'whole',
    );
    const renamed = { ...settings, queues: [queue('A', '新业务'), queue('B')] };
    expect(boardChange(view, { ...view, settings: renamed }, whole)).to.have.keys('queues');
  });

  it('brings a board that merges it to the board after', () => {
    const today = opened().issue('A001').issue('B001');
    const before = boardView(today.view, whole);
    const change = changed(today, (each) => each.do(callNext));
    if (change === null || change === 'whole') throw new Error('expected entries');
    const windows = before.windows.map(
      (window) => change.windows?.find((each) => each.windowId === window.windowId) ?? window,
    );
    const merged = before.queues.map(
      (each) => change.queues?.find((other) => other.queueId === each.queueId) ?? each,
    );
    const after = boardView(today.view, whole);
    expect([windows, merged]).to.deep.equal([after.windows, after.queues]);
  });
});

describe('the list of tickets', () => {
  const today = opened().issue('A001').issue('A002').issue('B001').issue('A003', 'priority');
  today.do({ type: 'OpenWindow', windowId: windowId('2') }, callNext, {
    type: 'TransferTicket',
    windowId: windowId('1'),
    to: { windowId: windowId('2') },
  });
  today.do(callNext).issue('A004');

  it('has those sent to a window, then each line in calling order, then the others', () => {
    const numbers = today.tickets.map(({ number }) => number);
    expect(numbers).to.deep.equal(['A003', 'A002', 'A004', 'B001', 'A001']);
  });

  it('page by page has each once, whatever the filter', () => {
    const filters = [{}, { queueId: queueId('A') }, { state: 'waiting' as const }];
    for (const filter of filters) {
      const all = listTickets(today.running, filter, { limit: 500, after: null }).tickets;
      const seen = [];
      let after: ListPlace | null = null;
      do {
        const page = listTickets(today.running, filter, { limit: 2, after });
        seen.push(...page.tickets);
        after = page.next;
      } while (after !== null);
      expect(seen).to.deep.equal(all);
    }
  });

  it('goes on behind a ticket that has left its place', () => {
    const page = listTickets(today.running, {}, { limit: 2, after: null });
    const later = opened().issue('A001');
    expect(page.next).to.not.equal(null);
    expect(listTickets(later.running, {}, { limit: 5, after: page.next }).tickets).to.be.an(
      'array',
    );
  });
});
