import type { OpenApiDocument } from './openapi.js';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};
const html = (text: string): string => text.replace(/[&<>"]/g, (sign) => escapes[sign] ?? sign);
const code = (text: string): string =>
  html(text).replace(/`([^`]*)`/g, (_all, inner: string) => `<code>${inner}</code>`);

const style = `
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{max-width:60rem;margin:2rem auto;padding:0 1rem}
details{border:1px solid #8886;border-radius:.4rem;margin:.4rem 0;padding:.4rem .8rem}
summary{cursor:pointer}
summary b{display:inline-block;min-width:4.5rem;font-family:ui-monospace,monospace}
pre{overflow:auto;padding:.6rem;background:#8882;border-radius:.4rem;font-size:.85rem}
table{border-collapse:collapse;font-size:.9rem}
td,th{text-align:left;vertical-align:top;padding:.15rem .8rem .15rem 0}`;

type Parameter = Readonly<{ name: string; in: string; required?: boolean; schema?: unknown }>;
type Content = Readonly<Record<string, Readonly<{ schema?: unknown }>>>;
type Operation = Readonly<{
  tags?: readonly string[];
  summary?: string;
  description?: string;
  parameters?: readonly Parameter[];
  requestBody?: Readonly<{ content: Content }>;
  responses?: Readonly<Record<string, Readonly<{ description: string; content?: Content }>>>;
}>;

const schemaBlock = (content: Content | undefined): string =>
  Object.entries(content ?? {})
    .filter(([type]) => type !== 'application/problem+json')
    .map(
      ([type, { schema }]) =>
        `<p>${html(type)}</p><pre>${html(JSON.stringify(schema, null, 2) ?? '')}</pre>`,
    )
    .join('');

const parameterRow = ({ name, in: place, required, schema }: Parameter): string =>
  `<tr><td><code>${html(name)}</code></td><td>${html(place)}${required === true ? ', required' : ''}` +
  `</td><td><code>${html(JSON.stringify(schema) ?? '')}</code></td></tr>`;

const parametersBlock = (parameters: readonly Parameter[]): string =>
  parameters.length === 0
    ? ''
    : `<h4>Parameters</h4><table>${parameters.map(parameterRow).join('')}</table>`;

const operationBlock = (path: string, method: string, operation: Operation): string => {
  const { summary = '', description = '', parameters = [], requestBody, responses } = operation;
  const answers = Object.entries(responses ?? {}).map(
    ([status, response]) =>
      `<h4>${html(status)}</h4><p>${code(response.description)}</p>${schemaBlock(response.content)}`,
  );
  return (
    `<details><summary><b>${method.toUpperCase()}</b> <code>${html(path)}</code> ${code(summary)}</summary>` +
    `<p>${code(description)}</p>${parametersBlock(parameters)}` +
    (requestBody === undefined ? '' : `<h4>Body</h4>${schemaBlock(requestBody.content)}`) +
    `${answers.join('')}</details>`
  );
};

const methods = ['get', 'put', 'post', 'delete'] as const;

const operationsByTag = ({ paths }: OpenApiDocument): ReadonlyMap<string, string> => {
  const tags = new Map<string, string>();
  for (const [path, item] of Object.entries(paths ?? {}))
    for (const method of methods) {
      const operation = (item as Readonly<Record<string, Operation | undefined>>)[method];
      if (operation === undefined) continue;
      const tag = operation.tags?.[0] ?? '';
      tags.set(tag, (tags.get(tag) ?? '') + operationBlock(path, method, operation));
    }
  return tags;
};

/** The OpenAPI document as one page that needs nothing from anywhere else. */
export const docsPage = (document: OpenApiDocument): string => {
  const sections = [...operationsByTag(document)].map(
    ([tag, operations]) => `<section><h2>${html(tag)}</h2>${operations}</section>`,
  );
  const schemas = Object.entries(document.components?.schemas ?? {}).map(
    ([name, schema]) =>
      `<details><summary><code>${html(name)}</code></summary>` +
      `<pre>${html(JSON.stringify(schema, null, 2))}</pre></details>`,
  );
  return (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">' +
    '<meta name="viewport" content="width=device-width"><title>nearturn API</title>' +
    `<style>${style}</style></head><body><h1>${html(document.info.title)} ${html(document.info.version)}</h1>` +
    `<p>${code(document.info.description ?? '')} <a href="/openapi.json">OpenAPI 3.1</a></p>` +
    `${sections.join('')}<section><h2>Schemas</h2>${schemas.join('')}</section></body></html>`
  );
};
