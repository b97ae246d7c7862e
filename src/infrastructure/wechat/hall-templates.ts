import { AppError } from '../../application/errors.js';
import type { HallSettingsService } from '../../application/ports/inbound.js';
import type { Logger } from '../../application/ports/logger.js';
import type { TemplateCatalog } from '../../application/ports/message-sender.js';
import { messageKinds } from '../../domain/streams.js';
import { checkTemplates, describeTemplateProblem, type WantedTemplate } from './template-check.js';

const wantedBy = (halls: HallSettingsService): readonly WantedTemplate[] =>
  halls.hallIds().flatMap((hallId) => {
    const messages = halls.settingsOf(hallId)?.messages;
    if (messages === undefined) return [];
    return messageKinds
      .map((kind) => messages[kind])
      .flatMap(({ enabled, templateId, data }) =>
        enabled && templateId !== null ? [{ templateId, keys: Object.keys(data) }] : [],
      );
  });

/**
 * Checks the templates that the halls use against the account's. A WeChat that cannot be asked does
 * not stop the start.
 * @throws AppError `invalid_settings` that names what a template lacks
 */
export const checkHallTemplates = async (
  catalog: TemplateCatalog,
  halls: HallSettingsService,
  logger: Logger,
): Promise<void> => {
  const check = await checkTemplates(catalog, wantedBy(halls));
  if (check.outcome === 'unavailable')
    logger.warn({ reason: check.reason }, 'templates_not_checked');
  if (check.outcome !== 'mismatch') return;
  throw new AppError('invalid_settings', check.problems.map(describeTemplateProblem).join('; '));
};
