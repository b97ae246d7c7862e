import { z } from 'zod';
import type { Actor, Invocation } from '../../application/ports/inbound/invocation.js';
import type { Access } from './auth.js';
import type { Reply } from './reply.js';
import { validated } from './validate.js';

export type Method = 'get' | 'put' | 'post' | 'delete';
export type Tag =
  | 'Admin'
  | 'Kiosk'
  | 'Terminal'
  | 'Holder'
  | 'Board'
  | 'Auditor'
  | 'WeChat'
  | 'Devices'
  | 'Operation';

type ObjectSchema<Value> = z.ZodObject & z.ZodType<Value>;
type Nothing = Readonly<Record<string, never>>;

/** A documented answer; without a schema it has no body. */
export type ResponseDoc = Readonly<{
  description: string;
  schema?: z.ZodType;
  contentType?: string;
  headers?: Readonly<Record<string, string>>;
}>;

/** A request as a route's handler gets it: who, what, and how the application is told of it. */
export type Call<Params, Query, Body> = Readonly<{
  params: Params;
  query: Query;
  body: Body;
  /** The body as it came, of a route that takes it raw; else empty. */
  text: string;
  /** The query as it came, of a route that takes it raw; else empty. */
  search: string;
  actor: Actor;
  /** Where the request came from, as far as the proxies are believed. */
  address: string;
  invocation: Invocation;
  /** Where a live stream goes on. */
  lastEventId: string | null;
}>;

type Documentation = Readonly<{
  method: Method;
  /** As in OpenAPI: `/halls/{hallId}`. */
  path: string;
  tag: Tag;
  summary: string;
  description?: string;
  access: Access;
  /** Accepts an Idempotency-Key. */
  idempotent?: true;
  /** Takes a body of any content type as UTF-8 text, of so many bytes at most. */
  rawBody?: number;
  /** Decodes the query itself: `query` stays empty and only documents. */
  rawQuery?: true;
  /** Not counted by the rate limit. */
  unlimited?: true;
  responses: Readonly<Record<number, ResponseDoc>>;
  /** Codes of its own, besides those that every route has. */
  problems?: readonly string[];
}>;

export type RouteSpec<Params, Query, Body> = Documentation &
  Readonly<{
    params?: ObjectSchema<Params>;
    query?: ObjectSchema<Query>;
    body?: ObjectSchema<Body>;
    handle: (call: Call<Params, Query, Body>) => Reply | Promise<Reply>;
  }>;

/** A request before its parts are validated. */
export type RawCall = Call<unknown, unknown, unknown>;

/** A route with its schemas: what validates a request is what documents it. */
export type Route = Documentation &
  Readonly<{
    params: z.ZodObject;
    query: z.ZodObject;
    /** Null where no body is expected; an empty one is then accepted. */
    body: z.ZodObject | null;
    run: (call: RawCall) => Reply | Promise<Reply>;
  }>;

// What is not asked for is an empty object; the type parameter is then inferred as just that.
const nothing = z.strictObject({});
const orNothing = <Value>(schema: ObjectSchema<Value> | undefined): ObjectSchema<Value> =>
  schema ?? (nothing as unknown as ObjectSchema<Value>);

/** Defines a route: the one way in which a route is validated, documented and served. */
export const defineRoute = <Params = Nothing, Query = Nothing, Body = Nothing>(
  spec: RouteSpec<Params, Query, Body>,
): Route => {
  const { handle, ...documentation } = spec;
  const params = orNothing(spec.params);
  const query = orNothing(spec.query);
  const body = orNothing(spec.body);
  return {
    ...documentation,
    params,
    query,
    body: spec.body ?? null,
    run: (call) =>
      handle({
        ...call,
        params: validated(params, call.params),
        query: validated(query, call.query),
        body: validated(body, call.body),
      }),
  };
};
