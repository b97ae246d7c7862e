import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { settingsOfSubject } from '../../../application/settings/settings-history.js';
import type { Invocation } from '../../../application/ports/inbound/invocation.js';
import { changesBetween, type Change } from '../../../domain/settings/changes.js';
import { queueId, windowId, type HallId } from '../../../domain/ids.js';
import type { HallSettings } from '../../../domain/settings/settings.js';
import type { HttpDeps } from '../deps.js';
import { invalidRequest } from '../problem.js';
import { ok, type Reply } from '../reply.js';
import { defineRoute, type Route } from '../route.js';
import { hallFileFields, hallProfileFrom, queueFrom, windowFrom } from '../schemas/settings.js';
import { hallIdField, pageOf, pageQuery, timeOut } from '../schemas/values.js';
import { fieldErrors } from '../validate.js';
import { settingsOf } from './halls.js';
import { pageOfList } from './pages.js';

const hallPath = '/api/v1/halls/{hallId}';
const params = z.strictObject({ hallId: hallIdField });
const yamlType = 'application/yaml; charset=utf-8';
const mostBytes = 512 * 1024;
/** Names that a text refers to again: settings need none, and a few can stand for millions of values. */
const mostAliases = 0;

const changeOut = z.object({ path: z.string(), from: z.unknown(), to: z.unknown() });
const subjectOut = { subject: z.enum(['hall', 'queue', 'window']), id: z.string() };
const entryOut = z
  .object({
    revision: z.number().int(),
    at: timeOut,
    by: z.string().nullable(),
    ...subjectOut,
    changes: z.array(changeOut),
  })
  .meta({ id: 'SettingsChange' });
const importedOut = z
  .object({
    changes: z.array(changeOut.extend(subjectOut)),
    applied: z.boolean(),
  })
  .meta({ id: 'ImportedSettings' });

const historyRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'get',
    path: `${hallPath}/settings/history`,
    tag: 'Admin',
    summary: "What was changed of a hall's settings, by whom, from what to what; newest first",
    access: ['admin', 'auditor'],
    params,
    query: z.strictObject(pageQuery),
    responses: {
      200: { description: 'A page of changes', schema: pageOf(entryOut, 'SettingsHistory') },
    },
    problems: ['unknown_hall'],
    handle: async ({ params: { hallId }, query }) => {
      settingsOf(deps, hallId);
      const entries = await deps.settings.history(hallId);
      const list = {
        name: `settings ${hallId}`,
        keyOf: (one: { revision: number }) => `${one.revision}`,
      };
      return ok(pageOfList(entries.toReversed(), list, query));
    },
  });

/** What a hall file says of a hall: all that its PUTs take, and nothing that they would refuse. */
const fileOf = (hallId: HallId, { queues, windows, ...hall }: HallSettings): object => ({
  halls: {
    [hallId]: {
      ...hall,
      queues: Object.fromEntries(queues.map(({ queueId: id, ...queue }) => [id, queue])),
      windows: Object.fromEntries(windows.map(({ windowId: id, ...window }) => [id, window])),
    },
  },
});

// A template that the hall leaves to the service is not its own: it stays left out.
const writtenOf = (deps: HttpDeps, hallId: HallId): HallSettings =>
  deps.settings.writtenOf(hallId) ?? settingsOf(deps, hallId);

const exportRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'get',
    path: `${hallPath}/settings.yaml`,
    tag: 'Admin',
    summary: 'A hall as one text, as HALL_FILE takes it',
    access: ['admin', 'auditor'],
    params,
    responses: {
      200: { description: 'YAML', contentType: yamlType, schema: z.string() },
    },
    problems: ['unknown_hall'],
    handle: ({ params: { hallId } }): Reply => ({
      status: 200,
      text: stringify(fileOf(hallId, writtenOf(deps, hallId)), { aliasDuplicateObjects: false }),
      contentType: yamlType,
    }),
  });

type Wanted = Readonly<{
  profile: ReturnType<typeof hallProfileFrom>;
  queues: HallSettings['queues'];
  windows: HallSettings['windows'];
}>;

/** @throws HttpProblem `invalid_request` that names each field */
const wantedOf = (deps: HttpDeps, hallId: HallId, text: string): Wanted => {
  let content: unknown;
  try {
    content = parse(text, { maxAliasCount: mostAliases });
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'not YAML';
    throw invalidRequest([{ path: '', message }]);
  }
  const parsed = hallFileFields(deps.options.defaultTemplateIds).safeParse(content);
  if (!parsed.success) throw invalidRequest(fieldErrors(parsed.error));
  const { [hallId]: hall, ...others } = parsed.data.halls;
  const [other] = Object.keys(others);
  if (other !== undefined)
    throw invalidRequest([{ path: `halls.${other}`, message: 'is another hall' }]);
  if (hall === undefined)
    throw invalidRequest([{ path: `halls.${hallId}`, message: 'is not there' }]);
  const { queues, windows, ...profile } = hall;
  return {
    profile: hallProfileFrom(profile),
    queues: Object.entries(queues).map(([id, queue]) => queueFrom(queueId(id), queue)),
    windows: Object.entries(windows).map(([id, window]) => windowFrom(windowId(id), window)),
  };
};

type Named = Readonly<{ subject: 'hall' | 'queue' | 'window'; id: string }>;

const changesOf = (
  before: HallSettings | null,
  hallId: HallId,
  { profile, queues, windows }: Wanted,
): readonly (Named & Change)[] => {
  const told = (named: Named, after: object): readonly (Named & Change)[] =>
    changesBetween(settingsOfSubject(before, named), after).map((one) => ({ ...named, ...one }));
  return [
    ...told({ subject: 'hall', id: hallId }, profile),
    ...queues.flatMap((queue) => told({ subject: 'queue', id: queue.queueId }, queue)),
    ...windows.flatMap((window) => told({ subject: 'window', id: window.windowId }, window)),
  ];
};

const apply = async (
  { settings }: HttpDeps,
  { hallId, wanted }: Readonly<{ hallId: HallId; wanted: Wanted }>,
  invocation: Invocation,
): Promise<void> => {
  await settings.configureHall(hallId, wanted.profile, invocation);
  for (const queue of wanted.queues) await settings.configureQueue(hallId, queue, invocation);
  for (const window of wanted.windows) await settings.configureWindow(hallId, window, invocation);
};

const importRoute = (deps: HttpDeps): Route =>
  defineRoute({
    method: 'put',
    path: `${hallPath}/settings.yaml`,
    tag: 'Admin',
    summary: 'Take over a hall from one text, or say what that would change',
    description:
      'Queues and windows that the text does not name stay; a field left out has its default.',
    access: ['admin'],
    params,
    query: z.strictObject({ dryRun: z.enum(['true', 'false']).default('false') }),
    rawBody: mostBytes,
    responses: { 200: { description: 'What changes', schema: importedOut } },
    problems: ['prefix_taken', 'unknown_queue'],
    handle: async ({ params: { hallId }, query: { dryRun }, text, invocation }) => {
      const wanted = wantedOf(deps, hallId, text);
      const changes = changesOf(deps.settings.writtenOf(hallId), hallId, wanted);
      const applied = dryRun === 'false';
      if (applied) await apply(deps, { hallId, wanted }, invocation);
      return ok({ changes, applied });
    },
  });

/** A hall's settings as a whole: what became of them, out, and in. */
export const settingsFileRoutes = (deps: HttpDeps): readonly Route[] => [
  historyRoute(deps),
  exportRoute(deps),
  importRoute(deps),
];
