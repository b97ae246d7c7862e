import { expect } from 'chai';
import { esdbUrl } from '../support/esdb/test-store.js';
import { eventually, type Answer, type Caller } from './http.js';
import type {
  Board,
  Called,
  Issued,
  Message,
  Moved,
  Page,
  Replay,
  Report,
  ReportResult,
} from './json.js';
import { phoneOf, type Phone, type PhoneParts } from './phone.js';

export type HallOptions = Readonly<{
  /** Fields of the hall's PUT. */
  hall?: object;
  threshold?: number;
  serviceName?: string;
  /** Window → its queues, in order of preference. */
  windows?: Readonly<Record<string, readonly string[]>>;
  windowNames?: Readonly<Record<string, string>>;
}>;

/** A holder with their ticket. */
export type Holder = Readonly<{ phone: Phone; ticket: Issued }>;

/** One hall, and what is done in it. Everything is done by the admin unless a caller is named. */
export type Hall = Readonly<{
  hallId: string;
  path: string;
  /** A token of the hall for a role. */
  token: (role: string, more?: object) => Promise<Caller>;
  issue: (queueId?: string, body?: object) => Promise<Issued>;
  issueMany: (count: number, queueId?: string) => Promise<readonly Issued[]>;
  /** Takes a number, and binds it to a person who has accepted one message. */
  holder: (queueId?: string, body?: object) => Promise<Holder>;
  /** What a window does, such as `call-next`. */
  at: (windowId: string, command: string, body?: object) => Promise<Called>;
  /** The same, refused or not. */
  askAt: (windowId: string, command: string, body?: object) => Promise<Answer<Called>>;
  /** What is done to a ticket, such as `cancel`. */
  on: (ticketId: string, command: string, body?: object) => Promise<Moved>;
  askOn: (ticketId: string, command: string, body?: object) => Promise<Answer<Moved>>;
  report: (events: readonly Report[]) => Promise<readonly ReportResult[]>;
  board: () => Promise<Board>;
  /** Audited messages of the hall, oldest first. */
  messages: (filter?: string) => Promise<readonly Message[]>;
  messageOf: (ticketId: string, status: string, kind?: string) => Promise<Message>;
  replay: (threshold?: number) => Promise<Replay>;
  /** Waits until nothing is under way, and insists that a replay agrees with the record. */
  settled: () => Promise<readonly Message[]>;
}>;

export type HallParts = PhoneParts & Readonly<{ admin: Caller }>;

const defaultWindows = { '1': ['A'], '2': ['A', 'B'], '3': ['B'] };

const configure = async (admin: Caller, path: string, options: HallOptions): Promise<void> => {
  const { hall = {}, threshold, serviceName, windows = defaultWindows, windowNames = {} } = options;
  const nearTurn = threshold === undefined ? {} : { nearTurnThreshold: threshold };
  const service = serviceName === undefined ? {} : { serviceName };
  await admin.put(path, { name: '测试大厅', ...hall });
  for (const [queueId, name] of Object.entries({ A: '综合业务', B: '个人业务' }))
    await admin.put(`${path}/queues/${queueId}`, {
      name,
      prefix: queueId,
      ...nearTurn,
      ...service,
    });
  for (const [windowId, queueIds] of Object.entries(windows)) {
    const name = windowNames[windowId] ?? `${windowId}号窗口`;
    await admin.put(`${path}/windows/${windowId}`, { name, queueIds });
  }
};

const actions = (admin: Caller, path: string) => {
  const issue = (queueId = 'A', body: object = {}): Promise<Issued> =>
    admin.post(`${path}/queues/${queueId}/tickets`, body);
  return {
    issue,
    issueMany: async (count: number, queueId = 'A') => {
      const tickets: Issued[] = [];
      for (let made = 0; made < count; made += 1) tickets.push(await issue(queueId));
      return tickets;
    },
    at: (windowId: string, command: string, body: object = {}): Promise<Called> =>
      admin.post(`${path}/windows/${windowId}/${command}`, body),
    askAt: (windowId: string, command: string, body: object = {}) =>
      admin.ask<Called>('POST', `${path}/windows/${windowId}/${command}`, { body }),
    on: (ticketId: string, command: string, body: object = {}): Promise<Moved> =>
      admin.post(`${path}/tickets/${ticketId}/${command}`, body),
    askOn: (ticketId: string, command: string, body: object = {}) =>
      admin.ask<Moved>('POST', `${path}/tickets/${ticketId}/${command}`, { body }),
    report: async (events: readonly Report[]) => {
      const said = await admin.post<{ results: ReportResult[] }>(`${path}/call-events`, { events });
      return said.results;
    },
    board: (): Promise<Board> => admin.get(`${path}/board`),
  };
};

const underWay = new Set(['decided', 'sending']);
/** With several instances an attempt that a killed one has left is held for lost after 20 s only. */
const restMs = esdbUrl === undefined ? 15_000 : 45_000;

const audit = (admin: Caller, hallId: string, board: () => Promise<Board>) => {
  const messages = async (filter = ''): Promise<readonly Message[]> => {
    const query = `hallId=${hallId}&limit=500${filter}`;
    const { items } = await admin.get<Page<Message>>(`/api/v1/audit/messages?${query}`);
    return items.toReversed();
  };
  const replay = async (threshold?: number): Promise<Replay> => {
    const { businessDay } = await board();
    const whatIf = threshold === undefined ? {} : { threshold };
    return admin.post('/api/v1/audit/replays', { hallId, businessDay, ...whatIf });
  };
  return {
    messages,
    replay,
    messageOf: (ticketId: string, status: string, kind = 'near-turn') =>
      eventually(`${kind} of ${ticketId} to be ${status}`, async () =>
        (await messages(`&ticketId=${ticketId}&kind=${kind}`)).find((one) => one.status === status),
      ),
    settled: async () => {
      const { decisions, missing, unexpected, changed } = await replay();
      expect({ missing, unexpected, changed }).to.deep.equal({
        missing: [],
        unexpected: [],
        changed: [],
      });
      return eventually(
        `${decisions} messages of ${hallId} to come to rest`,
        async () => {
          const all = await messages();
          const isAtRest = all.every(({ status }) => !underWay.has(status));
          return isAtRest && all.length >= decisions ? all : null;
        },
        restMs,
      );
    },
  };
};

/** Configures a hall by PUT and opens its windows' day. */
export const openHall = async (
  parts: HallParts,
  hallId: string,
  options: HallOptions,
): Promise<Hall> => {
  const { admin } = parts;
  const path = `/api/v1/halls/${hallId}`;
  await configure(admin, path, options);
  const acts = actions(admin, path);
  return {
    hallId,
    path,
    ...acts,
    ...audit(admin, hallId, acts.board),
    token: async (role, more = {}) => {
      const wanted = { role, hallId, label: `${role} of a test`, ...more };
      return parts.as((await admin.post<{ token: string }>('/api/v1/tokens', wanted)).token);
    },
    holder: async (queueId = 'A', body = {}) => {
      const ticket = await acts.issue(queueId, body);
      const phone = await phoneOf(parts, Math.random().toString(36).slice(2));
      await phone.bind(ticket.bindCode);
      await phone.subscribe(ticket.ticketId);
      return { phone, ticket };
    },
  };
};

/** What is audited of a hall that another life of the process has opened. */
export const auditOf = (admin: Caller, hallId: string) =>
  audit(admin, hallId, actions(admin, `/api/v1/halls/${hallId}`).board);
