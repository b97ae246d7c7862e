import { request as requestHttp } from 'node:http';
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { pipeline } from 'node:stream';
import type { Request, RequestHandler, Response } from 'express';

/** Headers of one connection, which are not passed on (RFC 9110, 7.6.1). */
const ofTheConnection = new Set([
  'connection',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** What a browser says of itself and a mini-program does not. */
const ofTheBrowser = /^(cookie|origin|referer|sec-.*)$/;

/**
 * Passes a phone's requests on to the service behind the simulator: a mini-program asks any address
 * that its account lists, a page in a browser only its own. Bodies and live streams flow as they come.
 */
export const serviceProxy =
  (serviceUrl: () => string | null): RequestHandler =>
  (request, response) => {
    const base = serviceUrl();
    if (base === null) return refuse(response, 'the simulator was not told where the service is');
    const upstream = ask(new URL(base), request);
    upstream.once('response', (reply) => passOn(reply, response));
    upstream.once('error', () => refuse(response, 'the service does not answer'));
    response.once('close', () => upstream.destroy());
    // The error of a request that breaks off reaches the phone by its own connection.
    pipeline(request, upstream, () => undefined);
  };

const ask = (base: URL, request: Request): ClientRequest => {
  const options: RequestOptions = {
    hostname: base.hostname.replaceAll(/[[\]]/g, ''),
    port: base.port,
    path: `${base.pathname.replace(/\/$/, '')}${request.url}`,
    method: request.method,
    headers: {
      ...kept(request.headers, (name) => ofTheBrowser.test(name)),
      ...(request.headers['transfer-encoding'] === undefined
        ? {}
        : { 'transfer-encoding': 'chunked' }),
    },
    agent: false,
  };
  return base.protocol === 'https:' ? requestHttps(options) : requestHttp(options);
};

const passOn = (reply: IncomingMessage, response: Response): void => {
  response.writeHead(reply.statusCode ?? 502, kept(reply.headers));
  response.flushHeaders();
  pipeline(reply, response, () => undefined);
};

const refuse = (response: Response, detail: string): void => {
  if (response.headersSent) return void response.destroy();
  response.status(502).json({ code: 'service_unreachable', detail });
};

const kept = (
  headers: IncomingMessage['headers'],
  isDropped: (name: string) => boolean = () => false,
): IncomingMessage['headers'] =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) => !ofTheConnection.has(name) && !isDropped(name)),
  );
