import { createApi, bodyOf, type Api, type ApiAnswer } from './api.js';
import { tokenShape } from './shapes.js';

/** Who acts in the hall, each with a token of the right role. */
export type Hall = Readonly<{
  hallId: string;
  kiosk: Api;
  windows: readonly Readonly<{ windowId: string; terminal: Api }>[];
  auditor: Api;
}>;

const queues = {
  A: { name: '综合业务', prefix: 'A' },
  B: { name: '个人业务', prefix: 'B' },
};
const windows = {
  '1': { name: '1号窗口', queueIds: ['A'] },
  '2': { name: '2号窗口', queueIds: ['A', 'B'] },
  '3': { name: '3号窗口', queueIds: ['B'] },
};

/** A morning that would run into midnight is played where it is still day: a ticket ends with its day. */
export const timeZoneAt = (now: Date): string => {
  const hourInChina = (now.getUTCHours() + 8) % 24;
  return hourInChina === 23 ? 'UTC' : 'Asia/Shanghai';
};

const done = async (what: string, answer: Promise<ApiAnswer>): Promise<void> => {
  await bodyOf(what, answer, { parse: () => undefined });
};

const configure = async (admin: Api, hallId: string): Promise<void> => {
  const hall = `/api/v1/halls/${hallId}`;
  const profile = { name: '示范大厅', timeZone: timeZoneAt(new Date()) };
  await done('hall', admin.put(hall, profile));
  for (const [id, queue] of Object.entries(queues))
    await done(`queue ${id}`, admin.put(`${hall}/queues/${id}`, queue));
  for (const [id, window] of Object.entries(windows))
    await done(`window ${id}`, admin.put(`${hall}/windows/${id}`, window));
};

/** Configures the hall, and gives its kiosk, windows and auditor their tokens. */
export const setUpHall = async (url: string, admin: Api, hallId: string): Promise<Hall> => {
  await configure(admin, hallId);
  const callerWith = async (role: string, more: object = {}): Promise<Api> => {
    const wanted = { role, hallId, label: `demo ${role}`, ...more };
    const made = await bodyOf('token', admin.post('/api/v1/tokens', wanted), tokenShape);
    return createApi(url, made.token);
  };
  const counters = [];
  for (const windowId of Object.keys(windows))
    counters.push({ windowId, terminal: await callerWith('terminal', { windowIds: [windowId] }) });
  return {
    hallId,
    kiosk: await callerWith('kiosk'),
    windows: counters,
    auditor: await callerWith('auditor'),
  };
};
