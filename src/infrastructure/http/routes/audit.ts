import { z } from 'zod';
import type { Actor } from '../../../application/ports/inbound/invocation.js';
import type { MessageFilter, TicketFilter } from '../../../application/ports/inbound/auditors.js';
import type { Page } from '../../../application/ports/inbound/pages.js';
import { subscriberId } from '../../../domain/ids.js';
import { confinedTo, requireAllHalls, requireHall } from '../auth.js';
import { csvLines, ndjsonLines } from '../csv.js';
import type { HttpDeps } from '../deps.js';
import { begun, download } from '../download.js';
import { unknown } from '../problem.js';
import { noContent, ok } from '../reply.js';
import { defineRoute, type Route } from '../route.js';
import {
  auditTicketDetailOut,
  auditTicketOut,
  ledgerOut,
  messageColumns,
  messageDetailOut,
  messageFilterQuery,
  messageListQuery,
  messageOut,
  replayBody,
  replayOut,
  ticketListQuery,
} from '../schemas/audit.js';
import { pageOf, pageQuery } from '../schemas/values.js';
import { creditRoutes } from './audit-credits.js';
import { settingsOf } from './halls.js';

const base = '/api/v1/audit';
const auditors = ['admin', 'auditor'] as const;
const nameds = (name: string) => z.strictObject({ [name]: z.string().min(1).max(512) });

/** A filter for what the token may see. @throws HttpProblem `forbidden` for another hall */
const confined = <Filter extends Readonly<{ hallId?: string | undefined }>>(
  actor: Actor,
  filter: Filter,
): Filter => {
  if (filter.hallId !== undefined) requireHall(actor, filter.hallId);
  const own = confinedTo(actor);
  return own === null ? filter : { ...filter, hallId: own };
};

const exportRoute = (deps: HttpDeps, format: 'csv' | 'ndjson'): Route => {
  const contentType = format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson';
  return defineRoute({
    method: 'get',
    path: `${base}/messages.${format}`,
    tag: 'Auditor',
    summary: `All messages that match, as ${format.toUpperCase()}`,
    access: auditors,
    query: messageFilterQuery,
    responses: { 200: { description: 'Streamed', schema: z.string(), contentType } },
    handle: async ({ query, actor }) => {
      const filter: MessageFilter = confined(actor, query);
      const rows = await begun(deps.audit.streamMessages(filter));
      const pieces = format === 'csv' ? csvLines(messageColumns, rows) : ndjsonLines(rows);
      return download({ name: `messages.${format}`, contentType }, pieces);
    },
  });
};

const messageRoutes = (deps: HttpDeps): readonly Route[] => [
  defineRoute({
    method: 'get',
    path: `${base}/messages`,
    tag: 'Auditor',
    summary: 'Messages, newest first',
    access: auditors,
    query: messageListQuery,
    responses: {
      200: { description: 'A page of messages', schema: pageOf(messageOut, 'MessageList') },
    },
    handle: async ({ query: { limit, cursor = null, ...filter }, actor }) =>
      ok(await deps.audit.messages(confined(actor, filter), { limit, cursor })),
  }),
  exportRoute(deps, 'csv'),
  exportRoute(deps, 'ndjson'),
  defineRoute({
    method: 'get',
    path: `${base}/messages/{messageId}`,
    tag: 'Auditor',
    summary: 'A message, the data sent, and every event that led to it',
    access: auditors,
    params: nameds('messageId') as z.ZodObject & z.ZodType<{ messageId: string }>,
    responses: { 200: { description: 'The message', schema: messageDetailOut } },
    problems: ['unknown_message'],
    handle: async ({ params: { messageId }, actor }) => {
      const message = await deps.audit.message(messageId);
      if (message === null) throw unknown('message', messageId);
      requireHall(actor, message.hallId);
      return ok(message);
    },
  }),
];

const ticketRoutes = (deps: HttpDeps): readonly Route[] => [
  defineRoute({
    method: 'get',
    path: `${base}/tickets`,
    tag: 'Auditor',
    summary: 'Why was this person told, or not?',
    access: auditors,
    query: ticketListQuery,
    responses: {
      200: { description: 'A page of tickets', schema: pageOf(auditTicketOut, 'AuditTicketList') },
    },
    handle: async ({ query: { limit, cursor = null, ...filter }, actor }) => {
      const own: TicketFilter = confined(actor, filter);
      return ok(await deps.audit.tickets(own, { limit, cursor }));
    },
  }),
  defineRoute({
    method: 'get',
    path: `${base}/tickets/{ticketId}`,
    tag: 'Auditor',
    summary: 'A ticket and all its events',
    access: auditors,
    params: nameds('ticketId') as z.ZodObject & z.ZodType<{ ticketId: string }>,
    responses: { 200: { description: 'The ticket', schema: auditTicketDetailOut } },
    problems: ['unknown_ticket'],
    handle: async ({ params: { ticketId }, actor }) => {
      const ticket = await deps.audit.ticket(ticketId);
      if (ticket === null) throw unknown('ticket', ticketId);
      requireHall(actor, ticket.hallId);
      return ok(ticket);
    },
  }),
];

type Ledger = Awaited<ReturnType<HttpDeps['audit']['pushLedger']>>;

/** Each row with its person, masked; one that was forgotten shows nothing. */
const withPersons = async (
  deps: HttpDeps,
  { items, nextCursor }: Ledger,
): Promise<Page<unknown>> => {
  const persons = new Map<string, Awaited<ReturnType<HttpDeps['subscribers']['masked']>>>();
  for (const id of new Set(items.map((row) => row.subscriberId)))
    persons.set(id, await deps.subscribers.masked(subscriberId(id)));
  const rows = items.map(({ id, subscriberId: person, templateId, ...sent }) => ({
    id,
    subscriberId: person,
    templateId,
    openId: persons.get(person)?.openId ?? null,
    userName: persons.get(person)?.userName ?? null,
    ...sent,
  }));
  return { items: rows, nextCursor };
};

const ledgerRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'get',
    path: `${base}/push-ledger`,
    tag: 'Auditor',
    summary: 'Every grant and whether a message has used it, newest first',
    access: auditors,
    query: z.strictObject(pageQuery),
    responses: { 200: { description: 'A page of grants', schema: pageOf(ledgerOut, 'Ledger') } },
    handle: async ({ query: { limit, cursor = null }, actor }) => {
      requireAllHalls(actor);
      return ok(await withPersons(deps, await deps.audit.pushLedger({ limit, cursor })));
    },
  });

const replayRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'post',
    path: `${base}/replays`,
    tag: 'Auditor',
    summary: 'Run the policy again on the events of a day; sends nothing',
    access: auditors,
    body: replayBody,
    responses: { 200: { description: 'What it decides, beside the record', schema: replayOut } },
    problems: ['unknown_hall'],
    handle: async ({ body: { hallId, businessDay, threshold = null }, actor }) => {
      requireHall(actor, hallId);
      settingsOf(deps, hallId);
      return ok(await deps.replays.run({ hallId, businessDay, threshold }));
    },
  });

const forgetRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'delete',
    path: '/api/v1/subscribers/{subscriberId}',
    tag: 'Auditor',
    summary: 'Forget a person',
    access: ['admin'],
    params: nameds('subscriberId') as z.ZodObject & z.ZodType<{ subscriberId: string }>,
    responses: { 204: { description: 'Their personal data is gone' } },
    problems: ['unknown_subscriber'],
    handle: async ({ params, actor, invocation }) => {
      requireAllHalls(actor);
      await deps.subscribers.forget(subscriberId(params.subscriberId), invocation);
      return noContent;
    },
  });

/** What auditors read, and what is done for a person who wants to be forgotten. */
export const auditRoutes = (deps: HttpDeps): readonly Route[] => [
  ...messageRoutes(deps),
  ...ticketRoutes(deps),
  ledgerRoute(deps),
  ...creditRoutes(deps),
  replayRoute(deps),
  forgetRoute(deps),
];
