import type { HallSettings } from '../../domain/settings/settings.js';

/** The settings in force, defaults filled in, and the revision of their stream. */
export type DaySettings = Readonly<{ settings: HallSettings; revision: number }>;
