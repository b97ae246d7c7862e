import type { Command } from './commands.js';
import type { CounterHall, Ticket } from './console.js';
import type { BoardQueue } from '../../live/board.js';

/** What is asked before something is done. */
export type Question =
  | Readonly<{ kind: 'finish'; current: string; command: Extract<Command, { intent: 'call' }> }>
  | Readonly<{ kind: 'outcome'; end: boolean; after: Command | null }>
  | Readonly<{ kind: 'pause' | 'hold' | 'transfer' }>
  | Readonly<{ kind: 'leave'; way: 'close' | 'sign-out'; current: string | null }>;

/** One answer: `words` is a key of the texts with what goes in, or `name` as the hall writes it. */
export type Choice = Readonly<{
  id: string;
  words?: string;
  name?: string;
  values?: Readonly<Record<string, string | number>>;
  look?: 'main' | 'danger';
  does: Command | 'stay' | 'finish' | 'sign-out';
}>;

type Known = Readonly<{
  hall: CounterHall;
  windowId: string;
  ticket: Ticket | null;
  queues: readonly BoardQueue[];
  now: number;
}>;

const holdMinutes = [10, 30, 60];

const holds = (now: number): readonly Choice[] => [
  { id: 'any', words: 'hold.any', does: { intent: 'hold', kind: 'any_window' } },
  { id: 'same', words: 'hold.same', does: { intent: 'hold', kind: 'same_window' } },
  ...holdMinutes.map((minutes): Choice => {
    const until = new Date(now + minutes * 60_000).toISOString();
    const values = { minutes };
    return {
      id: `${minutes}`,
      words: 'hold.until',
      values,
      does: { intent: 'hold', kind: 'until', until },
    };
  }),
];

const transfers = ({ hall, windowId, ticket, queues }: Known): readonly Choice[] => [
  ...queues
    .filter(({ queueId }) => queueId !== ticket?.queueId)
    .map(({ queueId, name, waiting }): Choice => {
      const does = { intent: 'transfer', toQueueId: queueId } as const;
      return { id: `q-${queueId}`, words: 'transfer.queue', values: { name, waiting }, does };
    }),
  ...hall.windows
    .filter((window) => window.windowId !== windowId)
    .map(({ windowId: toWindowId, name }): Choice => {
      const does = { intent: 'transfer', toWindowId } as const;
      return { id: `w-${toWindowId}`, words: 'transfer.window', values: { name }, does };
    }),
];

const outcomes = ({ hall }: Known, end: boolean): readonly Choice[] =>
  hall.outcomes.map((outcome) => ({
    id: outcome,
    name: outcome,
    does: { intent: 'complete', outcome, ...(end ? { end } : {}) },
  }));

const stay: Choice = { id: 'stay', words: 'ask.stay', look: 'main', does: 'stay' };

/** The answers that a question offers. The first one has the focus. */
export const choicesOf = (question: Question, known: Known): readonly Choice[] => {
  switch (question.kind) {
    case 'finish': {
      const values = { number: question.command.number };
      return [stay, { id: 'finish', words: 'ask.finish', values, look: 'danger', does: 'finish' }];
    }
    case 'outcome':
      return outcomes(known, question.end);
    case 'pause':
      return known.hall.pauseReasons.map((reason) => ({
        id: reason,
        name: reason,
        does: { intent: 'pause', reason },
      }));
    case 'hold':
      return holds(known.now);
    case 'transfer':
      return transfers(known);
    case 'leave': {
      const does = question.way === 'close' ? ({ intent: 'close' } as const) : 'sign-out';
      return [stay, { id: 'leave', words: `ask.${question.way}`, look: 'danger', does }];
    }
  }
};
