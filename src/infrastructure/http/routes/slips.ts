import { z } from 'zod';
import type { TicketId } from '../../../domain/ids.js';
import { ticketOf } from '../../../domain/hall/queries.js';
import type { RunningHall } from '../../../domain/hall/state.js';
import type { HttpDeps } from '../deps.js';
import { forbidden, HttpProblem } from '../problem.js';
import { createCap } from '../rate-limit.js';
import { answerReply, ok } from '../reply.js';
import { defineRoute, type Route } from '../route.js';
import { ticketPageOut } from '../schemas/tickets.js';
import { commandNow } from './halls.js';
import { answeringPage } from './holder-answers.js';
import { executeOnTicket } from './terminal-tickets.js';
import { findTicket, type FoundTicket } from './tickets.js';

/** Wrong codes that one address may try in a minute; a right one is never counted. */
const wrongCodesAMinute = 30;

const path = '/api/v1/slips';
// In the body: what gives a right has no place in an address, which is logged on its way.
const body = z.strictObject({
  code: z
    .string()
    .regex(/^[0-9A-Za-z_-]{1,32}$/, 'is not a bind code')
    .meta({ description: 'The bind code, as the slip’s QR code has it' }),
});
const responses = { 200: { description: 'The ticket', schema: ticketPageOut } };

/** Whoever has bound the ticket decides of it; the slip alone does not. */
const permitUnbound =
  (ticketId: TicketId) =>
  (hall: RunningHall): void => {
    const ticket = ticketOf(hall, ticketId);
    if (ticket !== undefined && ticket.subscriberId !== null)
      throw forbidden('the ticket is bound: it is given up in WeChat');
  };

/** What a paper slip may do in any browser, without a login: its code is the right. */
export const slipRoutes = (deps: HttpDeps): readonly Route[] => {
  const mayMiss = createCap(wrongCodesAMinute, 60);
  const miss = async (address: string): Promise<never> => {
    await mayMiss(address);
    throw new HttpProblem('unknown_bind_code', 'no ticket has this bind code');
  };
  const find = async (code: string, address: string): Promise<FoundTicket> => {
    const ticketId = deps.bindCodes.ticketOf(code);
    if (ticketId === null) return miss(address);
    try {
      return await findTicket(deps, ticketId);
    } catch (error) {
      if (error instanceof HttpProblem && error.code === 'unknown_ticket') return miss(address);
      throw error;
    }
  };
  return [
    defineRoute({
      method: 'post',
      path,
      tag: 'Holder',
      summary: 'The ticket of a slip, without what belongs to a person',
      access: 'public',
      body,
      responses,
      problems: ['unknown_bind_code'],
      handle: async ({ body: { code }, address }) => ok((await find(code, address)).page),
    }),
    defineRoute({
      method: 'post',
      path: `${path}/cancel`,
      tag: 'Holder',
      summary: 'Give the ticket of a slip up (退号), unless somebody has bound it',
      access: 'public',
      idempotent: true,
      body,
      responses,
      problems: ['unknown_bind_code', 'ticket_ended', 'day_closed'],
      handle: async ({ body: { code }, address, invocation }) => {
        const { hallId, page } = await find(code, address);
        const answer = await executeOnTicket(deps, page.ticketId, {
          hallId,
          command: commandNow({ type: 'CancelTicket', ticketId: page.ticketId }),
          answer: answeringPage(deps, page.ticketId),
          permit: permitUnbound(page.ticketId),
          invocation,
        });
        return answerReply(answer);
      },
    }),
  ];
};
