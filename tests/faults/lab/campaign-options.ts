import { parseArgs } from 'node:util';
import { sabotages, type Sabotage } from './sabotage.js';
import type { SendPolicy } from './verdict.js';

export type CampaignOptions = Readonly<{
  rounds: number;
  seed: number;
  store: string;
  instances: number;
  policy: SendPolicy;
  kills: number;
  seconds: number;
  visitorsPerSecond: number;
  sabotage: Sabotage;
  /** A shell command run once in the middle of each round. */
  chaos: string | null;
  /** Ends with the first round that breaks a rule. */
  untilViolation: boolean;
}>;

const numberOf = (name: string, text: string): number => {
  const value = Number(text);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new Error(`--${name}: expected a number, found ${text}`);
};

const oneOf = <Name extends string>(option: string, names: readonly Name[], text: string): Name => {
  const found = names.find((name) => name === text);
  if (found !== undefined) return found;
  throw new Error(`--${option}: expected ${names.join(', ')}, found ${text}`);
};

const defaults = {
  rounds: { type: 'string', default: '5' },
  seed: { type: 'string', default: '1' },
  store: { type: 'string', default: 'sqlite' },
  instances: { type: 'string', default: '1' },
  policy: { type: 'string', default: 'at-most-once' },
  kills: { type: 'string', default: '3' },
  seconds: { type: 'string', default: '3' },
  visitors: { type: 'string', default: '14' },
  sabotage: { type: 'string', default: 'none' },
  chaos: { type: 'string' },
  'until-violation': { type: 'boolean', default: false },
} as const;

/** Reads the command line. @throws Error that names the option */
export const campaignOptions = (args: readonly string[]): CampaignOptions => {
  const { values } = parseArgs({ args: [...args], options: defaults });
  const options: CampaignOptions = {
    rounds: numberOf('rounds', values.rounds),
    seed: numberOf('seed', values.seed),
    store: values.store,
    instances: numberOf('instances', values.instances),
    policy: oneOf('policy', ['at-most-once', 'at-least-once'], values.policy),
    kills: numberOf('kills', values.kills),
    seconds: numberOf('seconds', values.seconds),
    visitorsPerSecond: numberOf('visitors', values.visitors),
    sabotage: oneOf('sabotage', sabotages, values.sabotage),
    chaos: values.chaos ?? null,
    untilViolation: values['until-violation'],
  };
  if (options.store === 'sqlite' && options.instances > 1)
    throw new Error('--instances: SQLite has one writer; several instances need --store esdb://…');
  return options;
};
