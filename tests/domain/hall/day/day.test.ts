import { expect } from 'chai';
import type { HallCommand } from '../../../../src/domain/hall/commands.js';
import type { HallEvent } from '../../../../src/domain/hall/events.js';
import { hallDecider } from '../../../../src/domain/hall/hall.js';
import { arrivalPlace } from '../places.js';
import { nextForWindow } from '../../../../src/domain/hall/line/pick.js';
import { waitingTickets } from '../../../../src/domain/hall/queries.js';
import type { HallState } from '../../../../src/domain/hall/state.js';
import { queueId, windowId } from '../../../../src/domain/ids.js';
import {
  called,
  expired,
  hallClosed,
  hallReopened,
  issued,
  opened,
  queuePaused,
  settingsChanged,
  transferred,
  windowOpened,
} from '../demo-events.js';
import {
  demo,
  given,
  hallAfter,
  idOf,
  nine,
  now,
  numbersOf,
  openDemo,
  queueA,
  queueB,
  ticketOfNumber,
  window1,
  window2,
  window3,
} from '../demo-hall.js';
import { busyHall } from '../busy-hall.js';
import { windowDefaults } from '../../../../src/domain/settings/defaults.js';

const changed = { ...demo, name: 'Renamed' };
const change: HallCommand = {
  type: 'ChangeSettings',
  settings: changed,
  settingsRevision: 8,
  ...now,
};
const close: HallCommand = { type: 'CloseDay', ...now };
const reopen: HallCommand = { type: 'ReopenDay', ...now };
const end = (limit: number): HallCommand => ({ type: 'EndDay', limit, ...now });

describe('the day of a hall', () => {
  describe('opening', () => {
    it('opens with the settings in force', () => {
      given().when(openDemo).then(opened());
    });

    it('is open already', () => {
      given(opened()).when(openDemo).thenNothing();
      given(opened(), hallClosed()).when(openDemo).thenNothing();
    });

    it('refuses everything before it is open', () => {
      given().when(change).thenRefused({ code: 'day_not_open' });
      given().when(close).thenRefused({ code: 'day_not_open' });
      given()
        .when({ type: 'CallNext', windowId: window1, ...now })
        .thenRefused({ code: 'day_not_open' });
    });

    it('starts with every window closed and no queue paused', () => {
      const hall = hallAfter(opened());
      expect([...hall.windows.values()].map(({ state }) => state)).to.deep.equal(
        demo.windows.map(() => 'closed'),
      );
      expect([...hall.queues.values()].map(({ paused }) => paused)).to.deep.equal([false, false]);
    });

    it('ignores what comes before it opened, and a second opening', () => {
      const before: HallState = hallDecider.evolve(hallDecider.initialState, issued('A001', 1));
      expect(before).to.equal(hallDecider.initialState);
      const hall = hallAfter(opened(), issued('A001', 1));
      expect(hallDecider.evolve(hall, opened())).to.equal(hall);
    });
  });

  describe('changing the settings', () => {
    it('takes newer settings', () => {
      given(opened()).when(change).then(settingsChanged(changed, 8));
    });

    it('takes newer settings also when the day is closed', () => {
      given(opened(), hallClosed()).when(change).then(settingsChanged(changed, 8));
    });

    it('has settings of this revision already', () => {
      given(opened(), settingsChanged(changed, 8)).when(change).thenNothing();
      given(opened(), settingsChanged(changed, 9)).when(change).thenNothing();
    });

    it('keeps lines, pauses and windows of what stays and of what vanished, and adds what is new', () => {
      const added = demo.queues.map((each) => ({ ...each, queueId: queueId('C'), prefix: 'C' }));
      const hall = hallAfter(
        ...busyHall,
        queuePaused(queueA),
        settingsChanged(
          {
            ...demo,
            queues: [...demo.queues.filter((each) => each.queueId !== queueB), ...added.slice(1)],
            windows: [
              { ...windowDefaults, windowId: windowId('9'), name: 'New', queueIds: [queueA] },
            ],
          },
          8,
        ),
      );
      expect(hall.settingsRevision).to.equal(8);
      expect([...hall.queues.keys()]).to.deep.equal(['A', 'B', 'C']);
      expect(hall.queues.get(queueA)?.paused).to.equal(true);
      expect(hall.queues.get(queueA)?.line.size).to.equal(1);
      expect(hall.windows.get(window1)).to.include({ state: 'open', ticketId: idOf('A001') });
      expect(hall.windows.get(windowId('9'))?.state).to.equal('closed');
    });

    it('ignores settings that are not newer', () => {
      const hall = hallAfter(opened(), settingsChanged(changed, 7));
      expect(hall.settings.name).to.equal('Demo');
    });
  });

  describe('closing', () => {
    it('expires who waits, is held or called, in calling order and then by issue', () => {
      given(...busyHall)
        .when(close)
        .then(hallClosed(), expired('A002'), expired('A003'), expired('B001'));
    });

    it('expires those sent to one window too', () => {
      given(
        opened(),
        windowOpened(window1),
        issued('A001', 1),
        issued('A002', 2),
        called('A001', window1),
        transferred('A001', {
          from: window1,
          toQueueId: queueA,
          toWindowId: window2,
          place: arrivalPlace('normal', 3),
          stay: 2,
        }),
      )
        .when(close)
        .then(hallClosed(), expired('A001'), expired('A002'));
    });

    it('is closed already', () => {
      given(opened(), hallClosed()).when(close).thenNothing();
      given(opened(), hallClosed('day_over')).when(close).thenNothing();
    });

    it('goes on where an earlier, partial closing ended', () => {
      given(...busyHall, hallClosed(), expired('A002'))
        .when(close)
        .then(expired('A003'), expired('B001'));
    });

    it('frees the window of a ticket that was called, not of one being served', () => {
      const hall = hallAfter(...busyHall, hallClosed(), expired('A002'), expired('B001'));
      expect(hall.windows.get(window3)?.ticketId).to.equal(null);
      expect(hall.windows.get(window1)?.ticketId).to.equal(idOf('A001'));
      expect(numbersOf(waitingTickets(hall))).to.deep.equal([]);
      expect(ticketOfNumber(hall, 'B001').status).to.deep.equal({
        state: 'expired',
        windowId: window3,
      });
      expect(ticketOfNumber(hall, 'A002').status).to.deep.equal({
        state: 'expired',
        windowId: null,
      });
    });

    it('closes a day of more tickets than a call takes arguments', () => {
      const many = 130_000;
      const at = (n: number): HallEvent => issued(`A${String(n).padStart(6, '0')}`, n);
      const hall = hallAfter(opened(), ...Array.from({ length: 100 }, (_, n) => at(n + 1)));
      let state: HallState = hall;
      for (let n = 101; n <= many; n += 1) state = hallDecider.evolve(state, at(n));
      const decision = hallDecider.decide(state, close);
      expect(decision.ok && decision.events.length).to.equal(many + 1);
    });
  });

  describe('reopening', () => {
    it('opens a closed day again', () => {
      given(opened(), hallClosed()).when(reopen).then(hallReopened);
    });

    it('is open already', () => {
      given(opened()).when(reopen).thenNothing();
    });

    it('goes on with the same numbers and windows', () => {
      const hall = hallAfter(...busyHall, hallClosed(), expired('A002'), hallReopened);
      expect(hall.status).to.equal('open');
      expect(hall.lastNumbers.get('A')).to.equal(3);
      expect(nextForWindow(hall, window1, nine)).to.equal(undefined);
      expect(hall.windows.get(window1)?.state).to.equal('open');
    });
  });

  describe('ending', () => {
    it('closes the hall and expires everybody, also who is being served', () => {
      given(...busyHall)
        .when(end(100))
        .then(
          hallClosed('day_over'),
          expired('A002'),
          expired('A001'),
          expired('A003'),
          expired('B001'),
        );
    });

    it('does not close a closed hall again', () => {
      given(...busyHall, hallClosed(), expired('A002'), expired('A003'), expired('B001'))
        .when(end(100))
        .then(expired('A001'));
    });

    it('goes in steps of at most so many events', () => {
      given(...busyHall)
        .when(end(1))
        .then(hallClosed('day_over'));
      given(...busyHall)
        .when(end(2))
        .then(hallClosed('day_over'), expired('A002'));
      given(...busyHall, hallClosed('day_over'), expired('A002'))
        .when(end(2))
        .then(expired('A001'), expired('A003'));
      given(...busyHall)
        .when(end(0))
        .thenNothing();
    });

    it('has ended already', () => {
      given(opened(), hallClosed('day_over')).when(end(100)).thenNothing();
    });
  });
});
