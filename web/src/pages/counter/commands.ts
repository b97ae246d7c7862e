import { answered, type Api } from '../../api/client.js';
import type { ApiProblem } from '../../api/problem.js';
import type { Intent, Ticket, WindowView } from './console.js';

/** What a clerk wants, with all that it needs. */
export type Command =
  | Readonly<{ intent: 'call-next' | 'recall' | 'start' | 'no-show' | 'open' | 'close' }>
  | Readonly<{ intent: 'call'; number: string }>
  | Readonly<{ intent: 'complete'; outcome?: string; end?: boolean }>
  | Readonly<{ intent: 'hold'; kind: 'any_window' | 'same_window' }>
  | Readonly<{ intent: 'hold'; kind: 'until'; until: string }>
  | Readonly<{ intent: 'transfer'; toQueueId: string }>
  | Readonly<{ intent: 'transfer'; toWindowId: string }>
  | Readonly<{ intent: 'return'; ticketId: string; position?: 'first' | 'last' }>
  | Readonly<{ intent: 'pause'; reason?: string }>;

/** Where a counter works. */
export type Place = Readonly<{ hallId: string; windowId: string }>;

/** What an answer tells of the window. */
export type CommandAnswer =
  | Readonly<{ kind: 'window'; window: WindowView }>
  | Readonly<{ kind: 'ticket'; ticket: Ticket | null; waiting?: number }>;

type Asked = Readonly<{ api: Api; path: Place; key: string }>;

const window = async (asked: Promise<WindowView>): Promise<CommandAnswer> => ({
  kind: 'window',
  window: await asked,
});
const ticket = async (
  asked: Promise<Readonly<{ ticket: Ticket | null; waiting?: number }>>,
): Promise<CommandAnswer> => {
  const { ticket: about, waiting } = await asked;
  return { kind: 'ticket', ticket: about, ...(waiting === undefined ? {} : { waiting }) };
};

const base = '/api/v1/halls/{hallId}/windows/{windowId}' as const;
type Plain = 'call-next' | 'recall' | 'start' | 'no-show';

const plain = ({ api, path, key }: Asked, intent: Plain): Promise<CommandAnswer> => {
  const params = { path, header: { 'Idempotency-Key': key } };
  return ticket(answered(api.POST(`${base}/${intent}`, { params })));
};

/** Sends a command with its key. @throws ApiProblem */
export const send = (asked: Asked, command: Command): Promise<CommandAnswer> => {
  const { api, path, key } = asked;
  const params = { path, header: { 'Idempotency-Key': key } };
  const { intent, ...body } = command;
  switch (command.intent) {
    case 'call':
      return ticket(
        answered(api.POST(`${base}/call`, { params, body: { number: command.number } })),
      );
    case 'complete':
      return ticket(answered(api.POST(`${base}/complete`, { params, body })));
    case 'hold': {
      const { intent: _hold, ...kind } = command;
      return ticket(answered(api.POST(`${base}/hold`, { params, body: kind })));
    }
    case 'transfer':
      return ticket(answered(api.POST(`${base}/transfer`, { params, body })));
    case 'return': {
      const { ticketId, position } = command;
      const ofTicket = { hallId: path.hallId, ticketId };
      return ticket(
        answered(
          api.POST('/api/v1/halls/{hallId}/tickets/{ticketId}/return', {
            params: { path: ofTicket, header: params.header },
            body: position === undefined ? {} : { position },
          }),
        ),
      );
    }
    case 'open':
    case 'close':
      return window(answered(api.POST(`${base}/${command.intent}`, { params })));
    case 'pause':
      return window(answered(api.POST(`${base}/pause`, { params, body })));
    default:
      return plain(asked, intent as Plain);
  }
};

/** No answer of the service: of a proxy, or none at all. What was asked may have happened. */
export const isAway = ({ status, code }: ApiProblem): boolean =>
  status === 0 || (status >= 502 && code.startsWith('http_'));

/** Not known whether it happened: to be repeated with the same key. */
export const isUnknown = (problem: ApiProblem): boolean =>
  isAway(problem) || problem.code === 'store_unavailable';

type Pending = Readonly<{ text: string; key: string; ticketId: string | null }>;

/** One key for one intent: what was not answered keeps its key until the service has said what became of it. */
export const createKeys = (make: () => string) => {
  let pending: Pending | null = null;
  return {
    keyOf: (command: Command, at: Ticket | null): string => {
      const text = JSON.stringify(command);
      if (pending?.text !== text) pending = { text, key: make(), ticketId: at?.ticketId ?? null };
      return pending.key;
    },
    answered: (): void => void (pending = null),
    /** It has happened after all: asked for again it is something new. */
    seen: (at: Ticket | null): void => {
      if (pending !== null && pending.ticketId !== (at?.ticketId ?? null)) pending = null;
    },
  };
};

export type { Intent };
