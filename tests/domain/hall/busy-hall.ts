import type { HallEvent } from '../../../src/domain/hall/events.js';
import { called, held, issued, noShow, opened, started, windowOpened } from './demo-events.js';
import { window1, window2, window3 } from './demo-hall.js';

/** A002 waits, A003 is held, B001 is called, A001 is being served, B002 did not come. */
export const busyHall: readonly HallEvent[] = [
  opened(),
  windowOpened(window1),
  windowOpened(window2),
  windowOpened(window3),
  issued('A001', 1),
  issued('A002', 2),
  issued('A003', 3),
  issued('B001', 4),
  issued('B002', 5),
  called('B001', window3),
  noShow('B001', window3),
  called('B001', window3, { how: 'given' }),
  called('A003', window2, { how: 'given' }),
  held('A003', window2),
  called('B002', window2),
  noShow('B002', window2),
  called('A001', window1),
  started('A001', window1),
];
