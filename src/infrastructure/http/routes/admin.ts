import { z } from 'zod';
import type { HallId, QueueId } from '../../../domain/ids.js';
import { messageKinds } from '../../../domain/streams.js';
import { confinedTo } from '../auth.js';
import type { HttpDeps } from '../deps.js';
import { answerReply, noContent, ok } from '../reply.js';
import { defineRoute, type Route } from '../route.js';
import { noCards } from '../schemas/card.js';
import {
  hallFields,
  hallOut,
  hallProfileFrom,
  hallPutOut,
  queueFields,
  queueFrom,
  windowFields,
  windowFrom,
} from '../schemas/settings.js';
import { queueOut, windowOut } from '../schemas/tickets.js';
import { hallIdField, pageOf, pageQuery, queueIdField, windowIdField } from '../schemas/values.js';
import { queueView, windowView } from '../../../projections/window-view.js';
import { unknown } from '../problem.js';
import { commandNow, settingsOf, viewOf } from './halls.js';
import { dayRoutes } from './day.js';
import { pageOfList } from './pages.js';
import { reportRoutes } from './reports.js';
import { settingsFileRoutes } from './settings-files.js';

const halls = '/api/v1/halls';
const hallPath = `${halls}/{hallId}`;
const queuePath = `${hallPath}/queues/{queueId}`;
const windowPath = `${hallPath}/windows/{windowId}`;
const hallParams = z.strictObject({ hallId: hallIdField });
const queueParams = z.strictObject({ hallId: hallIdField, queueId: queueIdField });
const windowParams = z.strictObject({ hallId: hallIdField, windowId: windowIdField });

const putResponses = (what: string, schema: z.ZodType) => ({
  200: { description: `The ${what}, changed`, schema },
  201: { description: `The ${what}, made`, schema },
});
const putStatus = (outcome: 'created' | 'changed'): number => (outcome === 'created' ? 201 : 200);

const hallBody = (deps: HttpDeps, hallId: HallId) => {
  const settings = settingsOf(deps, hallId);
  const messages = messageKinds.map((kind) => [
    kind,
    { longTerm: false, ...settings.messages[kind] },
  ]);
  return {
    hallId,
    ...settings,
    card: settings.card ?? noCards,
    messages: Object.fromEntries(messages),
  };
};

const queueBody = (deps: HttpDeps, { hallId, queueId }: { hallId: HallId; queueId: QueueId }) => {
  const queue = queueView(settingsOf(deps, hallId), deps.live.view(hallId).hall, queueId);
  if (queue === null) throw unknown('queue', queueId);
  return queue;
};

const hallRoutes = (deps: HttpDeps): readonly Route[] => [
  defineRoute({
    method: 'put',
    path: hallPath,
    tag: 'Admin',
    summary: 'Make or replace a hall; what is left out has its default',
    description:
      '`warnings` names what the templates of the WeChat account do not have, where they can be asked for.',
    access: ['admin'],
    params: hallParams,
    body: hallFields(deps.options.defaultTemplateIds),
    responses: putResponses('hall', hallPutOut),
    handle: async ({ params: { hallId }, body, invocation }) => {
      const profile = hallProfileFrom(body);
      const inForce = deps.settings.settingsOf(hallId)?.messages ?? null;
      const outcome = await deps.settings.configureHall(hallId, profile, invocation);
      // WeChat is asked when the settings are safe: they do not depend on it.
      const warnings = await deps.templateGuard.faultsOf(profile.messages, inForce);
      const hall = hallBody(deps, hallId);
      return {
        status: putStatus(outcome),
        body: warnings.length === 0 ? hall : { ...hall, warnings },
      };
    },
  }),
  defineRoute({
    method: 'get',
    path: hallPath,
    tag: 'Admin',
    summary: 'A hall with its queues and windows',
    access: ['admin', 'auditor'],
    params: hallParams,
    responses: { 200: { description: 'The hall', schema: hallOut } },
    problems: ['unknown_hall'],
    handle: ({ params: { hallId } }) => ok(hallBody(deps, hallId)),
  }),
  defineRoute({
    method: 'get',
    path: halls,
    tag: 'Admin',
    summary: 'The halls',
    access: ['admin', 'auditor'],
    query: z.strictObject(pageQuery),
    responses: { 200: { description: 'A page of halls', schema: pageOf(hallOut, 'HallList') } },
    handle: ({ query, actor }) => {
      const own = confinedTo(actor);
      const ids = deps.settings.hallIds().filter((id) => own === null || own === id);
      const page = pageOfList(ids, { name: 'halls', keyOf: (id) => id }, query);
      return ok({ ...page, items: page.items.map((id) => hallBody(deps, id)) });
    },
  }),
];

const queueRoutes = (deps: HttpDeps): readonly Route[] => [
  defineRoute({
    method: 'put',
    path: queuePath,
    tag: 'Admin',
    summary: 'Make or replace a queue',
    access: ['admin'],
    params: queueParams,
    body: queueFields,
    responses: putResponses('queue', queueOut),
    problems: ['unknown_hall', 'prefix_taken'],
    handle: async ({ params, body, invocation }) => {
      const queue = queueFrom(params.queueId, body);
      const outcome = await deps.settings.configureQueue(params.hallId, queue, invocation);
      return { status: putStatus(outcome), body: queueBody(deps, params) };
    },
  }),
  defineRoute({
    method: 'get',
    path: queuePath,
    tag: 'Admin',
    summary: 'A queue, and how many wait in it',
    access: ['admin', 'terminal', 'kiosk', 'auditor'],
    params: queueParams,
    responses: { 200: { description: 'The queue', schema: queueOut } },
    problems: ['unknown_hall', 'unknown_queue'],
    handle: ({ params }) => ok(queueBody(deps, params)),
  }),
  defineRoute({
    method: 'delete',
    path: queuePath,
    tag: 'Admin',
    summary: 'Remove a queue',
    access: ['admin'],
    params: queueParams,
    responses: { 204: { description: 'It is gone' } },
    problems: ['unknown_hall', 'unknown_queue', 'in_use'],
    handle: async ({ params: { hallId, queueId }, invocation }) => {
      await deps.settings.removeQueue(hallId, queueId, invocation);
      return noContent;
    },
  }),
];

const windowRoutes = (deps: HttpDeps): readonly Route[] => [
  defineRoute({
    method: 'put',
    path: windowPath,
    tag: 'Admin',
    summary: 'Make or replace a window; `queueIds` in its order of preference',
    access: ['admin'],
    params: windowParams,
    body: windowFields,
    responses: putResponses('window', windowOut),
    problems: ['unknown_hall', 'unknown_queue'],
    handle: async ({ params: { hallId, windowId }, body, invocation }) => {
      const window = windowFrom(windowId, body);
      const outcome = await deps.settings.configureWindow(hallId, window, invocation);
      const { hall } = viewOf(deps, hallId);
      const settings = settingsOf(deps, hallId);
      const made = windowView({ settings, hall, now: deps.options.now() }, windowId);
      return { status: putStatus(outcome), body: made };
    },
  }),
  defineRoute({
    method: 'delete',
    path: windowPath,
    tag: 'Admin',
    summary: 'Remove a window',
    access: ['admin'],
    params: windowParams,
    responses: { 204: { description: 'It is gone' } },
    problems: ['unknown_hall', 'unknown_window', 'in_use'],
    handle: async ({ params: { hallId, windowId }, invocation }) => {
      await deps.settings.removeWindow(hallId, windowId, invocation);
      return noContent;
    },
  }),
];

const queuePauseRoute = (
  deps: HttpDeps,
  name: 'pause' | 'resume',
  type: 'PauseQueue' | 'ResumeQueue',
): Route =>
  defineRoute({
    method: 'post',
    path: `${queuePath}/${name}`,
    tag: 'Admin',
    summary: name === 'pause' ? 'Give no new tickets of a queue' : 'Give tickets again',
    access: ['admin'],
    idempotent: true,
    params: queueParams,
    responses: { 200: { description: 'The queue', schema: queueOut } },
    problems: ['unknown_hall', 'unknown_queue', 'day_closed'],
    handle: async ({ params: { hallId, queueId }, invocation }) => {
      const answer = await deps.commands.execute({
        hallId,
        command: commandNow({ type, queueId }),
        answer: (hall) => {
          const queue = queueView(hall.settings, hall, queueId);
          if (queue === null) throw unknown('queue', queueId);
          return { status: 200, body: queue };
        },
        invocation,
      });
      return answerReply(answer);
    },
  });

/** Halls, queues, windows, and the day. */
export const adminRoutes = (deps: HttpDeps): readonly Route[] => [
  ...hallRoutes(deps),
  ...queueRoutes(deps),
  ...windowRoutes(deps),
  queuePauseRoute(deps, 'pause', 'PauseQueue'),
  queuePauseRoute(deps, 'resume', 'ResumeQueue'),
  ...dayRoutes(deps),
  ...settingsFileRoutes(deps),
  ...reportRoutes(deps),
];
