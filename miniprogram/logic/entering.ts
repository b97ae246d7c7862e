import type { Api, QueueRef } from './api.js';
import { failed, type Answer, type Problem } from './problem.js';

/** A queue where a number may be taken. */
export type OfferedQueue = QueueRef &
  Readonly<{
    hallName: string;
    queueName: string;
    waiting: number;
    paused: boolean;
    holdersTakeNumbers: boolean;
    /** Today and so many days after it may be booked; null: no appointments. */
    bookableDays: number | null;
  }>;

/** Where a code leads. */
export type Destination =
  | Readonly<{ kind: 'ticket'; ticketId: string }>
  | Readonly<{ kind: 'queue'; queue: OfferedQueue }>
  | Readonly<{ kind: 'problem'; problem: Problem }>;

const problem = (answer: Answer<never> & { ok: false }): Destination => ({
  kind: 'problem',
  problem: answer.problem,
});

const unreadable = {
  kind: 'problem',
  problem: { code: 'unreadable', status: 200, retryAfterSeconds: null, members: {} },
} as const;

/** A bind code is a key to its ticket until somebody has it: it goes in a body, never in an address. */
const bindTicket = async (api: Api, code: string, key: string): Promise<Destination | null> => {
  const bound = await api.bind(code, key);
  if (bound.ok) return { kind: 'ticket', ticketId: bound.value.ticketId };
  return bound.problem.code === 'unknown_bind_code' ? null : problem(bound);
};

const lookUp = async (api: Api, code: string): Promise<Destination> => {
  const meaning = await api.code(code);
  if (!meaning.ok) return problem(meaning);
  const { kind, hallId, queueId, hallName, queueName, waiting, paused, ...offered } = meaning.value;
  if (kind !== 'queue' || hallId === undefined || queueId === undefined) return unreadable;
  return {
    kind: 'queue',
    queue: {
      hallId,
      queueId,
      hallName: hallName ?? '',
      queueName: queueName ?? queueId,
      waiting: waiting ?? 0,
      paused: paused === true,
      holdersTakeNumbers: offered.holdersTakeNumbers === true,
      bookableDays: offered.bookableDays ?? null,
    },
  };
};

/** Posters' codes have a dot, which bind codes never have. */
const isPosters = (code: string): boolean => code.includes('.');

/** Follows a code: a ticket's is bound to the person, a queue's is offered. @param key of the binding */
export const enter = async (api: Api, code: string, key: string): Promise<Destination> => {
  const bound = isPosters(code) ? null : await bindTicket(api, code, key);
  return bound ?? lookUp(api, code);
};

/** Takes a number. @param key the same one when it is tried again, so that one number is taken */
export const takeNumber = async (
  api: Api,
  queue: OfferedQueue,
  key: string,
): Promise<Answer<string>> => {
  if (queue.paused) return failed('queue_paused');
  if (!queue.holdersTakeNumbers) return failed('holders_take_no_numbers');
  const { hallId, queueId } = queue;
  const taken = await api.takeNumber({ hallId, queueId }, key);
  if (taken.ok) return { ok: true, value: taken.value.ticketId };
  // The hall's rule has changed since the poster was read; who takes a number holds none to be refused.
  return taken.problem.code === 'forbidden' ? failed('holders_take_no_numbers', 403) : taken;
};
