import { expect } from 'chai';
import type { HallCommand } from '../../../src/domain/hall/commands.js';
import type { HallEvent } from '../../../src/domain/hall/events.js';
import { hallDecider } from '../../../src/domain/hall/hall.js';
import { epochMs, instant, queueId } from '../../../src/domain/ids.js';
import { called, completed, issued, opened, windowOpened } from './demo-events.js';
import {
  demo,
  given,
  hallAfter,
  idOf,
  nine,
  now,
  queueA,
  queueB,
  ticketOfNumber,
  window1,
  window2,
} from './demo-hall.js';
import { arrivalPlace } from './places.js';

const queueC = queueId('C');
const queues = [
  ...demo.queues,
  ...demo.queues.slice(1).map((queue) => ({ ...queue, queueId: queueC, prefix: 'C' })),
];
const issue = (route: HallCommand & { type: 'IssueTicket' }): HallCommand => route;
const routed = (more: object = {}): HallCommand =>
  issue({
    type: 'IssueTicket',
    ticketId: idOf('A001'),
    queueId: queueA,
    priority: 'normal',
    number: null,
    subscriberId: null,
    route: [queueB, queueC],
    ...more,
    ...now,
  });
const eventsOf = (history: readonly HallEvent[], command: HallCommand): readonly HallEvent[] => {
  const decision = hallDecider.decide(hallAfter(...history), command);
  if (!decision.ok) throw new Error(decision.refusal.code);
  return decision.events;
};
const play = (...commands: readonly HallCommand[]): readonly HallEvent[] =>
  commands.reduce<readonly HallEvent[]>(
    (history, command) => [...history, ...eventsOf(history, command)],
    [opened({ queues, outcomes: ['办结', '退件'] }), windowOpened(window1), windowOpened(window2)],
  );
const callAt1: HallCommand = { type: 'CallNext', windowId: window1, ...now };
const callAt2: HallCommand = { type: 'CallNext', windowId: window2, ...now };
const done = (windowId = window1, more: object = {}): HallCommand => ({
  type: 'CompleteTicket',
  windowId,
  ...more,
  ...now,
});
const stops = (history: readonly HallEvent[]): string[] =>
  ticketOfNumber(hallAfter(...history), 'A001').route.map(
    (stop) => `${stop.queueId} ${stop.state}`,
  );

describe('a visit to several counters', () => {
  it('goes on to the next queue when a window is done with it: same number, new stay', () => {
    const history = play(routed(), callAt1);
    given(...history)
      .when(done(window1, { outcome: '办结' }))
      .then({
        type: 'TicketTransferred',
        data: {
          ticketId: idOf('A001'),
          fromWindowId: window1,
          toQueueId: queueB,
          toWindowId: null,
          place: arrivalPlace('normal', 1),
          stay: 2,
          why: 'route',
          outcome: '办结',
        },
        ...now,
      });
    expect(stops(play(routed(), callAt1, done()))).to.deep.equal(['A done', 'B here', 'C to_come']);
  });

  it('is complete when no queue is left, and when the window ends it', () => {
    const last = play(routed({ route: [queueB] }), callAt1, done(), callAt2, done(window2));
    expect(stops(last)).to.deep.equal(['A done', 'B done']);
    expect(ticketOfNumber(hallAfter(...last), 'A001').status.state).to.equal('completed');
    const ended = play(routed(), callAt1, done(window1, { end: true }));
    expect(stops(ended)).to.deep.equal(['A done', 'B skipped', 'C skipped']);
  });

  it('leaves out of its route where it was sent by hand', () => {
    const send: HallCommand = {
      type: 'TransferTicket',
      windowId: window1,
      to: { queueId: queueC },
      ...now,
    };
    expect(stops(play(routed(), callAt1, send))).to.deep.equal(['A done', 'B to_come', 'C here']);
  });

  it('goes where fewer wait first, where it is to', () => {
    const two = ['B101', 'B102'].map((number) =>
      issue({
        type: 'IssueTicket',
        ticketId: idOf(number),
        queueId: queueB,
        priority: 'normal',
        number,
        subscriberId: null,
        ...now,
      }),
    );
    const history = play(...two, routed({ routeOrder: 'shortest' }), callAt1, done());
    expect(stops(history)).to.deep.equal(['A done', 'B to_come', 'C here']);
  });

  it('goes on too when the window calls the next, who may be the same person', () => {
    const history = play(routed({ queueId: queueA, route: [queueB] }), callAt2, callAt2);
    expect(ticketOfNumber(hallAfter(...history), 'A001')).to.include({ queueId: queueB, stay: 2 });
    expect(ticketOfNumber(hallAfter(...history), 'A001').status.state).to.equal('called');
  });

  it('is refused for a queue that is not there', () => {
    given(opened()).when(routed()).thenRefused({ code: 'unknown_queue', queueId: queueC });
  });
});

describe('an outcome', () => {
  it('is one of the list of the hall', () => {
    const history = play(routed({ route: [] }), callAt1);
    given(...history)
      .when(done(window1, { outcome: '丢失' }))
      .thenRefused({ code: 'unknown_outcome', outcome: '丢失' });
    expect(
      ticketOfNumber(
        hallAfter(...history, ...eventsOf(history, done(window1, { outcome: '退件' }))),
        'A001',
      ).outcome,
    ).to.equal('退件');
  });
});

describe('a rating', () => {
  const over = [
    opened({ ratingReasons: ['态度好'] }),
    windowOpened(window1),
    issued('A001', 1),
    called('A001', window1),
  ];
  const ended = [...over, completed('A001', window1)];
  const rate = (more: object = {}): HallCommand => ({
    type: 'RateTicket',
    ticketId: idOf('A001'),
    score: 5,
    reasons: ['态度好'],
    rater: 'holder',
    ...now,
    ...more,
  });
  const rated: HallEvent = {
    type: 'TicketRated',
    data: {
      ticketId: idOf('A001'),
      windowId: window1,
      score: 5,
      reasons: ['态度好'],
      by: 'holder',
    },
    ...now,
  };

  it('is given once, when the visit has ended', () => {
    given(...ended)
      .when(rate())
      .then(rated);
    given(...ended, rated)
      .when(rate())
      .thenRefused({ code: 'already_rated' });
    given(...over)
      .when(rate())
      .thenRefused({ code: 'not_ended', state: 'called' });
  });

  it('is too late after 24 hours, and names no reason that the hall has not', () => {
    const until = instant(epochMs(nine) + 24 * 3_600_000);
    given(...ended)
      .when(rate({ at: until }))
      .then({ ...rated, at: until });
    given(...ended)
      .when(rate({ at: instant(epochMs(until) + 1) }))
      .thenRefused({ code: 'too_late', until });
    given(...ended)
      .when(rate({ reasons: ['慢'] }))
      .thenRefused({ code: 'unknown_reason', reason: '慢' });
  });
});

describe('a holder’s own reminder', () => {
  it('is kept with the ticket, until it is taken back or the visit ends', () => {
    const remind = (ahead: number | null): HallCommand => ({
      type: 'SetReminder',
      ticketId: idOf('A001'),
      ahead,
      ...now,
    });
    const set: HallEvent = {
      type: 'TicketReminderSet',
      data: { ticketId: idOf('A001'), ahead: 8 },
      ...now,
    };
    const waiting = [opened(), windowOpened(window1), issued('A001', 1)];
    given(...waiting)
      .when(remind(8))
      .then(set);
    given(...waiting, set)
      .when(remind(8))
      .thenNothing();
    given(...waiting, called('A001', window1), completed('A001', window1))
      .when(remind(8))
      .thenRefused({ code: 'ticket_ended', state: 'completed' });
  });
});
