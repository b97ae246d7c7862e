import { z } from 'zod';
import type { HttpDeps } from '../deps.js';
import type { OpenApiDocument } from '../openapi.js';
import { ok, type Reply } from '../reply.js';
import { defineRoute, type Route } from '../route.js';

// A probe, or a browser, may add what it likes.
const query = z.object({});

const readyOut = z
  .object({
    ready: z.boolean(),
    checks: z.record(z.string(), z.object({ ok: z.boolean(), reason: z.string().nullable() })),
  })
  .meta({ id: 'Readiness' });

const healthRoutes = ({ readiness }: HttpDeps): readonly Route[] => [
  defineRoute({
    method: 'get',
    path: '/health/live',
    tag: 'Operation',
    summary: 'Whether the process answers',
    access: 'public',
    query,
    unlimited: true,
    responses: {
      200: { description: 'It does', schema: z.object({ status: z.literal('live') }) },
    },
    handle: () => ok({ status: 'live' }),
  }),
  defineRoute({
    method: 'get',
    path: '/health/ready',
    tag: 'Operation',
    summary: 'Whether the service can do its work, and if not, why',
    access: 'public',
    query,
    unlimited: true,
    responses: {
      200: { description: 'Ready', schema: readyOut },
      503: { description: 'Not ready', schema: readyOut },
    },
    handle: async () => {
      const report = await readiness.check();
      return report.ready
        ? ok(report)
        : { status: 503, body: report, headers: { 'Retry-After': '2' } };
    },
  }),
];

const once = <Value>(make: () => Value): (() => Value) => {
  let made: { value: Value } | null = null;
  return () => (made ??= { value: make() }).value;
};

const text = (description: string, contentType: string) => ({
  200: { description, contentType, schema: z.string() },
});

const metricsRoute = ({ registry }: HttpDeps): Route =>
  defineRoute({
    method: 'get',
    path: '/metrics',
    tag: 'Operation',
    summary: 'Metrics for Prometheus',
    access: 'public',
    query,
    responses: text('Metrics', 'text/plain'),
    handle: async () => ({
      status: 200,
      text: await registry.metrics(),
      contentType: registry.contentType,
    }),
  });

/** Where this part of the service runs without its pages. */
const noPage: Reply = {
  status: 503,
  text: 'The pages are not here\n',
  contentType: 'text/plain; charset=utf-8',
};

const documentRoutes = (
  { docsPage = () => noPage }: HttpDeps,
  document: () => OpenApiDocument,
): readonly Route[] => {
  const json = once(() => JSON.stringify(document()));
  return [
    defineRoute({
      method: 'get',
      path: '/openapi.json',
      tag: 'Operation',
      summary: 'This document',
      access: 'public',
      query,
      responses: { 200: { description: 'OpenAPI 3.1', schema: z.record(z.string(), z.unknown()) } },
      handle: () => ({ status: 200, text: json(), contentType: 'application/json; charset=utf-8' }),
    }),
    defineRoute({
      method: 'get',
      path: '/docs',
      tag: 'Operation',
      summary: 'This document as a page',
      access: 'public',
      query,
      responses: {
        ...text('A page: a reference with try-it, and recipes', 'text/html'),
        503: {
          description: 'The pages are not built',
          contentType: 'text/plain',
          schema: z.string(),
        },
      },
      handle: docsPage,
    }),
  ];
};

/** Health, metrics and documentation. @param document of all routes, these included */
export const operationRoutes = (
  deps: HttpDeps,
  document: () => OpenApiDocument,
): readonly Route[] => [
  ...healthRoutes(deps),
  metricsRoute(deps),
  ...documentRoutes(deps, document),
];
