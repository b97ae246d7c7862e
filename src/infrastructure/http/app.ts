import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import type { HttpDeps } from './deps.js';
import { createExchange, type Exchange } from './exchange.js';
import { openApiDocument } from './openapi.js';
import { HttpProblem } from './problem.js';
import type { Method, Route } from './route.js';
import { adminRoutes } from './routes/admin.js';
import { appointmentRoutes } from './routes/appointments.js';
import { auditRoutes } from './routes/audit.js';
import { boardRoutes } from './routes/board.js';
import { callEventRoutes } from './routes/call-events.js';
import { deviceRoutes } from './routes/devices.js';
import { codeRoutes } from './routes/codes.js';
import { holderRoutes } from './routes/holder.js';
import { kioskRoutes } from './routes/kiosk.js';
import { operationRoutes } from './routes/operation.js';
import { terminalRoutes } from './routes/terminal.js';
import { legacyRoute } from './routes/legacy.js';
import { resolveRoute } from './routes/resolve.js';
import { counterRoutes } from './routes/counter.js';
import { slipRoutes } from './routes/slips.js';
import { sessionRoute } from './routes/session.js';
import { startRoute } from './routes/start.js';
import { tokenRoutes } from './routes/tokens.js';
import { weChatCallbackRoutes } from './routes/wechat-callback.js';
import { weChatUsageRoutes } from './routes/wechat-usage.js';
import { createLiveStreams, registerStreams, type LiveStreams } from './sse.js';

/** The service as seen from HTTP, ready to be served. */
export type HttpApp = Readonly<{
  express: Express;
  routes: readonly Route[];
  /** Ends the live streams and asks every client to close its connection. */
  drain: () => void;
}>;

const expressPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

const byPath = (routes: readonly Route[]): ReadonlyMap<string, readonly Route[]> => {
  const paths = new Map<string, Route[]>();
  for (const route of routes) {
    const same = paths.get(route.path);
    if (same === undefined) paths.set(route.path, [route]);
    else same.push(route);
  }
  return paths;
};

const allowOf = (routes: readonly Route[]): string => {
  const methods: readonly Method[] = routes.map(({ method }) => method);
  const all = [...methods, ...(methods.includes('get') ? ['head'] : []), 'options'];
  return all.map((method) => method.toUpperCase()).join(', ');
};

const mount = (app: Express, path: string, routes: readonly Route[], exchange: Exchange): void => {
  const layer = app.route(expressPath(path));
  for (const route of routes) {
    layer[route.method]((request: Request, response: Response) => {
      void exchange.serve(route, request, response);
    });
  }
  const allow = allowOf(routes);
  layer.all((request: Request, response: Response) => {
    if (request.method === 'OPTIONS') {
      response.writeHead(204, { Allow: allow }).end();
      return;
    }
    const detail = `${path} takes ${allow}`;
    const error = new HttpProblem('method_not_allowed', detail, { headers: { Allow: allow } });
    exchange.refuse(path, error, request, response);
  });
};

const routesOf = (deps: HttpDeps, streams: LiveStreams): readonly Route[] => [
  // In the order of how often they are called: Express asks one after the other.
  ...terminalRoutes(deps),
  ...counterRoutes(deps),
  ...kioskRoutes(deps),
  ...holderRoutes(deps, streams),
  ...appointmentRoutes(deps),
  ...boardRoutes(deps, streams),
  ...callEventRoutes(deps),
  ...codeRoutes(deps),
  ...weChatUsageRoutes(deps),
  ...auditRoutes(deps),
  resolveRoute(deps),
  ...weChatCallbackRoutes(deps),
  ...(deps.options.legacyEndpoints ? [legacyRoute(deps)] : []),
  ...tokenRoutes(deps),
  ...deviceRoutes(deps),
  sessionRoute(deps),
  ...slipRoutes(deps),
  startRoute(deps),
  ...adminRoutes(deps),
  ...(deps.moreRoutes ?? []),
];

const bare = (trustProxy: number): Express => {
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.enable('case sensitive routing').enable('strict routing');
  app.set('trust proxy', trustProxy).set('query parser', false);
  return app;
};

const refuseTheRest = (app: Express, exchange: Exchange): void => {
  app.use((request: Request, response: Response) => {
    const error = new HttpProblem('not_found', 'there is nothing at this address');
    exchange.refuse('unknown', error, request, response);
  });
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) => {
    exchange.refuse('unknown', error, request, response);
  });
};

/** The HTTP contract as an Express app. */
export const createHttpApp = (deps: HttpDeps): HttpApp => {
  let draining = false;
  const { heartbeatMs = 15_000, maxUnreadBytes = 1024 * 1024, trustProxy } = deps.options;
  const streams = createLiveStreams({ heartbeatMs, maxUnreadBytes });
  registerStreams(deps.registry, streams);
  const exchange = createExchange(deps, () => draining);
  const described = routesOf(deps, streams);
  const operation = operationRoutes(deps, () => openApiDocument(routes, deps.options.version));
  const routes: readonly Route[] = [...described, ...operation];
  const app = bare(trustProxy);
  for (const [path, same] of byPath(routes)) mount(app, path, same, exchange);
  deps.extend?.(app);
  refuseTheRest(app, exchange);
  return {
    express: app,
    routes,
    drain: () => {
      draining = true;
      streams.endAll();
    },
  };
};
