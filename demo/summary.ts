import { percentile, type Person, type PhoneMessage } from './day-log.js';
import type { Replay } from './shapes.js';
import { isClean, type Fault, type Verdict } from './verdict.js';

export type Morning = Readonly<{
  people: readonly Person[];
  phones: readonly PhoneMessage[];
  verdict: Verdict;
  replay: Replay;
}>;

const ms = (value: number | null): string => (value === null ? 'none' : `${Math.round(value)} ms`);

const latencyLine = (phones: readonly PhoneMessage[]): string => {
  const latencies = phones.flatMap(({ sinceCallMs }) =>
    sinceCallMs === null ? [] : [sinceCallMs],
  );
  const [half, most] = [percentile(latencies, 0.5), percentile(latencies, 0.99)];
  return `call → phone    p50 ${ms(half)}, p99 ${ms(most)}, of ${latencies.length} after a call`;
};

const differencesOf = ({ missing, unexpected, changed }: Replay): number =>
  missing.length + unexpected.length + changed.length;

const faultLines = (name: string, faults: readonly Fault[]): readonly string[] =>
  faults.map(({ number, what }) => `${name}: ${number} ${what}`);

/** What the day comes to, line by line. */
export const summaryLines = ({ people, phones, verdict, replay }: Morning): readonly string[] => {
  const bound = people.filter(({ boundAt }) => boundAt !== null).length;
  const accepted = people.filter(({ grantedAt }) => grantedAt.length > 0).length;
  const { near, toldOnce, duplicates, missed, unrecorded, withheld, withdrawn } = verdict;
  return [
    `people          ${people.length} took a number, ${bound} bound it, ${accepted} accepted a message`,
    `came near       ${near} with a grant, each stay by itself`,
    `told once       ${toldOnce}`,
    `duplicates      ${duplicates.length}`,
    `missed          ${missed.length}`,
    `not to be told  ${withheld} withheld for want of a grant, ${withdrawn} withdrawn: called first`,
    latencyLine(phones),
    `replay          ${replay.eventsRead} events, ${replay.decisions} decisions again: ` +
      `${replay.missing.length} missing, ${replay.unexpected.length} unexpected, ${replay.changed.length} changed`,
    ...faultLines('DUPLICATE', duplicates),
    ...faultLines('MISSED', missed),
    ...faultLines('UNRECORDED', unrecorded),
  ];
};

/** The sentence at the end, and whether it is a good one. */
export const conclusion = ({
  verdict,
  replay,
}: Pick<Morning, 'verdict' | 'replay'>): Readonly<{ ok: boolean; sentence: string }> => {
  if (verdict.near === 0)
    return { ok: false, sentence: 'nobody with a grant came near: nothing was shown' };
  if (!isClean(verdict))
    return {
      ok: false,
      sentence: 'NOT every bound holder with a grant who came near was told exactly once',
    };
  if (differencesOf(replay) > 0)
    return { ok: false, sentence: 'the replay decided differently from the morning' };
  return {
    ok: true,
    sentence: 'every bound holder with a grant who came near was told exactly once',
  };
};
