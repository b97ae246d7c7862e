import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Express, Request, Response } from 'express';
import sirv from 'sirv';
import type { Reply } from './reply.js';

export type PagesOptions = Readonly<{
  /** Where the built pages are. */
  dir: string;
  /** Who may show a page in a frame, as CSP's `frame-ancestors` says it. */
  frameAncestors: string;
}>;

/** Addresses that a page answers, however deep: a link survives a reload. */
const pagePaths = [
  '/',
  '/display/:hall',
  '/kiosk/:hall',
  '/counter',
  '/t/:code',
  '/rate/:window',
  '/manage{/*section}',
  '/audit{/*section}',
];

/** No inline script, no other origin; Vue and charts set styles of single elements. */
const policyOf = (frameAncestors: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "media-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${frameAncestors}`,
  ].join('; ');

const always = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
};
const notBuilt = 'The pages are not built: npm run build\n';

type Page = Readonly<{ html: string | null; headers: Readonly<Record<string, string>> }>;

/** The one document of all pages, and how it is served. */
const pageOf = ({ dir, frameAncestors }: PagesOptions): Page => {
  const index = join(dir, 'index.html');
  const html = existsSync(index) ? readFileSync(index, 'utf8') : null;
  const policy = policyOf(frameAncestors);
  const etag = `"${createHash('sha256').update(`${policy}${html}`).digest('base64url')}"`;
  const headers = { ...always, 'Cache-Control': 'no-cache', 'Content-Security-Policy': policy };
  return { html, headers: html === null ? headers : { ...headers, ETag: etag } };
};

/** A page as a route answers it that the OpenAPI document names. */
export const pageReply = (options: PagesOptions): Reply => {
  const { html, headers } = pageOf(options);
  return html === null
    ? { status: 503, text: notBuilt, contentType: 'text/plain; charset=utf-8', headers }
    : { status: 200, text: html, contentType: 'text/html; charset=utf-8', headers };
};

/**
 * Serves the pages: hashed files for a year, compressed as they were built; HTML is asked for each time.
 * An address that is none of them goes on to the next handler, but for people: they get a page that says so.
 */
export const mountPages = (app: Express, options: PagesOptions): void => {
  const { dir } = options;
  const { html, headers } = pageOf(options);
  const page = (status: number) => (request: Request, response: Response) => {
    response.set(headers);
    if (html === null) {
      response.status(503).type('text/plain').send(notBuilt);
      return;
    }
    response.status(status);
    if (request.fresh) response.status(304).end();
    else response.type('html').send(html);
  };
  app.get(pagePaths, page(200));
  if (html === null) return;
  app.use(
    sirv(dir, {
      etag: true,
      gzip: true,
      brotli: true,
      extensions: [],
      setHeaders: (response, path) => {
        const hashed = path.startsWith('/assets/');
        const caching = hashed ? 'public, max-age=31536000, immutable' : 'no-cache';
        response.setHeader('Cache-Control', caching);
        for (const [name, value] of Object.entries(always)) response.setHeader(name, value);
      },
    }),
  );
  app.get('/*path', (request, response, next) => {
    const isApi = /^\/(api|oauth|wechat|health)\//.test(request.path);
    if (isApi || request.accepts(['json', 'html']) !== 'html') next();
    else page(404)(request, response);
  });
};
