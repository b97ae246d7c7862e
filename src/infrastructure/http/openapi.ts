import {
  OpenAPIRegistry,
  OpenApiGeneratorV31,
  type RouteConfig,
} from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { problemTable, statusOf } from './problem.js';
import type { ResponseDoc, Route } from './route.js';

export type OpenApiDocument = ReturnType<OpenApiGeneratorV31['generateDocument']>;

const problemOut = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.string().meta({ description: 'Stable' }),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457' });

const everywhere = ['invalid_request', 'rate_limited', 'internal'];
const isApi = ({ path }: Route): boolean => path.startsWith('/api/');

/** All codes with which a route may refuse. */
export const codesOf = (route: Route): readonly string[] => [
  ...(isApi(route) ? everywhere : []),
  ...(route.access === 'public' ? [] : ['unauthenticated', 'forbidden']),
  ...(isApi(route) && route.body !== null ? ['too_large', 'unsupported_media_type'] : []),
  ...(isApi(route) && route.method !== 'get' ? ['store_unavailable', 'newer_version'] : []),
  ...(route.idempotent === true ? ['idempotency_key_reused'] : []),
  ...(route.problems ?? []),
];

const headerDocs = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [
      name,
      { description, schema: { type: 'string' as const } },
    ]),
  );

const responseConfig = ({ description, schema, contentType, headers }: ResponseDoc) => ({
  description,
  ...(headers === undefined ? {} : { headers: headerDocs(headers) }),
  ...(schema === undefined ? {} : { content: { [contentType ?? 'application/json']: { schema } } }),
});

const problemResponses = (route: Route): RouteConfig['responses'] => {
  const byStatus = new Map<number, string[]>();
  for (const code of codesOf(route))
    byStatus.set(statusOf(code), [...(byStatus.get(statusOf(code)) ?? []), code]);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: codes
          .map((code) => `\`${code}\`: ${problemTable[code]?.[1] ?? ''}`)
          .join('; '),
        content: { 'application/problem+json': { schema: problemOut } },
        ...(status === 429 || status === 503
          ? { headers: headerDocs({ 'Retry-After': 'Seconds' }) }
          : {}),
      },
    ]),
  );
};

const idempotencyHeader = z.object({
  'Idempotency-Key': z
    .string()
    .regex(/^[\x21-\x7e]{8,128}$/)
    .optional()
    .meta({ description: 'The same key, path and body: the first answer again' }),
});

const operationIdOf = ({ method, path }: Route): string =>
  `${method}${path
    .replace(/^\/api\/v1/, '')
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')}`;

const descriptionOf = ({ description, access }: Route): string =>
  [description, access === 'public' ? 'Public.' : `For ${access.join(', ')}.`]
    .filter((text) => text !== undefined)
    .join(' ');

const bodyOf = (route: Route): NonNullable<RouteConfig['request']> =>
  route.body === null
    ? {}
    : {
        body: {
          content: { 'application/json': { schema: route.body } },
          required: !route.body.safeParse({}).success,
        },
      };

const configOf = (route: Route): RouteConfig => ({
  method: route.method,
  path: route.path,
  operationId: operationIdOf(route),
  tags: [route.tag],
  summary: route.summary,
  description: descriptionOf(route),
  security: route.access === 'public' ? [] : [{ bearer: [] }],
  request: {
    params: route.params,
    query: route.query,
    ...(route.idempotent === true ? { headers: idempotencyHeader } : {}),
    ...bodyOf(route),
  },
  responses: {
    ...problemResponses(route),
    ...Object.fromEntries(
      Object.entries(route.responses).map(([status, doc]) => [status, responseConfig(doc)]),
    ),
  },
});

/** The document of all routes, from the schemas that validate them. */
export const openApiDocument = (routes: readonly Route[], version: string): OpenApiDocument => {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' });
  for (const route of routes) registry.registerPath(configOf(route));
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'nearturn',
      version,
      description: 'Queue calling (排队叫号). Errors are problem documents (RFC 9457) with a code.',
    },
    servers: [{ url: '/' }],
  });
};
