import type { HallProfile } from '../../domain/settings/settings.js';
import type { CallOutcome } from './wechat.js';

/** One of the account's service categories, by which public templates are sorted. */
export type TemplateCategory = Readonly<{ categoryId: string; name: string }>;

/** A template of WeChat's public library. */
export type PublicTemplate = Readonly<{
  tid: string;
  title: string;
  /** Whether an acceptance is not used up by a message (type 3). */
  lasting: boolean;
  categoryId: string;
}>;

/** A keyword of a public template; its type and id make the key, such as `thing1`. */
export type PublicKeyword = Readonly<{ kid: number; name: string; example: string; rule: string }>;

export type TitlesQuery = Readonly<{
  categoryIds: readonly string[];
  /** How many titles come before the page. */
  start: number;
  /** At most 30. */
  limit: number;
}>;

export type TitlesPage = Readonly<{ total: number; items: readonly PublicTemplate[] }>;

export type NewTemplate = Readonly<{
  tid: string;
  /** 2 to 5 keyword ids, in the order of the message's lines. */
  keywordIds: readonly number[];
  /** What the account says the template is for: 1 to 15 characters. */
  scene: string;
}>;

/** The public library of templates, and what the account takes from it (docs/wechat.md). */
export interface TemplateLibrary {
  categories(): Promise<CallOutcome<readonly TemplateCategory[]>>;
  titles(query: TitlesQuery): Promise<CallOutcome<TitlesPage>>;
  keywords(tid: string): Promise<CallOutcome<readonly PublicKeyword[]>>;
  add(template: NewTemplate): Promise<CallOutcome<Readonly<{ templateId: string }>>>;
  remove(templateId: string): Promise<CallOutcome<null>>;
}

/** A setting that WeChat would refuse each message for: `path` names the field. */
export type TemplateFault = Readonly<{ path: string; message: string }>;

/** Watches over the templates that halls choose. */
export interface TemplateGuard {
  /**
   * What the account lacks of the templates that these messages use and those in force do not.
   * None where WeChat cannot be asked.
   */
  faultsOf(
    messages: HallProfile['messages'],
    inForce: HallProfile['messages'] | null,
  ): Promise<readonly TemplateFault[]>;
}
