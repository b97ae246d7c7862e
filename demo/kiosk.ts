import { bodyOf } from './api.js';
import type { Person } from './day-log.js';
import { holdTicket } from './holder.js';
import { pause, type Scene } from './scene.js';
import { issuedShape, type IssuedTicket } from './shapes.js';

/** Waiting at the door when the hall opens, for each queue. */
const early = 8;
const arrivalsPerSecond = 2.4;
const priorityShare = 0.08;

const giveNumber = async (scene: Scene, queueId: string): Promise<IssuedTicket> => {
  const priority = scene.random.chance(priorityShare) ? 'priority' : 'normal';
  const path = `/api/v1/halls/${scene.hall.hallId}/queues/${queueId}/tickets`;
  return bodyOf('ticket', scene.hall.kiosk.post(path, { priority }), issuedShape);
};

const personWith = ({ runId }: Scene, { ticketId, number, queueId }: IssuedTicket): Person => ({
  name: `${number.toLowerCase()}x${runId}`,
  ticketId,
  number,
  queueId,
  boundAt: null,
  grantedAt: [],
  sawNearAt: null,
  leftAt: null,
});

/** Gives numbers until it is time to stop; ends when the last holder has gone home. */
export const runKiosk = async (scene: Scene): Promise<void> => {
  const holders: Promise<void>[] = [];
  const give = async (queueId: string): Promise<void> => {
    const issued = await giveNumber(scene, queueId);
    const person = personWith(scene, issued);
    scene.log.add(person);
    holders.push(holdTicket(scene, person, issued));
  };
  for (let index = 0; index < early; index += 1) for (const queue of ['A', 'B']) await give(queue);
  while (Date.now() < scene.lastTicketAt) {
    await pause(scene, (1_000 / arrivalsPerSecond) * scene.random.between(0.5, 1.5));
    await give(scene.random.chance(0.55) ? 'A' : 'B');
  }
  await Promise.all(holders);
};
