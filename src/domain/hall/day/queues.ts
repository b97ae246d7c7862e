import { accept, refuse } from '../../event.js';
import { queueOf } from '../../settings/settings.js';
import type { HallDecision, PauseQueue, ResumeQueue } from '../commands.js';
import type { RunningHall } from '../state.js';
import { timesOf } from '../times.js';

/** Pauses a queue: no new tickets; those waiting are still called. */
export const pauseQueue = (hall: RunningHall, command: PauseQueue): HallDecision => {
  const { queueId } = command;
  if (queueOf(hall.settings, queueId) === undefined)
    return refuse({ code: 'unknown_queue', queueId });
  if (hall.queues.get(queueId)?.paused === true) return accept();
  return accept({ type: 'QueuePaused', data: { queueId }, ...timesOf(command) });
};

/** Lets a paused queue give tickets again. */
export const resumeQueue = (hall: RunningHall, command: ResumeQueue): HallDecision => {
  const { queueId } = command;
  if (queueOf(hall.settings, queueId) === undefined)
    return refuse({ code: 'unknown_queue', queueId });
  if (hall.queues.get(queueId)?.paused !== true) return accept();
  return accept({ type: 'QueueResumed', data: { queueId }, ...timesOf(command) });
};
