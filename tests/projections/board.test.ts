import { expect } from 'chai';
import type { HallEvent } from '../../src/domain/hall/events.js';
import { hallDecider } from '../../src/domain/hall/hall.js';
import { boardChange, boardView } from '../../src/projections/board.js';
import { emptyView, evolveView, type HallView } from '../../src/projections/hall-view.js';
import { countUnserved } from '../../src/projections/unserved.js';
import { windowView } from '../../src/projections/window-view.js';
import {
  called,
  completed,
  hallClosed,
  issued,
  opened,
  recalled,
  windowClosed,
  windowOpened,
  windowPaused,
} from '../domain/hall/demo-events.js';
import { demo, later, now, openDemo, window1, window2, window3 } from '../domain/hall/demo-hall.js';

const of = (area: string | null) => ({ area, at: now.at });

const areas = new Map([
  [window1, 'east'],
  [window2, 'west'],
]);
/** Window 1 is in the east, 2 in the west, 3 in no area. */
const inAreas = opened({
  windows: demo.windows.map((window) => ({ ...window, area: areas.get(window.windowId) ?? null })),
});

const viewAfter = (...events: readonly HallEvent[]): HallView =>
  events.reduce(
    (view, event, index) =>
      evolveView(view, { event, eventId: `e-${index}` }, hallDecider.evolve(view.hall, event)),
    emptyView(openDemo.hallId, openDemo.businessDay, demo),
  );

const open = [inAreas, ...[window1, window2, window3].map(windowOpened)];
const number = (n: number): string => `A${String(n).padStart(3, '0')}`;

describe('the board of an area', () => {
  const view = viewAfter(
    ...open,
    issued('A001', 1),
    issued('A002', 2),
    issued('B001', 3),
    called('A001', window1),
    called('A002', window2),
    called('B001', window3),
  );

  it('has the windows of the area and their calls, and every queue', () => {
    const east = boardView(view, of('east'));
    expect(east.windows.map(({ windowId }) => windowId)).to.deep.equal([window1]);
    expect(east.recentCalls.map((call) => call.number)).to.deep.equal(['A001']);
    expect(east.queues).to.deep.equal(boardView(view, of(null)).queues);
    expect(boardView(view, of(null)).windows).to.have.length(3);
    expect(boardView(view, of(null)).recentCalls.map((call) => call.number)).to.deep.equal([
      'B001',
      'A002',
      'A001',
    ]);
  });

  it('hears nothing of what happens at the windows of another', () => {
    const after = viewAfter(
      ...open,
      issued('A001', 1),
      issued('A002', 2),
      issued('B001', 3),
      called('A001', window1),
      called('A002', window2),
      called('B001', window3),
      recalled('A002', window2),
    );
    expect(boardChange(view, after, of('east'))).to.equal(null);
    expect(boardChange(view, after, of('west'))).to.have.keys('windows', 'recentCalls');
  });

  it('keeps twenty calls, however busy another area is', () => {
    const events = Array.from({ length: 30 }, (_, n) => issued(number(n + 1), n + 1));
    const calls = Array.from({ length: 29 }, (_, n) => [
      called(number(n + 2), window2),
      completed(number(n + 2), window2),
    ]).flat();
    const busy = viewAfter(...open, ...events, called('A001', window1), ...calls);
    expect(boardView(busy, of('east')).recentCalls.map((call) => call.number)).to.deep.equal([
      'A001',
    ]);
    expect(boardView(busy, of('west')).recentCalls).to.have.length(20);
    expect(boardView(busy, of(null)).recentCalls).to.have.length(20);
    expect(boardView(busy, of(null)).recentCalls[0]?.number).to.equal('A030');
    expect(busy.recentCalls).to.have.length(21);
  });
});

describe('an announcement', () => {
  it('has a name of its own, and says which of its call it is', () => {
    const { recentCalls } = viewAfter(
      ...open,
      issued('A001', 1),
      called('A001', window1),
      recalled('A001', window1),
      recalled('A001', window1),
    );
    expect(recentCalls.map(({ count, recall }) => [count, recall])).to.deep.equal([
      [3, true],
      [2, true],
      [1, false],
    ]);
    expect(new Set(recentCalls.map(({ callId }) => callId)).size).to.equal(3);
  });
});

describe('a window as its counter sees it', () => {
  const signedIn: HallEvent = {
    type: 'WindowSignedIn',
    data: { windowId: window1, clerkId: '1024', tokenId: 't', takenFrom: null },
    ...now,
  };
  const view = viewAfter(
    inAreas,
    signedIn,
    windowPaused(window1, 'lunch'),
    issued('A001', 1),
    issued('A002', 2),
  );

  it('says who sits there, why it is paused, and who comes next', () => {
    const { hall, settings } = view;
    expect(windowView({ hall, settings, now: later(1) }, window1)).to.deep.include({
      state: 'paused',
      pauseReason: 'lunch',
      clerkId: '1024',
      area: 'east',
      next: ['A001', 'A002'],
      waiting: 2,
    });
  });

  it('tells no display who sits there', () => {
    expect(JSON.stringify(boardView(view, of(null)))).to.not.include('1024');
  });
});

describe('the queues that nobody serves', () => {
  it('are counted by whether somebody waits there, on open days only', () => {
    const idle = viewAfter(inAreas, issued('A001', 1));
    expect(countUnserved([idle])).to.deep.equal({ yes: 1, no: 1 });
    expect(countUnserved([viewAfter(...open), idle])).to.deep.equal({ yes: 1, no: 1 });
    expect(countUnserved([viewAfter(inAreas, issued('A001', 1), hallClosed())])).to.deep.equal({
      yes: 0,
      no: 0,
    });
    const closed = viewAfter(...open, windowClosed(window1), windowClosed(window2));
    expect(boardView(closed, of(null)).queues.map(({ unserved }) => unserved)).to.deep.equal([
      true,
      false,
    ]);
    expect(
      boardView(emptyView(openDemo.hallId, openDemo.businessDay, demo), of(null)).queues[0],
    ).to.include({
      unserved: true,
      waiting: 0,
    });
  });
});
