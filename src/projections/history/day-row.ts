import type { HallEvent } from '../../domain/hall/events.js';
import type { BusinessDay, HallId, Instant } from '../../domain/ids.js';
import { dayEnd } from '../../domain/calendar/business-day.js';

/** What history keeps of a hall's day as such. */
export type DayRow = Readonly<{
  hallId: HallId;
  businessDay: BusinessDay;
  /** Whether the hall sends 快到您了. */
  nearTurn: boolean;
  settingsRevision: number;
  /** From then on no ticket of the day is current, whatever its last event was. */
  endsAt: Instant;
}>;

/** The row after one more event of the hall's stream; null before the day was opened. */
export const foldDay = (row: DayRow | null, event: HallEvent): DayRow | null => {
  if (event.type === 'HallOpened' && row === null) {
    const { hallId, businessDay, settings, settingsRevision } = event.data;
    const endsAt = dayEnd(businessDay, settings);
    const nearTurn = settings.messages['near-turn'].enabled;
    return { hallId, businessDay, nearTurn, settingsRevision, endsAt };
  }
  if (event.type !== 'SettingsChanged' || row === null) return row;
  const { settings, settingsRevision } = event.data;
  if (settingsRevision <= row.settingsRevision) return row;
  return { ...row, nearTurn: settings.messages['near-turn'].enabled, settingsRevision };
};
