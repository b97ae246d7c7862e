import { expect } from 'chai';
import type { HallEvent } from '../../../src/domain/hall/events.js';
import { instant, type Instant } from '../../../src/domain/ids.js';
import type { HallSettings } from '../../../src/domain/settings/settings.js';
import { initialPolicy, policyVersion } from '../../../src/projections/near-turn/policy.js';
import {
  bound,
  called,
  cancelled,
  completed,
  expired,
  hallClosed,
  hallReopened,
  held,
  issued,
  noShow,
  opened,
  recalled,
  resumed,
  settingsChanged,
  unbound,
  windowOpened,
} from '../../domain/hall/demo-events.js';
import { boris, queueA, queueB, window1, window2 } from '../../domain/hall/demo-hall.js';
import {
  at,
  back,
  boundTo,
  decide,
  givenDay,
  holderOf,
  line,
  sending,
  sentOn,
  threshold,
} from './near-hall.js';

const given = (settings: HallSettings, ...history: readonly HallEvent[]) =>
  givenDay(settings, history, (found, expected) => expect(found).to.deep.equal(expected));
const near = threshold(3);
const front = (number: string, counter: number): HallEvent =>
  issued(number, counter, { priority: 'priority' });

describe('a ticket comes near its turn', () => {
  it('when the number ahead first holds: one call brings one ticket', () => {
    given(near, ...line(6), windowOpened(window1))
      .when(called('A001', window1))
      .decides('near-turn A005 3');
  });

  it('at once where it is bound inside the threshold, however late', () => {
    given(near, issued('A001', 1)).when(boundTo('A001')).decides('near-turn A001 0');
    given(near, ...line(4, ['A004']))
      .when(boundTo('A004'))
      .decides('near-turn A004 3');
    given(near, ...line(5, ['A005']))
      .when(boundTo('A005'))
      .decides();
    given(near, ...line(6, ['A005']), called('A001', window1))
      .when(boundTo('A005'))
      .decides('near-turn A005 3');
  });

  it('only when somebody holds it', () => {
    given(near, ...line(6, ['A005']))
      .when(called('A001', window1))
      .decides();
    given(near, ...line(6), unbound('A005', holderOf('A005')))
      .when(called('A001', window1))
      .decides();
  });

  it('whatever takes another out of the line before it', () => {
    for (const event of [called('A002', window1, { how: 'given' }), cancelled('A003')])
      given(near, ...line(6))
        .when(event)
        .decides('near-turn A005 3');
    // Behind it nothing changes for it; a no-show, a hold, an end come after the call.
    given(near, ...line(7))
      .when(cancelled('A006'))
      .decides();
    given(near, ...line(6), called('A001', window1))
      .when(noShow('A001', window1), called('A001', window2), completed('A001', window2))
      .decides();
  });

  it('one after the other when several leave at once', () => {
    given(near, ...line(8))
      .when(called('A001', window1), cancelled('A003'), called('A002', window2))
      .decides('near-turn A005 3', 'near-turn A006 3', 'near-turn A007 3');
  });

  it('once in a stay: pushed back and near again is not told again', () => {
    given(near, ...line(5), called('A001', window1))
      .when(front('A101', 6), front('A102', 7), called('A101', window2), cancelled('A102'))
      .decides();
    given(near, issued('A001', 1), boundTo('A001'))
      .when(unbound('A001', holderOf('A001')), boundTo('A001'))
      .decides();
  });

  it('when those who pushed it back are called, if it was not near before', () => {
    given(near, ...line(5), front('A101', 6))
      .when(called('A101', window1), called('A001', window2))
      .decides('near-turn A005 3');
  });

  it('anew in each stay: by transfer, by return, by binding to another person', () => {
    const atWindow = [issued('A001', 1), boundTo('A001'), called('A001', window1)];
    given(near, ...atWindow)
      .when(back('A001', 2, 2))
      .decides('near-turn A001 0 /2');
    given(near, ...atWindow)
      .when(sentOn('A001', { place: at(2), stay: 2 }))
      .decides('near-turn A001 0 /2');
    given(near, issued('A001', 1), boundTo('A001'), unbound('A001', holderOf('A001')))
      .when(bound('A001', boris, 2))
      .decides('near-turn A001 0 /2');
  });

  it('later, where the new stay begins far back', () => {
    given(near, ...line(6), called('A001', window1), back('A001', 7, 2))
      .when(cancelled('A002'), cancelled('A003'))
      .decides('near-turn A006 3', 'near-turn A001 3 /2');
  });

  it('and a hold keeps its stay: told before, it is not told again; else it is when it waits again', () => {
    const hold = [called('A002', window1), held('A002', window1)];
    given(near, ...line(3), ...hold)
      .when(resumed('A002'))
      .decides();
    given(near, ...line(3, ['A002']), ...hold, boundTo('A002'))
      .when(resumed('A002'))
      .decides('near-turn A002 1');
    given(near, ...line(3, ['A002']), called('A002', window1))
      .when(boundTo('A002'))
      .decides();
  });
});

describe('the threshold', () => {
  const far = [...line(6), windowOpened(window1)];

  it('raised brings everybody inside it near, in the order of the line', () => {
    given(threshold(0), ...far)
      .when(settingsChanged(threshold(2), 8))
      .decides('near-turn A002 1', 'near-turn A003 2');
  });

  it('lowered takes nobody back and holds for who comes', () => {
    given(near, ...far)
      .when(settingsChanged(threshold(1), 8), called('A001', window1), called('A002', window2))
      .decides();
    given(near, ...line(7), settingsChanged(threshold(1), 8))
      .when(...['A001', 'A002', 'A003', 'A004'].map(cancelled))
      .decides('near-turn A005 1', 'near-turn A006 1');
  });

  it('of nought tells the first in line', () => {
    given(threshold(0), ...line(2))
      .when(called('A001', window1))
      .decides('near-turn A002 0');
  });

  it('is each queue’s own', () => {
    const b = [issued('B001', 9), issued('B002', 10)];
    given(threshold(0), ...far, ...b)
      .when(boundTo('B002'), called('A001', window1))
      .decides('near-turn B002 1', 'near-turn A002 0');
  });

  it('of a queue that is gone holds for nobody', () => {
    const withoutA = sending(['near-turn', 'called'], { queues: near.queues.slice(1) });
    given(near, ...line(6), settingsChanged(withoutA, 8))
      .when(boundTo('A006'), cancelled('A001'))
      .decides();
    const { state } = decide([opened(near), ...line(6), settingsChanged(withoutA, 8)]);
    const [[decision] = []] = decide([called('A001', window1)], state).decisions;
    expect(decision).to.include({ kind: 'called', threshold: 0 });
  });

  it('may be another one in a what-if replay', () => {
    const events = [opened(near), ...line(3)];
    const { decisions } = decide(events, initialPolicy({ threshold: 1 }));
    expect(decisions.flat().map(({ number, threshold: of }) => [number, of])).to.deep.equal([
      ['A001', 1],
      ['A002', 1],
    ]);
  });
});

describe('a window’s own line', () => {
  const own = (number: string, counter: number, toQueueId = queueA): readonly HallEvent[] => [
    called(number, window1, { queueId: toQueueId }),
    {
      type: 'TicketTransferred',
      at: instant(0),
      occurredAt: null,
      data: {
        ticketId: `ticket-${number}` as never,
        fromWindowId: window1,
        toQueueId,
        toWindowId: window2,
        place: at(counter),
        stay: 2,
      },
    },
  ];

  it('is counted by itself, by the threshold of each ticket’s queue', () => {
    const b = [issued('B001', 7), boundTo('B001')];
    const waiting = [...line(3), ...b, ...own('A001', 10), ...own('A002', 11)];
    given(threshold(1), windowOpened(window2), ...waiting)
      .when(...own('A003', 12), ...own('B001', 13, queueB))
      .decides('near-turn B001 3 /2');
    given(
      threshold(1),
      windowOpened(window2),
      ...waiting,
      ...own('A003', 12),
      ...own('B001', 13, queueB),
    )
      .when(called('A001', window2))
      .decides('near-turn A003 1 /2');
  });

  it('does not count for the queue, nor the queue for it', () => {
    given(threshold(0), windowOpened(window2), ...line(3), ...own('A001', 10))
      .when(cancelled('A001'), cancelled('A002'))
      .decides('near-turn A003 0');
  });

  it('is nobody’s turn before that window is open', () => {
    given(threshold(1), ...line(1))
      .when(...own('A001', 10))
      .decides();
    given(threshold(1), ...line(1), ...own('A001', 10))
      .when(windowOpened(window2))
      .decides('near-turn A001 0 /2');
  });
});

describe('while the hall is closed', () => {
  it('nothing comes near, and at the reopening whoever is near by then does', () => {
    const waiting = [...line(6), hallClosed()];
    given(near, ...waiting)
      .when(expired('A001'), settingsChanged(threshold(9), 8))
      .decides();
    given(near, ...waiting, expired('A001'), expired('A002'))
      .when(hallReopened)
      .decides('near-turn A005 2', 'near-turn A006 3');
    given(near, ...waiting)
      .when(hallReopened)
      .decides();
  });
});

describe('the settings of the messages', () => {
  it('switch a kind on for those who are near by then', () => {
    given(sending([]), ...line(6))
      .when(settingsChanged(near, 8))
      .decides('near-turn A001 0', 'near-turn A002 1', 'near-turn A003 2', 'near-turn A004 3');
  });

  it('switch it off, also by naming no template', () => {
    given(near, ...line(6), settingsChanged(sending([]), 8))
      .when(called('A001', window1))
      .decides();
    const messages = { ...near.messages, 'near-turn': { ...near.messages.called, enabled: true } };
    const without = { ...messages, 'near-turn': { ...messages['near-turn'], templateId: null } };
    given({ ...near, messages: without }, ...line(6))
      .when(called('A001', window1))
      .decides();
  });
});

describe('the other kinds', () => {
  const all = threshold(1, ['near-turn', 'queued', 'called', 'missed']);

  it('queued: a stay begins, or is bound, outside the threshold', () => {
    given(all, ...line(3, ['A003']))
      .when(boundTo('A003'))
      .decides('queued A003 2');
    given(all, ...line(4), called('A001', window1))
      .when(back('A001', 9, 2))
      .decides('queued A001 3 /2');
    given(all, ...line(4), called('A001', window1))
      .when(sentOn('A001', { place: at(9), stay: 2 }))
      .decides('queued A001 3 /2');
    given(all, ...line(2, ['A002']))
      .when(boundTo('A002'))
      .decides('near-turn A002 1');
    given(all, ...line(3, ['A001']), called('A001', window1))
      .when(boundTo('A001'))
      .decides();
  });

  it('called: a call and not a recall, once in a stay; then who came near by it', () => {
    given(all, ...line(4))
      .when(called('A001', window1), recalled('A001', window1))
      .decides('called A001', 'near-turn A003 1');
    given(all, ...line(4), called('A001', window1), noShow('A001', window1))
      .when(called('A001', window1, { how: 'given' }))
      .decides();
  });

  it('missed: a no-show', () => {
    given(all, ...line(2), called('A001', window1))
      .when(noShow('A001', window1))
      .decides('missed A001');
  });

  it('name the window of a call and of a no-show', () => {
    const { decisions } = decide([opened(all), ...line(1), called('A001', window1)]);
    expect(decisions.flat().map(({ windowId }) => windowId)).to.deep.equal([null, window1]);
  });
});

describe('a decision', () => {
  const decisionAt = (time: Instant, settings = near) =>
    decide([opened(settings), issued('A001', 1), { ...boundTo('A001'), at: time }]).decisions.at(
      -1,
    )?.[0];

  it('says whom it tells what, why, and by which policy', () => {
    const { expiresAt: _later, ...decision } = decisionAt(instant(0)) ?? { expiresAt: null };
    expect(decision).to.deep.equal({
      messageId: 'ticket-A001.near-turn',
      kind: 'near-turn',
      hallId: 'demo',
      businessDay: '2025-03-01',
      queueId: 'A',
      ticketId: 'ticket-A001',
      number: 'A001',
      stay: 1,
      subscriberId: 'holder-A001',
      templateId: 'near-turn',
      ahead: 0,
      threshold: 3,
      windowId: null,
      policyVersion,
      cause: {
        stream: 'hall-demo-20250301',
        revision: 2,
        eventId: 'e2',
        type: 'TicketBound',
      },
    });
  });

  it('ends after its time to live, at the latest with the day', () => {
    const noon = instant(Date.UTC(2025, 2, 1, 4));
    expect(decisionAt(noon)?.expiresAt).to.equal('2025-03-01T04:10:00.000Z');
    const late = instant(Date.UTC(2025, 2, 1, 15, 55));
    expect(decisionAt(late)?.expiresAt).to.equal('2025-03-01T16:00:00.000Z');
    const lisbon = { ...near, timeZone: 'Europe/Lisbon' };
    expect(decisionAt(late, lisbon)?.expiresAt).to.equal('2025-03-01T16:05:00.000Z');
  });

  it('is not taken before the day is open', () => {
    expect(decide([issued('A001', 1), boundTo('A001')]).decisions.flat()).to.deep.equal([]);
  });
});
