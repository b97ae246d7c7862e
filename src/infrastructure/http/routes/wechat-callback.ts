import { z } from 'zod';
import type { HttpDeps } from '../deps.js';
import { HttpProblem } from '../problem.js';
import type { Reply } from '../reply.js';
import { defineRoute, type Route } from '../route.js';

const path = '/wechat/callback';
/** WeChat's longest push, a chat message, has a few KiB. */
const maxBytes = 64 * 1024;

const text = z.string().max(1024).optional();
// WeChat adds what it likes, such as `openid` and `encrypt_type`.
const query = z.object({
  signature: text,
  msg_signature: text,
  encrypt_type: text,
  timestamp: text,
  nonce: text,
});
const echoQuery = query.extend({ echostr: z.string().regex(/^[\x21-\x7e]{1,128}$/) });

const plainText = (content: string): Reply => ({
  status: 200,
  text: content,
  contentType: 'text/plain; charset=utf-8',
});

const pushOf = ({ push = null }: HttpDeps): NonNullable<HttpDeps['push']> => {
  if (push !== null) return push;
  throw new HttpProblem('push_not_configured', 'WECHAT_TOKEN is not set: nobody can be verified');
};

const replies = (description: string) => ({
  200: { description, contentType: 'text/plain', schema: z.string() },
});

/** Where WeChat pushes its events to. */
export const weChatCallbackRoutes = (deps: HttpDeps): readonly Route[] => [
  defineRoute({
    method: 'get',
    path,
    tag: 'WeChat',
    summary: 'WeChat verifies the address',
    access: 'public',
    unlimited: true,
    query: echoQuery,
    responses: replies('The echostr'),
    problems: ['invalid_request', 'push_not_verified', 'push_not_configured'],
    handle: ({ query: signed }) => plainText(pushOf(deps).verifier.echo(signed)),
  }),
  defineRoute({
    method: 'post',
    path,
    tag: 'WeChat',
    summary: 'WeChat pushes an event',
    description: 'Plain or encrypted, JSON or XML, as told from the body; at most 64 KiB.',
    access: 'public',
    unlimited: true,
    rawBody: maxBytes,
    query,
    responses: replies(
      '`success`, once the push is recorded; or a reply, as JSON or XML and encrypted as the push was',
    ),
    problems: [
      'invalid_request',
      'too_large',
      'push_not_verified',
      'push_not_configured',
      'store_unavailable',
    ],
    handle: async ({ query: signed, text: body, invocation }) => {
      const { verifier, inbox } = pushOf(deps);
      const { push, written } = verifier.open(signed, body);
      const reply = await inbox.receive(push, invocation);
      return { status: 200, ...written(reply) };
    },
  }),
];
