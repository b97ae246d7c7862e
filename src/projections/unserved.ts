import type { HallView } from './hall-view.js';
import { queueNow } from './window-view.js';

/** Queues of open days from which no window calls, by whether somebody waits there. */
export type Unserved = Readonly<Record<'yes' | 'no', number>>;

/** Counts them over halls. */
export const countUnserved = (views: readonly HallView[]): Unserved => {
  const queues = views
    .filter(({ hall }) => hall.status === 'open')
    .flatMap(({ hall, settings }) => settings.queues.map(({ queueId }) => queueNow(hall, queueId)))
    .filter(({ unserved }) => unserved);
  const yes = queues.filter(({ waiting }) => waiting > 0).length;
  return { yes, no: queues.length - yes };
};
