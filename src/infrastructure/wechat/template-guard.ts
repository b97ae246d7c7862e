import type { Clock } from '../../application/ports/clock.js';
import type { Logger } from '../../application/ports/logger.js';
import type { TemplateFault, TemplateGuard } from '../../application/ports/templates.js';
import type { TemplateId } from '../../domain/ids.js';
import type { HallProfile, MessageSettings } from '../../domain/settings/settings.js';
import { messageKinds, type MessageKind } from '../../domain/streams.js';
import type { CachedCatalog } from './cached-catalog.js';
import { templateProblems, type TemplateProblem } from './template-check.js';

export type TemplateGuardOptions = Readonly<{
  catalog: CachedCatalog;
  defaultTemplates: Readonly<Record<MessageKind, TemplateId | null>>;
  clock: Pick<Clock, 'after'>;
  logger: Logger;
  /** How long an administrator waits for WeChat's list, in milliseconds. @default 3000 */
  patienceMs?: number;
}>;

const defaultPatienceMs = 3_000;

type Unlisted = Readonly<{ outcome: 'unavailable'; reason: string }>;
type Messages = HallProfile['messages'];
type Wanted = Readonly<{
  kind: MessageKind;
  templateId: string;
  keys: readonly string[];
  longTerm: boolean;
}>;

/** Compares the templates that new settings choose with those of the account. */
export class WeChatTemplateGuard implements TemplateGuard {
  readonly #options: TemplateGuardOptions;

  constructor(options: TemplateGuardOptions) {
    this.#options = options;
  }

  async faultsOf(messages: Messages, inForce: Messages | null): Promise<readonly TemplateFault[]> {
    const before = inForce === null ? new Set() : new Set(this.#wantedBy(inForce).map(nameOf));
    const wanted = this.#wantedBy(messages).filter((one) => !before.has(nameOf(one)));
    if (wanted.length === 0) return [];
    const listed = await this.#listed(wanted.map((one) => one.templateId));
    if (listed.outcome === 'unavailable') {
      this.#options.logger.warn({ reason: listed.reason }, 'templates_not_checked');
      return [];
    }
    const faults = wanted.flatMap((one) =>
      templateProblems(one, listed.templates).map(faultOf(one.kind)),
    );
    if (faults.length > 0) this.#options.logger.warn({ faults }, 'template_faults');
    return faults;
  }

  async #listed(templateIds: readonly string[]): ReturnType<CachedCatalog['listWith']> {
    const { catalog, clock, patienceMs = defaultPatienceMs } = this.#options;
    let cancel = (): void => undefined;
    const tooLate = new Promise<Unlisted>((resolve) => {
      const reason = `no answer within ${patienceMs} ms`;
      cancel = clock.after(patienceMs, () => resolve({ outcome: 'unavailable', reason }));
    });
    return Promise.race([catalog.listWith(templateIds), tooLate]).finally(cancel);
  }

  #wantedBy(messages: Messages): readonly Wanted[] {
    return messageKinds.flatMap((kind) => this.#wantedFor(kind, messages[kind]));
  }

  #wantedFor(kind: MessageKind, message: MessageSettings): readonly Wanted[] {
    const id = message.templateId ?? this.#options.defaultTemplates[kind];
    if (!message.enabled || id === null) return [];
    const keys = Object.keys(message.data);
    return [{ kind, templateId: id, keys, longTerm: message.longTerm === true }];
  }
}

/** What is so already is not asked about again: it was checked, or WeChat could not be asked. */
const nameOf = ({ kind, templateId, keys, longTerm }: Wanted): string =>
  JSON.stringify([kind, templateId, keys.toSorted(), longTerm]);

const faultOf =
  (kind: MessageKind) =>
  (problem: TemplateProblem): TemplateFault => {
    const path = `messages.${kind}`;
    switch (problem.code) {
      case 'unknown_template':
        return { path: `${path}.templateId`, message: 'the account has no such template' };
      case 'unknown_key':
        return { path: `${path}.data.${problem.key}`, message: 'the template has no such key' };
      case 'missing_key':
        return { path: `${path}.data.${problem.key}`, message: 'the template needs this key' };
      case 'not_lasting':
        return { path: `${path}.longTerm`, message: 'the template is a one-time one' };
    }
  };
