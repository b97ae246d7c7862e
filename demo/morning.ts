import { createApi } from './api.js';
import { businessDayOf, replay, settledNearTurns } from './audit.js';
import { runCounter } from './counter.js';
import { DayLog } from './day-log.js';
import { setUpHall } from './hall.js';
import { runKiosk } from './kiosk.js';
import type { DemoOptions } from './options.js';
import { PhoneWatch } from './phones.js';
import { createRandom } from './random.js';
import type { Scene } from './scene.js';
import type { Screen } from './screen.js';
import type { Morning } from './summary.js';
import type { Target } from './target.js';
import { judge } from './verdict.js';

/** The share of the time in which numbers are given; in the rest the lines get shorter. */
const issuingShare = 0.8;

const setScene = async (target: Target, options: DemoOptions, screen: Screen): Promise<Scene> => {
  const { url, adminToken, simulatorUrl, hallId } = target;
  const hall = await setUpHall(url, createApi(url, adminToken), hallId);
  const now = Date.now();
  return {
    hall,
    url,
    simulator: createApi(simulatorUrl, null),
    log: new DayLog(),
    screen,
    random: createRandom(options.seed),
    lastTicketAt: now + options.seconds * 1_000 * issuingShare,
    endsAt: now + options.seconds * 1_000,
    runId: now.toString(36),
  };
};

/** Plays a busy morning and judges it. */
export const playMorning = async (
  target: Target,
  options: DemoOptions,
  screen: Screen,
): Promise<Morning> => {
  const scene = await setScene(target, options, screen);
  const { hall, log } = scene;
  const phoneWatch = await PhoneWatch.begin(scene);
  const watching = new AbortController();
  const watched = phoneWatch.run(watching.signal);
  try {
    await Promise.all([runKiosk(scene), ...hall.windows.map((one) => runCounter(scene, one))]);
  } finally {
    watching.abort();
    await watched;
  }
  const businessDay = await businessDayOf(hall);
  const audit = await settledNearTurns(hall, businessDay);
  await phoneWatch.look();
  const people = log.people();
  const phones = log.messages;
  const verdict = judge({ people, phones, audit });
  return { people, phones, verdict, replay: await replay(hall, businessDay) };
};
