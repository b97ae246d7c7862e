import type { Clock } from '../../application/ports/clock.js';
import type { TemplateCatalog } from '../../application/ports/message-sender.js';

type Listed = Awaited<ReturnType<TemplateCatalog['list']>>;
type Held = Readonly<{ listed: Extract<Listed, { outcome: 'ok' }>; untilMs: number }>;

export type CachedCatalogOptions = Readonly<{
  catalog: TemplateCatalog;
  clock: Clock;
  /** How long a list is good, in milliseconds. @default 300000 */
  keepMs?: number;
}>;

const defaultKeepMs = 5 * 60_000;

/** The account's templates, asked for as seldom as can be: gettemplate has a daily quota. */
export class CachedCatalog implements TemplateCatalog {
  readonly #options: CachedCatalogOptions;
  #held: Held | null = null;
  #flight: Promise<Listed> | null = null;

  constructor(options: CachedCatalogOptions) {
    this.#options = options;
  }

  list(): Promise<Listed> {
    const held = this.#held;
    if (held !== null && this.#options.clock.monotonicMs() < held.untilMs)
      return Promise.resolve(held.listed);
    return this.#ask();
  }

  /** The list that has all these templates, if WeChat's newest has: one that lacks any is asked for anew. */
  async listWith(templateIds: readonly string[]): Promise<Listed> {
    const asked = this.#held;
    const listed = await this.list();
    if (listed.outcome !== 'ok' || this.#held !== asked) return listed;
    const known = new Set(listed.templates.map((one) => one.templateId));
    return templateIds.every((id) => known.has(id)) ? listed : this.#ask();
  }

  #ask(): Promise<Listed> {
    this.#flight ??= this.#askOnce().finally(() => {
      this.#flight = null;
    });
    return this.#flight;
  }

  async #askOnce(): Promise<Listed> {
    const { catalog, clock, keepMs = defaultKeepMs } = this.#options;
    const askedAtMs = clock.monotonicMs();
    const listed = await catalog.list();
    if (listed.outcome === 'ok') this.#held = { listed, untilMs: askedAtMs + keepMs };
    return listed;
  }
}
