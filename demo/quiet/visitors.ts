import { bodyOf, type Api } from '../api.js';
import { answerPopup, logIn } from '../holder.js';
import { holderTicketShape, issuedShape, type IssuedTicket } from '../shapes.js';
import { waitingOn, type QuietDay } from './day.js';

/** Waiting when the day begins. */
const early = 5;
/** As many as that wait at most: whoever looks is to follow it. */
const mostWaiting = 10;
const betweenVisitorsMs = [8_000, 20_000] as const;
const priorityShare = 0.1;
const phoneShare = 0.7;
/** The phones of the demo; each holds several numbers in the course of a day. */
const names = ['lin', 'chen', 'wang', 'zhao', 'sun', 'qian'];

type Visitors = Readonly<{ kiosk: Api; runId: string }>;

const takeNumber = async (day: QuietDay, kiosk: Api): Promise<IssuedTicket> => {
  const { random, hallId } = day;
  const { queues } = await day.board();
  const queueId = random.weighted(queues.map((queue) => [queue.queueId, 1] as const));
  const priority = random.chance(priorityShare) ? 'priority' : 'normal';
  const path = `/api/v1/halls/${hallId}/queues/${queueId}/tickets`;
  return bodyOf('ticket', kiosk.post(path, { priority }), issuedShape);
};

/** Scans the slip, and accepts the messages. */
const bindPhone = async (
  day: QuietDay,
  ticket: IssuedTicket,
  { name, runId }: Readonly<{ name: string; runId: string }>,
): Promise<void> => {
  if (day.simulator === null) return;
  const api = await logIn({ url: day.url, runId }, { name });
  const bound = api.post('/api/v1/tickets/bind', { bindCode: ticket.bindCode });
  await bodyOf('bind', bound, { parse: () => undefined });
  const path = `/api/v1/tickets/${ticket.ticketId}`;
  const known = await bodyOf('my ticket', api.get(path), holderTicketShape);
  await answerPopup(day.simulator, api, { name, ticket: known, answer: 'accept' });
};

/** One visitor after the other: the first few at once, then one now and then. */
export const runVisitors = (day: QuietDay, { kiosk, runId }: Visitors): (() => Promise<void>) => {
  const random = day.random.fork('visitors');
  let count = 0;
  return async () => {
    const waiting = waitingOn(await day.board());
    if (count >= early || waiting >= early) await day.rest(...betweenVisitorsMs);
    if (waiting >= mostWaiting) return;
    const ticket = await takeNumber(day, kiosk);
    const name = names[count % names.length];
    count += 1;
    if (name === undefined || !random.chance(phoneShare)) return;
    await bindPhone(day, ticket, { name, runId: `${runId}${count}` });
  };
};
