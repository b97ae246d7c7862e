import type { BusinessDay, HallId } from '../../domain/ids.js';
import type { HallCommandService } from '../hall/hall-command-service.js';
import type { HallDays } from '../hall/hall-days.js';
import { serviceInvocation } from '../invocation.js';
import type { Ids } from '../ports/clock.js';
import type { Invocation } from '../ports/inbound/invocation.js';
import { errorFields, type Logger } from '../ports/logger.js';
import type { HallSettingsStore } from './hall-settings.js';

export type SettingsKeeperDeps = Readonly<{
  settings: HallSettingsStore;
  commands: HallCommandService;
  days: HallDays;
  /** The hall's day in progress. */
  today: (hallId: HallId) => BusinessDay;
  ids: Ids;
  logger: Logger;
}>;

/**
 * Brings a hall's open day up to its settings. The day ignores a revision that it has, so every
 * instance may try.
 */
export class SettingsKeeper {
  constructor(private readonly deps: SettingsKeeperDeps) {}

  /** Returns when the open day, if there is one, has the settings in force. @throws AppError `store_unavailable` */
  async apply(hallId: HallId, by: Invocation): Promise<void> {
    const { settings, revision } = await this.deps.settings.current(hallId);
    const log = await this.deps.days.open(hallId, this.deps.today(hallId));
    await log.refresh();
    // A day that has not begun opens with them, and is not opened for them.
    if (log.state.status === 'unopened' || log.state.settingsRevision >= revision) return;
    await this.deps.commands.execute({
      hallId,
      command: (at) => ({
        type: 'ChangeSettings',
        at,
        occurredAt: null,
        settings,
        settingsRevision: revision,
      }),
      answer: () => ({ status: 200, body: {} }),
      invocation: { ...by, idempotency: null },
    });
  }

  /** Another instance changed a hall's settings and may have died before it told the day. */
  changed(hallId: HallId): void {
    const { ids, logger } = this.deps;
    void this.apply(hallId, serviceInvocation('settings', ids.uuid())).catch((error: unknown) =>
      logger.warn({ hallId, ...errorFields(error) }, 'settings_not_applied'),
    );
  }
}
