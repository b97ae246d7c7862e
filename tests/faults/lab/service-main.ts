import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';
import type { ClientRequest } from 'node:http';
import { startService } from '../../../src/composition/service.js';
import { readSettings } from '../../../src/infrastructure/config/settings.js';
import { services } from '../../../src/composition/di/services.js';
import { aroundAppends, isMilestone, stepOf, type Around, type Milestone } from './milestones.js';
import { sabotageOf } from './sabotage.js';

// The service as it is, started by a main of the tests' own: one that can kill itself at a named
// point of the pipeline, and that notes which sends are under way, for whoever counts afterwards.

const { env } = process;

const killAt = ((): Readonly<{ point: Milestone; nth: number }> | null => {
  const [point = '', nth = '1'] = (env['FAULTS_KILL_AT'] ?? '').split(':');
  return isMilestone(point) ? { point, nth: Number(nth) } : null;
})();

let timesReached = 0;
const reached = (point: Milestone): void => {
  if (killAt?.point !== point) return;
  timesReached += 1;
  if (timesReached === killAt.nth) process.kill(process.pid, 'SIGKILL');
};

const flightLog = env['FAULTS_FLIGHT_LOG'];
const note = (line: string): void => {
  if (flightLog !== undefined) appendFileSync(flightLog, `${line}\n`);
};

const around: Around = async (append, run) => {
  const step = stepOf(append);
  if (step === undefined) return run(append);
  if (step.after === 'claimed') note(`+${append.stream}`);
  reached(step.before);
  const outcome = await run(append);
  // Not confirmed, so not acted on: nothing is sent, but the log may hold the claim.
  if (step.after === 'claimed')
    note(`${outcome.outcome === 'unknown' ? '?' : '!'}${append.stream}`);
  const isOver =
    step.after === 'recorded' ||
    (step.after === 'claimed' && outcome.outcome !== 'unknown' && outcome.outcome !== 'appended');
  if (isOver && outcome.outcome !== 'unknown') note(`-${append.stream}`);
  if (outcome.outcome === 'appended') reached(step.after);
  return outcome;
};

const isSend = (request: ClientRequest): boolean =>
  request.path.startsWith('/cgi-bin/message/subscribe/send');

subscribe('http.client.request.start', (message) => {
  const { request } = message as { request: ClientRequest };
  if (isSend(request)) request.once('finish', () => setImmediate(() => reached('request-written')));
});
subscribe('http.client.response.finish', (message) => {
  const { request } = message as { request: ClientRequest };
  if (isSend(request)) reached('answered');
});

try {
  const service = await startService(readSettings(env), (container) => {
    container.onActivation(services.eventStore, (_context, store) =>
      aroundAppends(sabotageOf(env['FAULTS_SABOTAGE'], store), around),
    );
  });
  process.on('SIGTERM', () => void service.close().then(() => process.exit(0)));
  await service.ready;
  process.stdout.write('ready\n');
} catch (error) {
  process.stderr.write(`did not start: ${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}
