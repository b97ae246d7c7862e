import type { TemplateCatalog, TemplateInfo } from '../../../application/ports/message-sender.js';
import type {
  NewTemplate,
  PublicKeyword,
  PublicTemplate,
  TemplateLibrary,
} from '../../../application/ports/templates.js';
import type { CallOutcome } from '../../../application/ports/wechat.js';
import { CommandFailure } from './failure.js';

const titlesPerPage = 30;
/** More pages than any set of categories has. */
const mostPages = 100;

/** The account's templates and the public library; whatever WeChat does not do is a failure. */
export class Account {
  constructor(
    private readonly catalog: TemplateCatalog,
    private readonly library: TemplateLibrary,
  ) {}

  async templates(): Promise<readonly TemplateInfo[]> {
    const listed = await this.catalog.list();
    if (listed.outcome === 'ok') return listed.templates;
    throw new CommandFailure(`the account's templates cannot be listed: ${listed.reason}`);
  }

  /** All public templates of the account's categories. */
  async publicTemplates(): Promise<readonly PublicTemplate[]> {
    const categories = done('getcategory', await this.library.categories());
    if (categories.length === 0) throw new CommandFailure('the account has no service category');
    const categoryIds = categories.map((one) => one.categoryId);
    const found: PublicTemplate[] = [];
    for (let page = 0; page < mostPages; page += 1) {
      const query = { categoryIds, start: found.length, limit: titlesPerPage };
      const { items, total } = done('getpubtemplatetitles', await this.library.titles(query));
      found.push(...items);
      if (items.length === 0 || found.length >= total) break;
    }
    return found;
  }

  async keywords(tid: string): Promise<readonly PublicKeyword[]> {
    return done('getpubtemplatekeywords', await this.library.keywords(tid));
  }

  /** The new template's id. */
  async add(template: NewTemplate): Promise<string> {
    return done('addtemplate', await this.library.add(template)).templateId;
  }
}

const done = <Value>(api: string, outcome: CallOutcome<Value>): Value => {
  if (outcome.outcome === 'ok') return outcome.value;
  const code = 'errcode' in outcome && outcome.errcode !== null ? ` ${outcome.errcode}` : '';
  const what = { refused: 'refused', later: 'not done now', unknown: 'done or not, unknown' };
  throw new CommandFailure(`${api}: ${what[outcome.outcome]}:${code} ${outcome.reason}`);
};
