import { setTimeout as sleep } from 'node:timers/promises';
import { bodyOf } from './api.js';
import type { Hall } from './hall.js';
import {
  auditPageShape,
  boardShape,
  replayShape,
  type AuditMessage,
  type Replay,
} from './shapes.js';

const settleMs = 8_000;
const lookMs = 200;
const pending: readonly string[] = ['decided', 'sending', 'deferred'];

/** The business day in progress. */
export const businessDayOf = async ({ hallId, auditor }: Hall): Promise<string> => {
  const board = auditor.get(`/api/v1/halls/${hallId}/board`);
  return (await bodyOf('board', board, boardShape)).businessDay;
};

/** Every 快到您了 of the day as the auditor reads it. */
const nearTurns = async (hall: Hall, businessDay: string): Promise<readonly AuditMessage[]> => {
  const messages: AuditMessage[] = [];
  const filter = `hallId=${hall.hallId}&businessDay=${businessDay}&kind=near-turn&limit=500`;
  let cursor: string | null = null;
  do {
    const more: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const answer = hall.auditor.get(`/api/v1/audit/messages?${filter}${more}`);
    const page = await bodyOf('audit', answer, auditPageShape);
    messages.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return messages;
};

/** As `nearTurns`, when nothing is under way any more, or after a patient while. */
export const settledNearTurns = async (
  hall: Hall,
  businessDay: string,
): Promise<readonly AuditMessage[]> => {
  const deadline = Date.now() + settleMs;
  // The list lags the sends by milliseconds: two equal readings mean that nothing is on its way.
  let before = '';
  for (;;) {
    const messages = await nearTurns(hall, businessDay);
    const statuses = JSON.stringify(messages.map(({ messageId, status }) => [messageId, status]));
    const isSettled = !messages.some(({ status }) => pending.includes(status));
    if ((isSettled && statuses === before) || Date.now() > deadline) return messages;
    before = statuses;
    await sleep(lookMs);
  }
};

/** Decides the day once more, from its events alone. */
export const replay = ({ hallId, auditor }: Hall, businessDay: string): Promise<Replay> =>
  bodyOf('replay', auditor.post('/api/v1/audit/replays', { hallId, businessDay }), replayShape);
