import { instant, epochMs } from '../../../../src/domain/ids.js';
import type { HallCommand } from '../../../../src/domain/hall/commands.js';
import type { HallEvent } from '../../../../src/domain/hall/events.js';
import { placeBehind, strictPlace } from '../../../../src/domain/hall/line/place.js';
import type { HallSettings, ReturnRules } from '../../../../src/domain/settings/settings.js';
import {
  called,
  issued,
  noShow,
  opened,
  recalled,
  returned,
  windowOpened,
} from '../demo-events.js';
import { demo, given, idOf, later, now, queueA, window1 } from '../demo-hall.js';
import { arrivalPlace, lastPlace } from '../places.js';

const rules = (returns: Partial<ReturnRules>): Partial<HallSettings> => ({
  returns: { ...demo.returns, ...returns },
});
const again = [called('A001', window1), noShow('A001', window1)];
/** A001 was called and missed; A002 to A004 wait. */
const missed = (settings: Partial<HallSettings>): readonly HallEvent[] => [
  opened(settings),
  windowOpened(window1),
  ...[1, 2, 3, 4].map((n) => issued(`A00${n}`, n)),
  ...again,
];
const comeBack: HallCommand = {
  type: 'ReturnTicket',
  ticketId: idOf('A001'),
  position: null,
  ...now,
};
const last = (counter: number, stay: number): HallEvent =>
  returned('A001', { position: { kind: 'last' }, place: lastPlace(counter), stay });

describe('a return without a position', () => {
  it('goes behind everybody where the hall says nothing', () => {
    given(...missed({}))
      .when(comeBack)
      .then(last(5, 2));
  });

  it('goes where the hall has it, another place for each further return', () => {
    const places = rules({ place: [{ after: 1 }, 'last'] });
    const place = placeBehind(arrivalPlace('normal', 2), 5);
    const first = returned('A001', { position: { kind: 'after', n: 1 }, place, stay: 2 });
    given(...missed(places))
      .when(comeBack)
      .then(first);
    given(...missed(places), first, ...again)
      .when(comeBack)
      .then(last(6, 3));
    given(...missed(places), first, ...again, last(6, 3), ...again)
      .when(comeBack)
      .then(last(7, 4));
  });

  it('enters by the rule of its queue, in the priority that the hall gives to returns', () => {
    const place = strictPlace(0, { regime: 0, counter: 5 });
    given(...missed(rules({ place: 'entry', priority: 'priority' })))
      .when(comeBack)
      .then({
        type: 'TicketReturned',
        data: {
          ticketId: idOf('A001'),
          queueId: queueA,
          position: { kind: 'entry' },
          place,
          stay: 2,
          priority: 'priority',
        },
        ...now,
      });
  });

  it('is refused beyond the limit, but for an administrator', () => {
    const twice = [...missed(rules({ limit: 1 })), last(5, 2), ...again];
    given(...twice)
      .when(comeBack)
      .thenRefused({ code: 'return_limit', limit: 1 });
    given(...twice)
      .when({ ...comeBack, by: { tokenId: 'boss', role: 'admin' } })
      .then(last(6, 3));
  });

  it('is refused too long after the call', () => {
    const history = missed(rules({ withinMinutes: 30 }));
    const until = later(30);
    given(...history)
      .when({ ...comeBack, at: instant(epochMs(until) + 1) })
      .thenRefused({ code: 'too_late', until });
    given(...history)
      .when({ ...comeBack, at: until })
      .then({ ...last(5, 2), at: until });
  });
});

describe('a recall beyond the limit', () => {
  const recall: HallCommand = { type: 'RecallTicket', windowId: window1, ...now };
  const twice = (settings: Partial<HallSettings>): readonly HallEvent[] => [
    opened({ recallLimit: 1, ...settings }),
    windowOpened(window1),
    issued('A001', 1),
    called('A001', window1),
    recalled('A001', window1),
  ];

  it('is refused', () => {
    given(...twice({}))
      .when(recall)
      .thenRefused({ code: 'recall_limit', limit: 1 });
  });

  it('is a missed call where the hall has it so', () => {
    given(...twice({ afterRecalls: 'no_show' }))
      .when(recall)
      .then({
        type: 'TicketNoShow',
        data: { windowId: window1, ticketId: idOf('A001'), why: 'recall_limit' },
        ...now,
      });
  });

  it('counts from the latest call', () => {
    given(...twice({}), noShow('A001', window1), called('A001', window1, { how: 'given' }))
      .when(recall)
      .then(recalled('A001', window1));
  });
});

describe('another priority', () => {
  const raise = (number: string, priority: string): HallCommand => ({
    type: 'ChangePriority',
    ticketId: idOf(number),
    priority,
    ...now,
  });
  const three = [issued('A001', 1), issued('A002', 2), issued('A003', 3)];
  const changed = (number: string, counter: number | null): HallEvent => ({
    type: 'TicketPriorityChanged',
    data: {
      ticketId: idOf(number),
      priority: 'priority',
      place: counter === null ? null : strictPlace(0, { regime: 0, counter }),
    },
    ...now,
  });

  it('has a ticket enter its line anew', () => {
    given(opened(), ...three)
      .when(raise('A003', 'priority'))
      .then(changed('A003', 4));
  });

  it('is refused where the hall has none such, and is nothing where it is so', () => {
    const history = [opened(), ...three];
    given(...history)
      .when(raise('A003', 'gold'))
      .thenRefused({ code: 'unknown_priority', priority: 'gold' });
    given(...history)
      .when(raise('A003', 'normal'))
      .thenNothing();
  });

  it('moves nobody who has been told to come forward, nor who stands in no line', () => {
    const queues = demo.queues.map((queue) =>
      queue.queueId === queueA ? { ...queue, lockedHead: 2 } : queue,
    );
    given(opened({ queues }), ...three)
      .when(raise('A002', 'priority'))
      .then(changed('A002', null));
    given(opened(), windowOpened(window1), ...three, called('A001', window1))
      .when(raise('A001', 'priority'))
      .then(changed('A001', null));
  });

  it('is not given by an issue that names none of the hall', () => {
    const bare = { ticketId: idOf('A001'), queueId: queueA, number: null, subscriberId: null };
    given(opened())
      .when({ type: 'IssueTicket', ...bare, priority: 'gold', ...now })
      .thenRefused({ code: 'unknown_priority', priority: 'gold' });
  });
});
