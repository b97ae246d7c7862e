import { z } from 'zod';
import type { HallChange, LiveHalls } from '../../../application/ports/inbound.js';
import type { Position } from '../../../application/ports/event-store.js';
import type { HallId } from '../../../domain/ids.js';
import { boardChange, boardView } from '../../../projections/board.js';
import type { HttpDeps } from '../deps.js';
import { ok } from '../reply.js';
import { defineRoute, type Route } from '../route.js';
import { boardOut } from '../schemas/tickets.js';
import { hallIdField } from '../schemas/values.js';
import { frameOf, type Frame, type LiveStream, type LiveStreams } from '../sse.js';
import { followHall } from './follow.js';
import { viewOf } from './halls.js';

const path = '/api/v1/halls/{hallId}/board';
const params = z.strictObject({ hallId: hallIdField });

/** A change is made into text once, however many displays hang in the hall; null: nothing to see. */
const createBoardFrames = (): ((change: HallChange) => Frame | null) => {
  const frames = new WeakMap<HallChange, { frame: Frame | null }>();
  return (change) => {
    const known = frames.get(change);
    if (known !== undefined) return known.frame;
    const frame = boardFrame(change);
    frames.set(change, { frame });
    return frame;
  };
};

const boardFrame = ({ type, at, before, after, position }: HallChange): Frame | null => {
  const change = type === 'day' ? 'whole' : boardChange(before, after);
  if (change === null) return null;
  return change === 'whole'
    ? frameOf({ event: 'snapshot', id: position, data: boardView(after) })
    : frameOf({ event: 'change', id: position, data: { type, at, ...change } });
};

const snapshot = (live: LiveHalls, hallId: HallId): Frame =>
  frameOf({ event: 'snapshot', id: live.position(), data: boardView(live.view(hallId)) });

/** What displays show; public. */
export const boardRoutes = (deps: HttpDeps, streams: LiveStreams): readonly Route[] => {
  const frames = createBoardFrames();
  const begin = (stream: LiveStream, hallId: HallId, lastEventId: string | null): void =>
    followHall(deps.live, {
      hallId,
      stream,
      after: lastEventId as Position | null,
      snapshot: () => stream.send(snapshot(deps.live, hallId)),
      change: (change) => {
        const frame = frames(change);
        if (frame !== null) stream.send(frame);
      },
    });
  return [
    defineRoute({
      method: 'get',
      path,
      tag: 'Board',
      summary: 'The board of a hall',
      access: 'public',
      params,
      responses: { 200: { description: 'The board', schema: boardOut } },
      problems: ['unknown_hall'],
      handle: ({ params: { hallId } }) => ok(boardView(viewOf(deps, hallId))),
    }),
    defineRoute({
      method: 'get',
      path: `${path}/live`,
      tag: 'Board',
      summary: 'The board, live: `snapshot`, then a `change` with the entries that changed',
      access: 'public',
      params,
      responses: {
        200: {
          description: 'Server-Sent Events; send `Last-Event-ID` to go on where you were',
          contentType: 'text/event-stream',
          schema: z.string(),
        },
      },
      problems: ['unknown_hall'],
      handle: ({ params: { hallId }, lastEventId }) => {
        viewOf(deps, hallId);
        return streams.reply((stream) => begin(stream, hallId, lastEventId));
      },
    }),
  ];
};
