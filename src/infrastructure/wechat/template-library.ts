import { z } from 'zod';
import type {
  NewTemplate,
  PublicKeyword,
  TemplateCategory,
  TemplateLibrary,
  TitlesPage,
  TitlesQuery,
} from '../../application/ports/templates.js';
import type { CallOutcome } from '../../application/ports/wechat.js';
import { callApi } from './api-call.js';
import { logged, type WeChatApiOptions } from './api-log.js';
import { callOutcomeOf, refusedHere } from './call-outcome.js';
import type { HttpRequest } from './http-exchange.js';
import { longTermType } from './templates.js';

const fewestKeywords = 2;
const mostKeywords = 5;
const longestScene = 15;
const mostTitles = 30;

/** WeChat writes some ids as numbers and some as text. */
const id = z.union([z.string(), z.int()]).transform(String);

const categoriesSchema = z.object({ data: z.array(z.object({ id, name: z.string() })) });
const titlesSchema = z.object({
  count: z.int().exactOptional(),
  data: z.array(z.object({ tid: id, title: z.string(), type: z.int(), categoryId: id })),
});
const keywordsSchema = z.object({
  data: z.array(
    z.object({ kid: z.int(), name: z.string(), example: z.string(), rule: z.string() }),
  ),
});
const addedSchema = z.object({ priTmplId: z.string().min(1) });

/** The management of templates (docs/wechat.md). */
export class WeChatTemplateLibrary implements TemplateLibrary {
  readonly #options: WeChatApiOptions;

  constructor(options: WeChatApiOptions) {
    this.#options = options;
  }

  categories(): Promise<CallOutcome<readonly TemplateCategory[]>> {
    return this.#ask({ method: 'GET', path: '/wxaapi/newtmpl/getcategory' }, (reply) =>
      categoriesSchema.parse(reply).data.map(({ id: categoryId, name }) => ({ categoryId, name })),
    );
  }

  async titles({ categoryIds, start, limit }: TitlesQuery): Promise<CallOutcome<TitlesPage>> {
    if (limit > mostTitles) return refusedHere(`at most ${mostTitles} titles a page`);
    const query = { ids: categoryIds.join(','), start: String(start), limit: String(limit) };
    const request = { method: 'GET', path: '/wxaapi/newtmpl/getpubtemplatetitles', query } as const;
    return this.#ask(request, (reply) => {
      const { data, count } = titlesSchema.parse(reply);
      const items = data.map(({ type, ...title }) => ({
        ...title,
        lasting: type === longTermType,
      }));
      return { total: count ?? start + items.length, items };
    });
  }

  keywords(tid: string): Promise<CallOutcome<readonly PublicKeyword[]>> {
    const path = '/wxaapi/newtmpl/getpubtemplatekeywords';
    const request = { method: 'GET', path, query: { tid } } as const;
    return this.#ask(request, (reply) => keywordsSchema.parse(reply).data);
  }

  async add(template: NewTemplate): Promise<CallOutcome<Readonly<{ templateId: string }>>> {
    const wrong = whyNot(template);
    if (wrong !== null) return refusedHere(wrong);
    const { tid, keywordIds, scene } = template;
    return this.#ask(
      {
        method: 'POST',
        path: '/wxaapi/newtmpl/addtemplate',
        body: { tid, kidList: keywordIds, sceneDesc: scene },
      },
      (reply) => ({ templateId: addedSchema.parse(reply).priTmplId }),
    );
  }

  remove(templateId: string): Promise<CallOutcome<null>> {
    const body = { priTmplId: templateId };
    const request = { method: 'POST', path: '/wxaapi/newtmpl/deltemplate', body } as const;
    return this.#ask(request, () => null);
  }

  async #ask<Value>(
    request: HttpRequest,
    read: (reply: unknown) => Value,
  ): Promise<CallOutcome<Value>> {
    const outcome = callOutcomeOf(await callApi(this.#options, request), {
      read: (reply) => orUndefined(() => read(reply)),
    });
    return logged(this.#options, request.path.split('/').at(-1) ?? '', outcome);
  }
}

/** A reply that is not of the form expected says nothing. */
const orUndefined = <Value>(read: () => Value): Value | undefined => {
  try {
    return read();
  } catch (error) {
    if (error instanceof z.ZodError) return undefined;
    throw error;
  }
};

const whyNot = ({ keywordIds, scene }: NewTemplate): string | null => {
  const found = keywordIds.length;
  if (found < fewestKeywords || found > mostKeywords || new Set(keywordIds).size !== found)
    return `expected ${fewestKeywords} to ${mostKeywords} different keywords, found ${found}`;
  if (scene.trim() === '' || scene.length > longestScene)
    return `expected a scene of 1 to ${longestScene} characters, found ${scene.length}`;
  return null;
};
