import { AppError } from '../../application/errors.js';
import type { HallSettingsService } from '../../application/ports/inbound/administrators.js';
import type { Logger } from '../../application/ports/logger.js';
import type { TemplateCatalog } from '../../application/ports/message-sender.js';
import type { HallId } from '../../domain/ids.js';
import type { HallProfile, MessageSettings } from '../../domain/settings/settings.js';
import { messageKinds } from '../../domain/streams.js';
import {
  describeTemplateProblem,
  problemsOf,
  type TemplateProblem,
  type WantedTemplate,
} from './template-check.js';

/** What the process was started with, as against what administrators have set since. */
export type StartedWith = Readonly<{
  /** The halls of the hall file. */
  hallIds: ReadonlySet<HallId>;
  /** The messages of a hall that says nothing of them, with the service's templates. */
  messages: HallProfile['messages'];
}>;

const isDefault = (message: MessageSettings, original: MessageSettings): boolean =>
  message.templateId === original.templateId &&
  Object.keys(message.data).toSorted().join() === Object.keys(original.data).toSorted().join();

type Wanted = Readonly<{ atStart: readonly WantedTemplate[]; since: readonly WantedTemplate[] }>;

const wantedBy = (halls: HallSettingsService, { hallIds, messages }: StartedWith): Wanted => {
  const atStart: WantedTemplate[] = [];
  const since: WantedTemplate[] = [];
  for (const hallId of halls.hallIds())
    for (const kind of messageKinds) {
      const message = halls.settingsOf(hallId)?.messages[kind];
      if (message?.enabled !== true || message.templateId === null) continue;
      const { templateId, data, longTerm = false } = message;
      const isGiven = hallIds.has(hallId) || isDefault(message, messages[kind]);
      (isGiven ? atStart : since).push({ templateId, keys: Object.keys(data), longTerm });
    }
  return { atStart, since };
};

/** A one-time template that is used as a long-term one still sends: one message for each acceptance. */
const isFatal = ({ code }: TemplateProblem): boolean => code !== 'not_lasting';

/**
 * Checks the templates that the halls use against the account's. What the process was started with
 * has to be right; what an administrator has set since is only warned of, for it must not keep a hall
 * from calling. Neither does a WeChat that cannot be asked.
 * @throws AppError `invalid_settings` that names what a template lacks
 */
export const checkHallTemplates = async (
  catalog: TemplateCatalog,
  halls: HallSettingsService,
  { started, logger }: Readonly<{ started: StartedWith; logger: Logger }>,
): Promise<void> => {
  const listed = await catalog.list();
  if (listed.outcome === 'unavailable') {
    logger.warn({ reason: listed.reason }, 'templates_not_checked');
    return;
  }
  const { atStart, since } = wantedBy(halls, started);
  const given = problemsOf(atStart, listed.templates);
  const warnings = [
    ...given.filter((one) => !isFatal(one)),
    ...problemsOf(since, listed.templates),
  ];
  for (const detail of new Set(warnings.map(describeTemplateProblem)))
    logger.warn({ detail }, 'template_fault');
  const faults = given.filter(isFatal).map(describeTemplateProblem);
  if (faults.length > 0) throw new AppError('invalid_settings', [...new Set(faults)].join('; '));
};
