import type { RecordedEvent } from '../../../application/ports/event-store.js';

const mostRows = 500;
const fewestRows = 16;
const pageBytes = 4 * 1024 * 1024;

/** How many rows to read at once: 500 small events, fewer big ones, so that a page stays small. */
export class PageSize {
  #next = 100;

  get next(): number {
    return this.#next;
  }

  saw(page: readonly RecordedEvent[]): void {
    const sample = page.at(-1);
    if (sample === undefined) {
      this.#next = mostRows;
      return;
    }
    const bytes = JSON.stringify(sample.data).length + 1;
    this.#next = Math.max(fewestRows, Math.min(mostRows, Math.floor(pageBytes / bytes)));
  }
}
