import type { Accepted, Clients } from './client.js';
import type { Records, Timeline } from './records.js';

/** The event that each command leaves, by the last word of its path. */
const eventOf: Readonly<Record<string, string>> = {
  tickets: 'TicketIssued',
  bind: 'TicketBound',
  'call-next': 'WindowCalled',
  call: 'WindowCalled',
  'call-events': 'WindowCalled',
  recall: 'TicketRecalled',
  'no-show': 'TicketNoShow',
  return: 'TicketReturned',
  hold: 'TicketHeld',
  resume: 'TicketResumed',
  transfer: 'TicketTransferred',
  cancel: 'TicketCancelled',
};

type Expected = Readonly<{ ticketId: string; type: string }>;

const idIn = (value: unknown): string | null =>
  typeof value === 'object' && value !== null && 'ticketId' in value
    ? String(value.ticketId)
    : null;

const reportedTicket = (body: Record<string, unknown>): string | null => {
  const results: unknown = body['results'];
  const [first]: readonly unknown[] = Array.isArray(results) ? results : [];
  if (typeof first !== 'object' || first === null) return null;
  // A repeat of what was recorded before its answer was lost says so.
  if (!('status' in first) || first.status === 'rejected') return null;
  return 'ticket' in first ? idIn(first.ticket) : null;
};

/** What the log must hold because this command was answered 2xx; null where it left no event. */
const expectedOf = ({ request, answer }: Accepted): Expected | null => {
  const name = request.path.split('/').at(-1) ?? '';
  const type = eventOf[name];
  const ticketId = idIn(answer.body) ?? idIn(answer.body['ticket']) ?? reportedTicket(answer.body);
  return type === undefined || ticketId === null ? null : { ticketId, type };
};

const inParallel = async <Item>(
  items: readonly Item[],
  task: (item: Item) => Promise<void>,
): Promise<void> => {
  const left = [...items];
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await task(item);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
};

// Done already: such a command answers 200 and writes nothing.
const mayBeNothing = [
  'TicketBound',
  'TicketCancelled',
  'TicketHeld',
  'TicketResumed',
  'WindowCalled',
];

const judgeTicket = (ticketId: string, types: readonly string[], timeline: Timeline): string[] => {
  const violations: string[] = [];
  // A timeline also shows what happened to others where that led to a message.
  const own = timeline.filter(({ data }) => data['ticketId'] === ticketId);
  for (const type of new Set(Object.values(eventOf))) {
    const accepted = types.filter((one) => one === type).length;
    const events = own.filter((event) => event.type === type).length;
    const isShort = mayBeNothing.includes(type) ? accepted > 0 && events === 0 : events < accepted;
    // Resuming is also done by a window that calls a held ticket; all else only by command.
    const isMore = type !== 'TicketResumed' && events > accepted;
    if (isShort || isMore)
      violations.push(`${ticketId}: ${accepted} × ${type} accepted, ${events} in the log`);
  }
  return violations;
};

/** Every command that was answered 2xx has left its events, once. */
export const judgeCommands = async (
  clients: Clients,
  records: Records,
): Promise<readonly string[]> => {
  const byTicket = new Map<string, string[]>();
  for (const accepted of clients.accepted) {
    const expected = expectedOf(accepted);
    if (expected === null) continue;
    byTicket.set(expected.ticketId, [...(byTicket.get(expected.ticketId) ?? []), expected.type]);
  }
  const violations: string[] = [];
  await inParallel([...byTicket], async ([ticketId, types]) => {
    violations.push(...judgeTicket(ticketId, types, await records.ticket(ticketId)));
  });
  return violations;
};

/** A sample of the accepted commands, repeated with their keys, is answered as it was. */
export const judgeRepeats = async (clients: Clients, most: number): Promise<readonly string[]> => {
  const left = clients.accepted.filter((accepted) => expectedOf(accepted) !== null);
  const step = Math.max(1, Math.floor(left.length / most));
  const violations: string[] = [];
  await inParallel(
    left.filter((_, index) => index % step === 0),
    async (accepted) => {
      const again = await clients.repeat(accepted);
      const before = JSON.stringify(accepted.answer.body);
      if (again?.status === accepted.answer.status && JSON.stringify(again.body) === before) return;
      const type = expectedOf(accepted)?.type ?? '';
      // What was so already left no event that could remember the answer.
      if (again !== null && !again.replayed && mayBeNothing.includes(type)) return;
      violations.push(
        `${accepted.request.path}: answered ${accepted.answer.status} ${before}, ` +
          `repeated ${again?.status} ${JSON.stringify(again?.body)}`,
      );
    },
  );
  return violations;
};
