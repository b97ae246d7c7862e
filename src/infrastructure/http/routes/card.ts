import { z } from 'zod';
import type { HttpDeps } from '../deps.js';
import { HttpProblem } from '../problem.js';
import { answerReply, noContent } from '../reply.js';
import { defineRoute, type Route } from '../route.js';
import { cardBody } from '../schemas/card.js';
import { ticketIdField } from '../schemas/values.js';
import { ownTicket, personIn } from './tickets.js';

const ended: ReadonlySet<string> = new Set(['completed', 'cancelled', 'expired']);

/** The holder gives their ticket a service card. */
export const cardRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'post',
    path: '/api/v1/tickets/{ticketId}/card',
    tag: 'Holder',
    summary: 'Give my ticket a service card (服务动态)',
    description:
      'The code is what `bindcreateliveactivity` gives for activity type 1005. It has to be told ' +
      'at once: WeChat takes it for 5 minutes. A repeat is harmless; a new code takes the place ' +
      'of the one before.',
    access: ['holder'],
    idempotent: true,
    params: z.strictObject({ ticketId: ticketIdField }),
    body: cardBody,
    responses: { 204: { description: 'Messages that a card can say go out as the card' } },
    problems: ['unknown_ticket', 'cards_off', 'ticket_ended'],
    handle: async ({ params: { ticketId }, body: { code }, actor, invocation }) => {
      const subscriberId = personIn(actor);
      const { hallId, page } = await ownTicket(deps, actor, ticketId);
      if (deps.settings.settingsOf(hallId)?.card?.enabled !== true)
        throw new HttpProblem('cards_off', 'the hall sends no service cards');
      if (ended.has(page.state)) throw new HttpProblem('ticket_ended', 'the ticket has ended');
      const answer = await deps.cards.offer(subscriberId, { ticketId, code }, invocation);
      return { ...noContent, headers: answerReply(answer).headers };
    },
  });
