import { simulatorTemplates } from '../../../simulator/simulator.js';
import type { Clients } from './client.js';
import { adminToken } from './instance.js';

/** The kinds of message, as the last line of each says. */
export const kindTexts = {
  'near-turn': '快到您了',
  queued: '取号成功',
  called: '请到窗口办理',
  missed: '您已过号',
} as const;
export type Kind = keyof typeof kindTexts;

/** The kind of a message that a phone received; null where it is none of ours. */
export const kindOf = (data: Readonly<Record<string, string>>): Kind | null => {
  const text = data['thing5'] ?? '';
  for (const [kind, begin] of Object.entries(kindTexts))
    if (text.startsWith(begin)) return kind as Kind;
  return null;
};

const { jh, pd } = simulatorTemplates;
export const templateOf: Readonly<Record<Kind, string>> = {
  'near-turn': jh,
  queued: pd,
  called: jh,
  missed: jh,
};

const texts = (kind: Kind, window: string) => ({
  thing1: '{service}',
  character_string2: '{number}',
  number3: '{ahead}',
  thing5: kindTexts[kind],
  ...(kind === 'queued' ? {} : { thing6: window }),
});

const messages = (ttlSeconds: number) => ({
  'near-turn': { enabled: true, ttlSeconds, data: texts('near-turn', '{windows}') },
  queued: { enabled: true, ttlSeconds, data: texts('queued', '') },
  called: { enabled: true, ttlSeconds, data: texts('called', '{window}') },
  missed: { enabled: true, ttlSeconds, templateId: jh, data: texts('missed', '{windows}') },
});

export const queueIds = ['A', 'B'] as const;
export const windowIds = ['1', '2', '3'] as const;

/** Makes a hall with two queues, three open windows and all four kinds of message. */
export const makeHall = async (
  clients: Clients,
  hallId: string,
  ttlSeconds: number,
): Promise<void> => {
  const path = `/api/v1/halls/${hallId}`;
  const put = (at: string, body: object) =>
    clients.ask({ method: 'PUT', path: `${path}${at}`, body, token: adminToken });
  await put('', { name: '故障实验室', messages: messages(ttlSeconds), busyWindow: 'complete' });
  for (const queueId of queueIds)
    await put(`/queues/${queueId}`, {
      name: `业务${queueId}`,
      prefix: queueId,
      nearTurnThreshold: 3,
    });
  await put('/windows/1', { name: '1号窗口', queueIds: ['A'] });
  await put('/windows/2', { name: '2号窗口', queueIds: ['A', 'B'] });
  await put('/windows/3', { name: '3号窗口', queueIds: ['B'] });
  for (const windowId of windowIds)
    await clients.command({
      method: 'POST',
      path: `${path}/windows/${windowId}/open`,
      token: adminToken,
    });
};
