import { setTimeout as sleep } from 'node:timers/promises';
import { bodyOf, type Api } from './api.js';
import type { Random } from './random.js';
import { isOver, pause, type Scene } from './scene.js';
import { calledShape } from './shapes.js';

type Counter = Readonly<{ scene: Scene; windowId: string; terminal: Api; random: Random }>;
type Visit = Readonly<{ ticketId: string; number: string; queueId: string }>;

type Turn = 'served' | 'recalled' | 'no show' | 'held' | 'transferred';
const turns = [
  ['served', 74],
  ['recalled', 9],
  ['no show', 8],
  ['held', 5],
  ['transferred', 4],
] as const satisfies readonly (readonly [Turn, number])[];

const act = async (counter: Counter, command: string, body?: object): Promise<void> => {
  const { scene, windowId, terminal } = counter;
  const path = `/api/v1/halls/${scene.hall.hallId}/windows/${windowId}/${command}`;
  await bodyOf(command, terminal.post(path, body), { parse: () => undefined });
};

const moves = ({ scene }: Counter, queueId: string, at: number): void =>
  scene.log.did({ kind: 'other', at, queueId, ticketId: null });

const callNext = async ({ scene, windowId, terminal }: Counter): Promise<Visit | null> => {
  const at = Date.now();
  const path = `/api/v1/halls/${scene.hall.hallId}/windows/${windowId}/call-next`;
  const { ticket } = await bodyOf('call-next', terminal.post(path), calledShape);
  if (ticket === null) return null;
  scene.log.did({ kind: 'call', at, queueId: ticket.queueId, ticketId: null });
  const person = scene.log.person(ticket.ticketId);
  if (person !== undefined) person.leftAt ??= at;
  scene.screen.called(ticket.number, windowId);
  return ticket;
};

const recall = async (counter: Counter, { number }: Visit): Promise<void> => {
  await pause(counter.scene, 300);
  await act(counter, 'recall');
  counter.scene.screen.called(number, counter.windowId, 'recalled');
};

const serve = async (counter: Counter): Promise<void> => {
  await act(counter, 'start');
  await pause(counter.scene, counter.random.between(400, 1_100));
  await act(counter, 'complete');
};

/** Every other one who missed the call comes after all, and waits again behind two others. */
const missed = async (counter: Counter, visit: Visit): Promise<void> => {
  const { scene, windowId, terminal, random } = counter;
  await recall(counter, visit);
  await pause(scene, 300);
  await act(counter, 'no-show');
  scene.screen.called(visit.number, windowId, 'no-show');
  if (!random.chance(0.5)) return;
  const path = `/api/v1/halls/${scene.hall.hallId}/tickets/${visit.ticketId}/return`;
  moves(counter, visit.queueId, Date.now());
  await bodyOf('return', terminal.post(path, { position: { after: 2 } }), { parse: () => null });
  scene.screen.called(visit.number, windowId, 'returned, after 2 others');
};

const setAside = async (counter: Counter, { number, ticketId, queueId }: Visit): Promise<void> => {
  const { scene, windowId, terminal } = counter;
  await act(counter, 'hold', {});
  scene.screen.called(number, windowId, 'on hold');
  // Called again by its own window a little later, unless the hall is empty by then.
  await sleep(500);
  if (isOver(scene)) return;
  moves(counter, queueId, Date.now());
  const path = `/api/v1/halls/${scene.hall.hallId}/tickets/${ticketId}/resume`;
  await bodyOf('resume', terminal.post(path), { parse: () => null });
};

const sendOn = async (counter: Counter, { number, ticketId, queueId }: Visit): Promise<void> => {
  const toQueueId = queueId === 'A' ? 'B' : 'A';
  const person = counter.scene.log.person(ticketId);
  if (person !== undefined) person.queueId = toQueueId;
  moves(counter, toQueueId, Date.now());
  await act(counter, 'transfer', { toQueueId });
  counter.scene.screen.called(number, counter.windowId, `transferred to ${toQueueId}`);
};

const takeTurn = async (counter: Counter, visit: Visit): Promise<void> => {
  await pause(counter.scene, counter.random.between(150, 400));
  switch (counter.random.weighted<Turn>(turns)) {
    case 'served':
      return serve(counter);
    case 'recalled':
      await recall(counter, visit);
      return serve(counter);
    case 'no show':
      return missed(counter, visit);
    case 'held':
      return setAside(counter, visit);
    case 'transferred':
      return sendOn(counter, visit);
  }
};

/** Opens the window and calls one after the other until it is time to stop. */
export const runCounter = async (
  scene: Scene,
  { windowId, terminal }: Readonly<{ windowId: string; terminal: Api }>,
): Promise<void> => {
  const random = scene.random.fork(`window ${windowId}`);
  const counter = { scene, windowId, terminal, random };
  await act(counter, 'open');
  await pause(scene, random.between(600, 1_200));
  while (!isOver(scene)) {
    const visit = await callNext(counter);
    if (visit === null) await pause(scene, 300);
    else await takeTurn(counter, visit);
  }
};
