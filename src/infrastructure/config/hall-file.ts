import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { z } from 'zod';
import { AppError } from '../../application/errors.js';
import { serviceInvocation } from '../../application/invocation.js';
import type { HallSettingsService } from '../../application/ports/inbound/administrators.js';
import { hallId, queueId, windowId, type HallId } from '../../domain/ids.js';
import type { HallProfile } from '../../domain/settings/settings.js';
import { messageKinds } from '../../domain/streams.js';
import type { DefaultTemplates } from '../http/schemas/messages.js';
import {
  hallFields,
  hallFileFields,
  hallProfileFrom,
  queueFrom,
  windowFrom,
} from '../http/schemas/settings.js';
import { fieldErrors } from '../http/validate.js';

/** Halls as a hall file gives them, every default filled in. */
export type HallFile = z.output<ReturnType<typeof hallFileFields>>;

/** What an empty store begins with. */
const demoHall = {
  halls: {
    demo: {
      name: '示范大厅',
      queues: {
        A: { name: '综合业务', prefix: 'A' },
        B: { name: '个人业务', prefix: 'B' },
      },
      windows: {
        '1': { name: '1号窗口', queueIds: ['A'] },
        '2': { name: '2号窗口', queueIds: ['A', 'B'] },
        '3': { name: '3号窗口', queueIds: ['B'] },
      },
    },
  },
};

const checked = (content: unknown, templates: DefaultTemplates, where: string): HallFile => {
  const parsed = hallFileFields(templates).safeParse(content);
  if (parsed.success) return parsed.data;
  const problems = fieldErrors(parsed.error).map(({ path, message }) => `${path}: ${message}`);
  throw new AppError('invalid_settings', `HALL_FILE ${where}: ${problems.join('; ')}`);
};

/** Reads a hall file. @throws AppError `invalid_settings` that names the file and each field */
export const readHallFile = (path: string, templates: DefaultTemplates): HallFile => {
  try {
    return checked(parse(readFileSync(path, 'utf8'), { maxAliasCount: 0 }), templates, path);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('invalid_settings', `HALL_FILE ${path}: ${why}`, { cause });
  }
};

export const demoHallFile = (templates: DefaultTemplates): HallFile =>
  checked(demoHall, templates, 'demo');

/** The messages of a hall that says nothing of them. */
export const defaultMessages = (templates: DefaultTemplates): HallProfile['messages'] => {
  const { messages } = hallProfileFrom(hallFields(templates).parse({ name: '-' }));
  const named = messageKinds.map((kind) => [
    kind,
    { ...messages[kind], templateId: templates[kind] },
  ]);
  return { ...messages, ...Object.fromEntries(named) };
};

/** Configures what a hall file names, says which halls, and leaves the rest. @throws AppError `store_unavailable`, `prefix_taken`, … */
export const importHalls = async (
  file: HallFile,
  settings: HallSettingsService,
  correlationId: string,
): Promise<ReadonlySet<HallId>> => {
  const by = serviceInvocation('hall-file', correlationId);
  for (const [id, { queues, windows, ...profile }] of Object.entries(file.halls)) {
    const hall = hallId(id);
    await settings.configureHall(hall, hallProfileFrom(profile), by);
    for (const [queue, fields] of Object.entries(queues))
      await settings.configureQueue(hall, queueFrom(queueId(queue), fields), by);
    for (const [window, fields] of Object.entries(windows))
      await settings.configureWindow(hall, windowFrom(windowId(window), fields), by);
  }
  return new Set(Object.keys(file.halls).map(hallId));
};
