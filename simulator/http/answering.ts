import { setTimeout as sleep } from 'node:timers/promises';
import type { Request, Response } from 'express';
import type { Api, CallSubject, Fault, Faults } from '../faults.js';
import { errorReply, snsErrorReply } from './replies.js';
import type { Reply } from './replies.js';

/** Raw request text, wherever the body parser left it. */
export const bodyOf = (request: Request): string =>
  Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '';

/** One value of a query parameter. */
export const queryOf = (request: Request, name: string): string | undefined => {
  const value = request.query[name];
  return typeof value === 'string' ? value : undefined;
};

/** Writes a reply; nothing where the caller has gone. Whoever notes calls hears of it. */
export const answer = (response: Response, reply: Reply, status = 200): void => {
  if (response.destroyed || response.writableEnded) return;
  response.writeHead(status, { 'content-type': reply.contentType, ...reply.headers });
  response.end(reply.bytes ?? reply.text);
  response.emit('answered', reply.text);
};

export type Call = Readonly<{
  api: Api;
  subject: CallSubject;
  response: Response;
  /** Does what the call is for, and says what WeChat answers. */
  work: () => Reply | Promise<Reply>;
}>;

/** Answers a call, or does to it what the fault in force says. */
export const answerCall = async (faults: Faults, call: Call): Promise<void> => {
  const fault = faults.take(call.api, call.subject);
  if (fault === null) return answer(call.response, await call.work());
  if (fault.delayMs > 0) await sleep(fault.delayMs);
  if (fault.effect === 'delay') return answer(call.response, await call.work());
  if (fault.at === 'after') await call.work();
  fail(fault, call);
};

const fail = (fault: Fault, { api, response }: Call): void => {
  switch (fault.effect) {
    case 'delay':
    case 'hang':
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'status':
      answer(response, page('<html>gateway fault</html>'), fault.status);
      return;
    case 'invalid_json':
      answer(response, page('{"errcode":0,"errm'));
      return;
    case 'body':
      answer(response, { text: fault.body, contentType: 'text/plain' });
      return;
    case 'errcode': {
      const reply = api === 'code2session' ? snsErrorReply : errorReply;
      answer(response, reply(fault.errcode ?? -1, fault.errmsg));
    }
  }
};

const page = (text: string): Reply => ({ text, contentType: 'text/html' });
