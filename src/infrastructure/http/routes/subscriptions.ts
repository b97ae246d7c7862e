import { z } from 'zod';
import type { Subscriptions } from '../../../application/ports/inbound/holders.js';
import { templateId, type HallId } from '../../../domain/ids.js';
import type { HttpDeps } from '../deps.js';
import { HttpProblem } from '../problem.js';
import type { CreditSummary } from '../../../projections/history/credit-row.js';
import { answerReply, ok } from '../reply.js';
import { defineRoute, type Route } from '../route.js';
import { subscriptionsBody, subscriptionsOut } from '../schemas/holder.js';
import { mySubscriptionsOut } from '../schemas/credits.js';
import { pageQuery, ticketIdField } from '../schemas/values.js';
import { pageOfList } from './pages.js';
import { longTermTemplates, ownTicket, personIn, remainingShown, templatesOf } from './tickets.js';

type Results = Parameters<Subscriptions['report']>[2];

/** What WeChat's object holds besides answers: how the call went, and the code where it failed. */
const notAnswers: ReadonlySet<string> = new Set(['errMsg', 'errCode']);

const answersIn = (given: Readonly<Record<string, unknown>>) =>
  Object.entries(given).filter(([name]) => !notAnswers.has(name));

const resultsFrom = (
  deps: HttpDeps,
  hallId: HallId,
  given: Readonly<Record<string, unknown>>,
): Results => {
  const used = new Set<string>(templatesOf(deps, hallId).map((message) => message.templateId));
  return answersIn(given).map(([template, answer]) => {
    if (!used.has(template))
      throw new HttpProblem('unknown_template', `the hall does not use template ${template}`, {
        errors: [{ path: `results.${template}`, message: 'the hall does not use this template' }],
      });
    return {
      templateId: templateId(template),
      answer: typeof answer === 'string' ? answer : 'unknown',
    };
  });
};

/** The holder's answer to WeChat's question whether we may send. */
export const subscriptionRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'post',
    path: '/api/v1/tickets/{ticketId}/subscriptions',
    tag: 'Holder',
    summary: 'Report what wx.requestSubscribeMessage has given',
    description: 'Every value that starts with `accept` is one message granted.',
    access: ['holder'],
    idempotent: true,
    params: z.strictObject({ ticketId: ticketIdField }),
    body: subscriptionsBody,
    responses: { 200: { description: 'What was granted', schema: subscriptionsOut } },
    problems: ['unknown_ticket', 'unknown_template'],
    handle: async ({ params: { ticketId }, body, actor, invocation }) => {
      const subscriberId = personIn(actor);
      const { hallId } = await ownTicket(deps, actor, ticketId);
      const results = resultsFrom(deps, hallId, body.results);
      const answer = await deps.subscriptions.report(subscriberId, ticketId, results, invocation);
      // Also on a repeat: the first time it may have got no further than the report.
      if (body.profile !== undefined)
        await deps.subscribers.changeProfile(subscriberId, body.profile, invocation);
      return answerReply(answer);
    },
  });

/** Credits as they are shown: what remains of a long-term template is no number of messages. */
export const creditsShown = <Item extends CreditSummary>(
  deps: HttpDeps,
  items: readonly Item[],
): readonly (Item & { longTerm: boolean })[] => {
  const lasting = longTermTemplates(deps);
  return items.map((item) => {
    const longTerm = lasting.has(item.templateId);
    return { ...item, longTerm, remaining: remainingShown(item.remaining, longTerm) };
  });
};

/** What the caller has answered so far, on whatever ticket. */
export const mySubscriptionsRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'get',
    path: '/api/v1/me/subscriptions',
    tag: 'Holder',
    summary: 'What I have accepted and refused, and what became of it',
    access: ['holder'],
    query: z.strictObject(pageQuery),
    responses: { 200: { description: 'Template by template', schema: mySubscriptionsOut } },
    handle: async ({ actor, query }) => {
      const items = creditsShown(deps, await deps.subscriptions.summaries(personIn(actor)));
      const list = { name: 'subscriptions', keyOf: (item: CreditSummary) => item.templateId };
      return ok(pageOfList(items, list, query));
    },
  });
