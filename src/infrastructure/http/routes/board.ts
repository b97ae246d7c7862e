import { z } from 'zod';
import type { HallChange } from '../../../application/ports/inbound/live.js';
import type { Position } from '../../../application/ports/event-store.js';
import type { HallId } from '../../../domain/ids.js';
import { boardChange, boardView } from '../../../projections/board.js';
import type { HttpDeps } from '../deps.js';
import { ok } from '../reply.js';
import { defineRoute, type Route } from '../route.js';
import { boardOut } from '../schemas/tickets.js';
import { areaField } from '../schemas/rules.js';
import { hallIdField } from '../schemas/values.js';
import { frameOf, type Frame, type LiveStream, type LiveStreams } from '../sse.js';
import { followHall } from './follow.js';
import { viewOf } from './halls.js';

const path = '/api/v1/halls/{hallId}/board';
const params = z.strictObject({ hallId: hallIdField });

const query = z.strictObject({
  area: areaField
    .optional()
    .meta({ description: 'only the windows of this area, and their calls' }),
});

/** A part of the hall; null: all of it. */
type Area = string | null;
type BoardFrames = (change: HallChange, area: Area) => Frame | null;

/**
 * A change is made into text once for each area, however many displays hang there; null: nothing to
 * see. An area that no window has is made anew each time: whoever asks may call it anything.
 */
const createBoardFrames = (): BoardFrames => {
  const frames = new WeakMap<HallChange, Map<Area, Frame | null>>();
  return (change, area) => {
    const known = frames.get(change) ?? new Map<Area, Frame | null>();
    frames.set(change, known);
    const before = known.get(area);
    if (before !== undefined) return before;
    const frame = boardFrame(change, area);
    const { windows } = change.after.settings;
    if (area === null || windows.some((window) => window.area === area)) known.set(area, frame);
    return frame;
  };
};

const boardFrame = (
  { type, at, before, after, position }: HallChange,
  area: Area,
): Frame | null => {
  const change = type === 'day' ? 'whole' : boardChange(before, after, { area, at });
  if (change === null) return null;
  return change === 'whole'
    ? frameOf({ event: 'snapshot', id: position, data: boardView(after, { area, at }) })
    : frameOf({ event: 'change', id: position, data: { type, at, ...change } });
};

const snapshot = ({ live, options }: HttpDeps, hallId: HallId, area: Area): Frame => {
  const data = boardView(live.view(hallId), { area, at: options.now() });
  return frameOf({ event: 'snapshot', id: live.position(), data });
};

/** Which board a display shows, and where it goes on. */
type Display = Readonly<{ hallId: HallId; area: Area; lastEventId: string | null }>;

/** What displays show; public. */
export const boardRoutes = (deps: HttpDeps, streams: LiveStreams): readonly Route[] => {
  const frames = createBoardFrames();
  const begin = (stream: LiveStream, { hallId, area, lastEventId }: Display): void =>
    followHall(deps.live, {
      hallId,
      stream,
      after: lastEventId as Position | null,
      snapshot: () => stream.send(snapshot(deps, hallId, area)),
      change: (change) => {
        const frame = frames(change, area);
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
      query,
      responses: { 200: { description: 'The board', schema: boardOut } },
      problems: ['unknown_hall'],
      handle: ({ params: { hallId }, query: { area = null } }) =>
        ok(boardView(viewOf(deps, hallId), { area, at: deps.options.now() })),
    }),
    defineRoute({
      method: 'get',
      path: `${path}/live`,
      tag: 'Board',
      summary: 'The board, live: `snapshot`, then a `change` with the entries that changed',
      access: 'public',
      params,
      query,
      responses: {
        200: {
          description: 'Server-Sent Events; send `Last-Event-ID` to go on where you were',
          contentType: 'text/event-stream',
          schema: z.string(),
        },
      },
      problems: ['unknown_hall'],
      handle: ({ params: { hallId }, query: { area = null }, lastEventId }) => {
        viewOf(deps, hallId);
        return streams.reply((stream) => begin(stream, { hallId, area, lastEventId }));
      },
    }),
  ];
};
