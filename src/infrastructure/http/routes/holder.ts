import { z } from 'zod';
import type { Position } from '../../../application/ports/event-store.js';
import type { HttpDeps } from '../deps.js';
import { HttpProblem } from '../problem.js';
import { answerReply, noContent, ok } from '../reply.js';
import { defineRoute, type Route } from '../route.js';
import { bindBody, loginBody, loginOut } from '../schemas/holder.js';
import { heldTicketOut, ticketPageOut } from '../schemas/tickets.js';
import { pageOf, pageQuery, ticketIdField } from '../schemas/values.js';
import type { LiveStreams } from '../sse.js';
import { answering, commandNow } from './halls.js';
import { cardRoute } from './card.js';
import { answeringPage, permitOwn } from './holder-answers.js';
import { followTicket } from './holder-live.js';
import { ratingRoutes } from './rating.js';
import { executeOnTicket } from './terminal-tickets.js';
import { mySubscriptionsRoute, subscriptionRoute } from './subscriptions.js';
import {
  findTicket,
  ownTicket,
  pastTicketView,
  personIn,
  personOf,
  readableTicket,
} from './tickets.js';

const base = '/api/v1/tickets/{ticketId}';
const params = z.strictObject({ ticketId: ticketIdField });
const holders = ['holder'] as const;
const readers = ['holder', 'admin', 'terminal', 'kiosk', 'auditor'] as const;
const ticketResponse = { 200: { description: 'The ticket', schema: ticketPageOut } };

const loginRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'post',
    path: '/api/v1/wechat/login',
    tag: 'Holder',
    summary: 'Exchange the code of wx.login for a token',
    access: 'public',
    body: loginBody,
    responses: { 200: { description: 'A token of the person', schema: loginOut } },
    problems: ['wechat_code_invalid', 'wechat_user_blocked', 'wechat_unavailable'],
    handle: async ({ body: { code }, invocation: { correlationId } }) =>
      ok(await deps.subscribers.login(code, { correlationId })),
  });

const bindRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'post',
    path: '/api/v1/tickets/bind',
    tag: 'Holder',
    summary: 'Bind a ticket by its code: first come',
    access: holders,
    idempotent: true,
    body: bindBody,
    responses: ticketResponse,
    problems: [
      'too_many_tickets',
      'unknown_bind_code',
      'ticket_bound',
      'ticket_ended',
      'day_closed',
    ],
    handle: async ({ body: { bindCode }, actor, invocation }) => {
      const subscriberId = personIn(actor);
      const unknownCode = new HttpProblem('unknown_bind_code', 'no ticket has this bind code');
      const ticketId = deps.bindCodes.ticketOf(bindCode);
      if (ticketId === null) throw unknownCode;
      const { hallId } = await findTicket(deps, ticketId).catch((error: unknown) => {
        throw error instanceof HttpProblem && error.code === 'unknown_ticket' ? unknownCode : error;
      });
      const answer = await executeOnTicket(deps, ticketId, {
        hallId,
        command: commandNow({ type: 'BindTicket', ticketId, subscriberId }),
        answer: answeringPage(deps, ticketId),
        invocation,
      });
      return answerReply(answer);
    },
  });

const unbindRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'delete',
    path: `${base}/binding`,
    tag: 'Holder',
    summary: 'Free the ticket',
    access: holders,
    params,
    responses: { 204: { description: 'It is nobody’s now' } },
    problems: ['unknown_ticket', 'ticket_ended'],
    handle: async ({ params: { ticketId }, actor, invocation }) => {
      const { hallId } = await ownTicket(deps, actor, ticketId);
      await executeOnTicket(deps, ticketId, {
        hallId,
        command: commandNow({ type: 'UnbindTicket', ticketId, subscriberId: personIn(actor) }),
        answer: answering(() => ({})),
        permit: permitOwn(actor, ticketId),
        invocation,
      });
      return noContent;
    },
  });

const cancelRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'post',
    path: `${base}/cancel`,
    tag: 'Holder',
    summary: 'Give my ticket up (退号)',
    access: holders,
    idempotent: true,
    params,
    responses: ticketResponse,
    problems: ['unknown_ticket', 'ticket_ended', 'day_closed'],
    handle: async ({ params: { ticketId }, actor, invocation }) => {
      const { hallId } = await ownTicket(deps, actor, ticketId);
      const answer = await executeOnTicket(deps, ticketId, {
        hallId,
        command: commandNow({ type: 'CancelTicket', ticketId }),
        answer: answeringPage(deps, ticketId),
        permit: permitOwn(actor, ticketId),
        invocation,
      });
      return answerReply(answer);
    },
  });

const readRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'get',
    path: base,
    tag: 'Holder',
    summary: 'A ticket; staff read it without what belongs to the person',
    access: readers,
    params,
    responses: ticketResponse,
    problems: ['unknown_ticket'],
    handle: async ({ params: { ticketId }, actor }) => {
      const found = await readableTicket(deps, actor, ticketId);
      if (actor.kind !== 'holder') return ok(found.page);
      return ok({ ...found.page, ...(await personOf(deps, found, actor.subscriberId)) });
    },
  });

const liveRoute = (deps: HttpDeps, streams: LiveStreams): Route =>
  defineRoute({
    method: 'get',
    path: `${base}/live`,
    tag: 'Holder',
    summary: 'The ticket, live: `snapshot`, then a `change` with the whole ticket',
    access: readers,
    params,
    responses: {
      200: {
        description: 'Server-Sent Events; send `Last-Event-ID` to go on where you were',
        contentType: 'text/event-stream',
        schema: z.string(),
      },
    },
    problems: ['unknown_ticket'],
    handle: async ({ params: { ticketId }, actor, lastEventId }) => {
      const found = await readableTicket(deps, actor, ticketId);
      const after = lastEventId as Position | null;
      return streams.reply((stream) => followTicket(deps, { stream, actor, found, after }));
    },
  });

const meRoutes = (deps: HttpDeps): readonly Route[] => [
  defineRoute({
    method: 'get',
    path: '/api/v1/me/tickets',
    tag: 'Holder',
    summary: 'My tickets, newest first',
    access: holders,
    query: z.strictObject(pageQuery),
    responses: {
      200: { description: 'A page of tickets', schema: pageOf(heldTicketOut, 'MyTickets') },
    },
    handle: async ({ query: { limit, cursor = null }, actor }) => {
      const page = await deps.history.ticketsOf(personIn(actor), { limit, cursor });
      const items = page.items.map((past) => pastTicketView(deps, past));
      return ok({ items, nextCursor: page.nextCursor });
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/me',
    tag: 'Holder',
    summary: 'Forget me: my personal data goes, my tokens end',
    access: holders,
    responses: { 204: { description: 'Forgotten' } },
    handle: async ({ actor, invocation }) => {
      await deps.subscribers.forget(personIn(actor), invocation);
      return noContent;
    },
  }),
];

/** What the mini-program of a ticket's holder uses. */
export const holderRoutes = (deps: HttpDeps, streams: LiveStreams): readonly Route[] => [
  loginRoute(deps),
  // Before the routes of one ticket: `bind` is no ticket's id.
  bindRoute(deps),
  unbindRoute(deps),
  subscriptionRoute(deps),
  cardRoute(deps),
  mySubscriptionsRoute(deps),
  readRoute(deps),
  liveRoute(deps, streams),
  cancelRoute(deps),
  ...ratingRoutes(deps),
  ...meRoutes(deps),
];
