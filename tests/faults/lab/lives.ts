import { setTimeout as sleep } from 'node:timers/promises';
import type { Arm, Instance } from './instance.js';
import { milestones } from './milestones.js';
import type { Random } from './random.js';

/** Where in the pipeline, or simply when, the lives of an instance ended. */
export type Death = Readonly<{ where: string; atMs: number }>;

const randomArm = (random: Random): Arm | null => {
  if (random.chance(0.35)) return null;
  const point = random.oneOf(milestones);
  return point === undefined ? null : { point, nth: random.between(1, 6) };
};

/** A death for each: at random, where chance says so. */
export const randomArms = (random: Random, times: number): readonly (Arm | null)[] =>
  // The first life is running already, unarmed.
  Array.from({ length: times }, (_, life) => (life === 0 ? null : randomArm(random)));

/** One life for each named point of the pipeline, each ended there the first time it is reached. */
export const everyMilestone: readonly (Arm | null)[] = [
  null,
  ...milestones.map((point) => ({ point, nth: 1 })),
];

/** How long a life waits for its named point to be reached before it is killed anyhow, at the most. */
const patienceMs = 2_000;

/** Kills an instance again and again: at a named point of the pipeline, or at any moment. */
export const liveAndDie = async (
  instance: Instance,
  random: Random,
  arms: readonly (Arm | null)[],
  mostMs = patienceMs,
): Promise<readonly Death[]> => {
  const deaths: Death[] = [];
  for (const [life, arm] of arms.entries()) {
    const exited = life === 0 ? instance.child.exited : instance.launch(arm);
    if (await instance.untilReady())
      await Promise.race([exited, sleep(random.between(arm === null ? 200 : mostMs, mostMs))]);
    const wasReached = instance.child.exit !== null;
    await instance.kill();
    const exit = await exited;
    if (exit.signal !== 'SIGKILL')
      throw new Error(`ended by itself: ${exit.code} ${instance.child.output.slice(-3_000)}`);
    deaths.push({ where: wasReached && arm !== null ? arm.point : 'any moment', atMs: exit.atMs });
    await sleep(random.between(0, 200));
  }
  await instance.start();
  return deaths;
};
