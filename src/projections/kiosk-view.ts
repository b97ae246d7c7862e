import { opennessAt } from '../domain/calendar/hours.js';
import { nextNumber } from '../domain/hall/admission/numbers.js';
import { whyClosed } from '../domain/hall/admission/opening.js';
import { whyFull } from '../domain/hall/admission/quotas.js';
import type { HallRefusal } from '../domain/hall/commands.js';
import type { Instant } from '../domain/ids.js';
import type { HallSettings, QueueSettings } from '../domain/settings/settings.js';
import type { HallView } from './hall-view.js';

/** Why whoever came now would get no number, as the issue would say it; null: they would. */
export type NoNumber = Readonly<{
  code: string;
  opensAt: Instant | null;
  closesAt: Instant | null;
  nextSlot: Readonly<{ from: Instant; to: Instant }> | null;
}>;

const told = (refusal: HallRefusal): NoNumber => ({
  code: refusal.code,
  opensAt: refusal.code === 'queue_closed' ? refusal.opensAt : null,
  closesAt: refusal.code === 'closing_soon' ? refusal.closesAt : null,
  nextSlot: refusal.code === 'quota_exhausted' ? refusal.nextSlot : null,
});

const refusalOf = (
  { hall, settings }: HallView,
  queue: QueueSettings,
  at: Instant,
): HallRefusal | undefined => {
  const { queueId } = queue;
  if (hall.status === 'unopened') {
    const openness = opennessAt(queue.hours ?? settings.hours, at, settings.timeZone);
    return openness.open ? undefined : { code: 'queue_closed', queueId, opensAt: openness.opensAt };
  }
  if (hall.status === 'closed') return { code: 'day_closed' };
  if (hall.queues.get(queueId)?.paused === true) return { code: 'queue_paused', queueId };
  const refusal = whyClosed(hall, queue, at) ?? whyFull(hall, queue, at);
  if (refusal !== undefined) return refusal;
  return nextNumber(hall, queue) === null ? { code: 'numbers_exhausted', queueId } : undefined;
};

const windowsOf = ({ windows }: HallSettings, { queueId }: QueueSettings) =>
  windows
    .filter(({ queueIds }) => queueIds.includes(queueId))
    .map(({ windowId, name, area }) => ({ windowId, name, area }));

/** What a kiosk shows of a hall, and prints on its slips. */
export const kioskView = (view: HallView, at: Instant) => {
  const { hallId, settings } = view;
  const { name, timeZone, priorities, recallLimit, returns, queues } = settings;
  return {
    hallId,
    name,
    timeZone,
    priorities: priorities.map((one) => ({ id: one.id, name: one.name })),
    recallLimit,
    returns,
    queues: queues.map((queue) => {
      const refusal = refusalOf(view, queue, at);
      return {
        queueId: queue.queueId,
        name: queue.name,
        prefix: queue.prefix,
        appointments: queue.appointments !== null,
        noNumber: refusal === undefined ? null : told(refusal),
        windows: windowsOf(settings, queue),
      };
    }),
  };
};
