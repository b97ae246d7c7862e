import { expect } from 'chai';
import { hallDecider } from '../../../src/domain/hall/hall.js';
import { lastPlace } from './places.js';
import {
  called,
  cancelled,
  completed,
  expired,
  held,
  issued,
  noShow,
  opened,
  recalled,
  resumed,
  started,
  transferred,
  windowOpened,
} from './demo-events.js';
import { hallAfter, queueB, window1, window2, window3 } from './demo-hall.js';

describe('an event that does not apply', () => {
  it('leaves the hall as it was', () => {
    const hall = hallAfter(
      opened(),
      windowOpened(window1),
      windowOpened(window2),
      issued('A001', 1),
      issued('A002', 2),
      issued('A003', 3),
      called('A001', window1),
      cancelled('A003'),
    );
    const stray = [
      called('A001', window2),
      called('A002', window1),
      called('A003', window2),
      called('A009', window2),
      recalled('A001', window2),
      started('A002', window1),
      completed('A002', window1),
      noShow('A001', window3),
      held('A002', window1),
      resumed('A001'),
      cancelled('A003'),
      expired('A003'),
      transferred('A001', { from: window2, toQueueId: queueB, place: lastPlace(9), stay: 2 }),
    ];
    for (const event of stray) expect(hallDecider.evolve(hall, event), event.type).to.equal(hall);
  });
});
