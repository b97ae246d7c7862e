import type { HallEvent } from '../../domain/hall/events.js';
import { releasesOf } from '../../domain/hall/line/rejoin.js';
import type { HallState } from '../../domain/hall/state.js';
import type { HallId, Instant, WindowId } from '../../domain/ids.js';

/** Whether somebody may wait for one window only from this event on. */
const sendsToWindow = (event: HallEvent): boolean =>
  event.type === 'TicketResumed' ||
  (event.type === 'TicketTransferred' && event.data.toWindowId !== null);

const someoneWaits = (hall: HallState): boolean =>
  hall.status === 'open' && [...hall.windows.values()].some(({ line }) => line.size > 0);

/** The halls in which somebody waits for one window only; the others need not be looked at. */
export class WindowLines {
  readonly #halls = new Set<HallId>();

  /** Takes in one event of a hall. */
  fold(hallId: HallId, event: HallEvent): void {
    if (sendsToWindow(event)) this.#halls.add(hallId);
  }

  /** The halls that have to be looked at. */
  halls(): readonly HallId[] {
    return [...this.#halls];
  }

  /** The windows of a hall that have to give somebody back by now. */
  due(hallId: HallId, hall: HallState, now: Instant): readonly WindowId[] {
    if (hall.status === 'unopened' || !someoneWaits(hall)) {
      this.#halls.delete(hallId);
      return [];
    }
    return releasesOf(hall)
      .filter(({ due }) => due <= now)
      .map(({ windowId }) => windowId);
  }
}
