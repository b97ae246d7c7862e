import { asProblem, type ApiProblem } from '../../api/problem.js';

/** What came of a tap. `unknown`: it may have happened, and nobody could say. */
export type Outcome<Data> =
  | Readonly<{ kind: 'done'; data: Data }>
  | Readonly<{ kind: 'refused'; problem: ApiProblem }>
  | Readonly<{ kind: 'unknown'; problem: ApiProblem }>;

/** Between the tries, in milliseconds: a visitor stands and waits. */
const pausesMs = [500, 1_000, 2_000, 3_000, 4_000];

/** Whether a refusal leaves open what happened, or comes from something that passes. */
const leavesOpen = ({ status }: ApiProblem): boolean =>
  status === 0 || status === 408 || status === 429 || status >= 500;

const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/**
 * Asks until the answer is known. `ask` has to send the same idempotency key each time, so that
 * what it asks for happens once.
 * @param onAgain called before each further try
 */
export const untilKnown = async <Data>(
  ask: () => Promise<Data>,
  onAgain: () => void,
): Promise<Outcome<Data>> => {
  for (let tried = 0; ; tried += 1) {
    try {
      return { kind: 'done', data: await ask() };
    } catch (error) {
      const problem = asProblem(error);
      if (!leavesOpen(problem)) return { kind: 'refused', problem };
      const pauseMs = pausesMs[tried];
      if (pauseMs === undefined) return { kind: 'unknown', problem };
      onAgain();
      await sleep(pauseMs);
    }
  }
};
