import type { FaultPlanInput } from '../../../simulator/faults.js';
import type { Random } from './random.js';

type Fault = Extract<FaultPlanInput, { sequence: unknown }>['sequence'][number];

const unknownEffects: readonly string[] = ['status', 'reset', 'invalid_json', 'hang'];

/**
 * Whether nobody but WeChat knows after a fault if the message was delivered. -1 is one: when 43101
 * follows, the message is in doubt.
 */
export const leavesUnknown = (fault: { effect: string; errcode?: number | undefined }): boolean =>
  unknownEffects.includes(fault.effect) || fault.errcode === -1;

const send = { api: 'send', count: 1 } as const;

const everyday = (random: Random): Fault => {
  const at = random.pick(['before', 'after'] as const);
  return random.pick<Fault>([
    { ...send, effect: 'delay', delayMs: random.between(20, 300) },
    { ...send, effect: 'delay', delayMs: random.between(20, 300) },
    { ...send, effect: 'status', status: random.pick([500, 502, 503]), at },
    { ...send, effect: 'reset', at },
    { ...send, effect: 'reset', at, delayMs: random.between(5, 200) },
    { ...send, effect: 'invalid_json', at },
    { ...send, effect: 'errcode', errcode: -1, at: 'before' },
    { ...send, effect: 'errcode', errcode: 43_108, at: 'before' },
  ]);
};

/** What WeChat refuses the whole account for: the breaker opens, and all sends stand still. */
const ofTheAccount = (random: Random): Fault => ({
  ...send,
  effect: 'errcode',
  errcode: random.pick([40_001, 45_009]),
  at: 'before',
});

/**
 * What WeChat does to the next sends, one after the other. -1 comes before the delivery only: WeChat's
 * word that it failed is believed, and a test of its own shows what that may cost.
 */
export const randomFaults = (random: Random, length: number): FaultPlanInput => {
  const rate = random.pick([0, 0.1, 0.3]);
  const sequence: Fault[] = [];
  for (let n = 0; n < length; n += 1)
    sequence.push(random.chance(rate) ? everyday(random) : { ...send, effect: 'delay' });
  if (random.chance(0.2))
    sequence[random.between(0, Math.min(20, length - 1))] = ofTheAccount(random);
  return { sequence };
};
