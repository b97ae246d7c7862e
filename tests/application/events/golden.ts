import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordedEvent } from '../../../src/application/ports/event-store.js';

/** One stored event of each type and version, as it was first written. Never change one; add the next. */
export type Golden = Readonly<{ family: string; file: string; recorded: RecordedEvent }>;

const folder = join(process.cwd(), 'tests', 'data', 'events');

export const goldenEvents = (): readonly Golden[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => ({
      family: file.split('.')[0] ?? '',
      file,
      recorded: JSON.parse(readFileSync(join(folder, file), 'utf8')) as RecordedEvent,
    }));

export const golden = (type: string): RecordedEvent => {
  const found = goldenEvents().find(({ recorded }) => recorded.type === type);
  if (found === undefined) throw new Error(`no golden event of type ${type}`);
  return found.recorded;
};
