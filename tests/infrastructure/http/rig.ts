import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { AppError } from '../../../src/application/errors.js';
import type { Actor } from '../../../src/application/ports/inbound/invocation.js';
import type {
  AuditCredit,
  AuditMessage,
  LedgerRow,
} from '../../../src/application/ports/inbound/auditors.js';
import type { HallSettingsService } from '../../../src/application/ports/inbound/administrators.js';
import type { PastTicket } from '../../../src/application/ports/inbound/history.js';
import {
  appointmentId,
  businessDay,
  hallId,
  instant,
  queueId,
  subscriberId,
  templateId,
  ticketId,
  windowId,
  type HallId,
  type TemplateId,
} from '../../../src/domain/ids.js';
import type { HallSettings } from '../../../src/domain/settings/settings.js';
import { createHttpApp } from '../../../src/infrastructure/http/app.js';
import type { HttpDeps, HttpOptions } from '../../../src/infrastructure/http/deps.js';
import { createHttpServer } from '../../../src/infrastructure/http/server.js';
import type { CreditSummary } from '../../../src/projections/history/credit-row.js';
import { leakWatch } from '../../support/leak-watch.js';
import { checkingAnswers } from './documented.js';
import { actorOf, CallEventsTwin, demo, HallsTwin, startedAt } from './service-twins.js';

export const template = templateId('jh-template');

const token = (tokenId: string, role: 'admin' | 'terminal' | 'kiosk' | 'auditor', more = {}) =>
  ({ kind: 'token', tokenId, role, hallId: null, windowIds: null, ...more }) as const;

/** Tokens by their text. */
export const actors: ReadonlyMap<string, Actor> = new Map<string, Actor>([
  ['admin', token('t-admin', 'admin')],
  ['terminal', token('t-terminal', 'terminal', { hallId: demo })],
  ['window1', token('t-window1', 'terminal', { hallId: demo, windowIds: [windowId('1')] })],
  ['kiosk', token('t-kiosk', 'kiosk', { hallId: demo })],
  ['auditor', token('t-auditor', 'auditor')],
  ['hallAuditor', token('t-hall-auditor', 'auditor', { hallId: demo })],
  ['stranger', token('t-stranger', 'terminal', { hallId: 'elsewhere' })],
  ['holder', { kind: 'holder', subscriberId: subscriberId('s-1') }],
  ['other', { kind: 'holder', subscriberId: subscriberId('s-2') }],
]);

const settingsTwin = (halls: HallsTwin): HallSettingsService => {
  const change = (hall: HallId, next: (settings: HallSettings) => HallSettings) => {
    const settings = halls.settings.get(hall);
    if (settings === undefined) throw new AppError('unknown_hall', 'there is no such hall');
    halls.settings.set(hall, next(settings));
    return Promise.resolve('created' as const);
  };
  return {
    history: () => Promise.resolve([]),
    hallIds: () => [...halls.settings.keys()],
    settingsOf: (hall) => halls.settings.get(hall) ?? null,
    writtenOf: (hall) => halls.settings.get(hall) ?? null,
    configureHall: (hall, profile) => {
      const known = halls.settings.get(hall);
      halls.settings.set(hall, { queues: [], windows: [], ...known, ...profile });
      return Promise.resolve(known === undefined ? 'created' : 'changed');
    },
    configureQueue: (hall, queue) =>
      change(hall, (settings) => ({ ...settings, queues: [...settings.queues, queue] })),
    configureWindow: (hall, window) =>
      change(hall, (settings) => ({ ...settings, windows: [...settings.windows, window] })),
    removeQueue: () => Promise.reject(new AppError('in_use', 'a ticket is there')),
    removeWindow: () => Promise.resolve(),
  };
};

export const message: AuditMessage = {
  messageId: 't-1.near-turn',
  ticketId: 't-1',
  subscriberId: 's-1',
  number: 'A001',
  hallId: demo,
  queueId: 'A',
  businessDay: '2025-03-01',
  kind: 'near-turn',
  stay: 1,
  templateId: template,
  status: 'rejected',
  reason: '=1+1',
  decidedAt: startedAt,
  sentAt: null,
  attempts: 1,
  errcode: -1,
  msgid: null,
};
const ledgerRow: LedgerRow = {
  id: 'g-1',
  subscriberId: 's-1',
  templateId: template,
  isSend: 'N',
  createDate: startedAt,
  sendTime: null,
};
const credit: CreditSummary = {
  templateId: template,
  granted: 3,
  declined: 1,
  used: 1,
  returned: 0,
  voided: 0,
  remaining: 2,
  lastAnswer: 'accept',
  lastSource: 'popup',
  lastAt: startedAt,
};
const auditCredit: AuditCredit = { subscriberId: 's-1', ...credit };
/** What WeChat draws, as far as this layer can tell. */
export const onePicture = { bytes: Buffer.from('89504e47', 'hex'), contentType: 'image/png' };
export const pastTicket: PastTicket = {
  ticketId: ticketId('t-past'),
  hallId: demo,
  businessDay: '2025-02-28' as PastTicket['businessDay'],
  number: 'A007',
  queueId: 'A' as PastTicket['queueId'],
  state: 'waiting',
  priority: 'normal',
  windowId: null,
  issuedAt: startedAt,
  firstCalledAt: null,
  lastCalledAt: null,
  appointmentId: null,
  route: [],
  outcome: null,
  returns: 0,
  recalls: 0,
  subscriberId: subscriberId('s-1'),
};

const oneMessage = async function* () {
  yield await Promise.resolve(message);
};

const devicesTwin: HttpDeps['devices'] = {
  request: () =>
    Promise.resolve({
      userCode: 'WDJB-MJHT',
      deviceCode: 'WDJB-MJHT.secret',
      expiresAt: instant(Date.UTC(2030, 0, 1)),
    }),
  take: () => Promise.reject(new AppError('authorization_pending', 'nobody has let it in yet')),
  find: () => Promise.reject(new AppError('unknown_device', 'no')),
  approve: () => Promise.resolve({ status: 204, body: {}, replayed: false }),
  deny: () => Promise.resolve({ status: 204, body: {}, replayed: false }),
};

const appointment = {
  appointmentId: appointmentId('p-1'),
  hallId: hallId('demo'),
  queueId: queueId('A'),
  date: businessDay('2025-03-03'),
  from: '09:00',
  to: '09:30',
  ref: null,
  state: 'booked',
  ticketId: null,
} as const;

const appointmentsTwin: HttpDeps['appointments'] = {
  slots: () => Promise.resolve([{ from: '09:00', to: '09:30', capacity: 2, left: 1 }]),
  book: () => Promise.resolve({ status: 201, body: appointment, replayed: false }),
  ofDay: () => Promise.resolve([appointment]),
  ofPerson: () => Promise.resolve({ items: [appointment], nextCursor: null }),
  cancel: () => Promise.resolve(),
  checkIn: () => Promise.reject(new AppError('unknown_appointment', 'no')),
};

const historyTwins = (): Pick<
  HttpDeps,
  'appointments' | 'audit' | 'history' | 'replays' | 'reports' | 'resolutions'
> => ({
  resolutions: {
    resolve: (messageId) =>
      Promise.reject(new AppError('unknown_message', `there is no message ${messageId}`)),
  },
  audit: {
    messages: (filter, { cursor }) =>
      cursor === null
        ? Promise.resolve({ items: filter.hallId === 'empty' ? [] : [message], nextCursor: null })
        : Promise.reject(new AppError('invalid_request', 'no', { data: { path: 'cursor' } })),
    streamMessages: oneMessage,
    message: (id) =>
      Promise.resolve(
        id === message.messageId
          ? { ...message, channel: null, request: null, timeline: [] }
          : null,
      ),
    tickets: () => Promise.resolve({ items: [], nextCursor: null }),
    ticket: () => Promise.resolve(null),
    pushLedger: () => Promise.resolve({ items: [ledgerRow], nextCursor: null }),
    credits: () => Promise.resolve({ items: [auditCredit], nextCursor: null }),
    creditsOf: (id) =>
      Promise.resolve(
        id === 's-1' ? { subscriberId: id, items: [auditCredit], timeline: [] } : null,
      ),
  },
  history: {
    ticket: (id) => Promise.resolve(id === pastTicket.ticketId ? pastTicket : null),
    messagesOf: () => Promise.resolve([]),
    ticketsOf: () => Promise.resolve({ items: [pastTicket], nextCursor: null }),
  },
  appointments: appointmentsTwin,
  reports: { run: () => Promise.resolve([]) },
  replays: {
    run: () =>
      Promise.resolve({
        eventsRead: 0,
        decisions: 0,
        recorded: 0,
        missing: [],
        unexpected: [],
        changed: [],
      }),
  },
});

const personTwins = (): Pick<
  HttpDeps,
  'bindCodes' | 'cards' | 'subscribers' | 'subscriptions'
> => ({
  cards: {
    offer: () => Promise.resolve({ status: 204, body: {}, replayed: false }),
    isOffered: () => Promise.resolve(false),
  },
  bindCodes: {
    codeOf: (id) => `c${id.replaceAll('-', '').slice(0, 31)}`,
    ticketOf: (code) => (code.startsWith('of:') ? ticketId(code.slice(3)) : null),
  },
  subscribers: {
    login: (code) =>
      code === 'good'
        ? Promise.resolve({ token: 'holder', expiresAt: startedAt, isNew: true })
        : Promise.reject(new AppError('wechat_code_invalid', 'WeChat does not know the code')),
    identify: (openId) => Promise.resolve(subscriberId(`of-${openId}`)),
    forget: () => Promise.resolve(),
    changeProfile: () => Promise.resolve(),
    leaveComment: () => Promise.resolve(),
    masked: () => Promise.resolve({ openId: 'o***1', userName: null }),
  },
  subscriptions: {
    report: (_person, _ticket, results) => {
      const accepted = results.filter(({ answer }) => answer.startsWith('accept'));
      const granted = accepted.map((result) => result.templateId);
      return Promise.resolve({ status: 200, body: { granted, declined: [] }, replayed: false });
    },
    grantLegacy: () => Promise.resolve(),
    remaining: () => Promise.resolve(new Map<TemplateId, number>([[template, 2]])),
    summaries: () => Promise.resolve([credit]),
  },
});

/** The HTTP layer over twins of the services, listening. */
export type Rig = Readonly<{
  halls: HallsTwin;
  reports: CallEventsTwin;
  routes: ReturnType<typeof createHttpApp>['routes'];
  registry: Registry;
  log: readonly string[];
  address: string;
  as: (who: string | null) => AxiosInstance;
  close: (graceMs?: number) => Promise<void>;
}>;

const tokensTwin: HttpDeps['tokens'] = {
  authenticate: actorOf(actors),
  issue: () => Promise.resolve({ token: 'secret', tokenId: 't-new', issuedAt: startedAt }),
  list: () =>
    ['t-1', 't-2', 't-3'].map((tokenId) => ({
      tokenId,
      role: 'kiosk' as const,
      hallId: demo,
      windowIds: null,
      label: tokenId,
      issuedAt: startedAt,
      lastUsedAt: null,
    })),
  revoke: () => Promise.resolve(),
};

const codesTwin: HttpDeps['codes'] = {
  posters: {
    codeOf: ({ queueId }) => `q.${queueId}`,
    queueOf: (code) => (code === 'q.A' ? { hallId: demo, queueId: queueId('A') } : null),
  },
  pictures: {
    ofTicket: () => Promise.resolve({ outcome: 'ok', value: onePicture }),
    ofQueue: () => Promise.resolve({ outcome: 'refused', errcode: 41030, reason: 'invalid page' }),
  },
  limited: {
    make: () => Promise.resolve({ outcome: 'later', errcode: 45009, reason: 'reach max' }),
  },
};

const usageTwin: HttpDeps['weChatUsage'] = {
  quota: () => Promise.resolve({ outcome: 'ok', value: { dailyLimit: 10, used: 3, remain: 7 } }),
  explain: () => Promise.resolve({ outcome: 'unknown', reason: 'timeout' }),
};

/** Starts the HTTP layer on a free port. */
export const startRig = async (
  options: Partial<HttpOptions> = {},
  instead: Partial<HttpDeps> = {},
): Promise<Rig> => {
  const [halls, reports, registry] = [new HallsTwin(), new CallEventsTwin(), new Registry()];
  const log: string[] = [];
  const write = (text: string): void => {
    log.push(text);
    leakWatch.wrote(text, 'the HTTP layer');
  };
  const logger = pino({ level: 'debug' }, { write });
  const none = { 'near-turn': template, queued: null, called: template, missed: null };
  const app = createHttpApp({
    commands: halls,
    live: halls,
    callEvents: reports,
    settings: settingsTwin(halls),
    templateGuard: { faultsOf: () => Promise.resolve([]) },
    tokens: tokensTwin,
    devices: devicesTwin,
    ...historyTwins(),
    ...personTwins(),
    codes: codesTwin,
    weChatUsage: usageTwin,
    readiness: { check: () => Promise.resolve({ ready: true, checks: {} }) },
    registry,
    logger,
    options: {
      rateLimit: 'off',
      trustProxy: 0,
      legacyEndpoints: false,
      publicUrl: null,
      defaultTemplateIds: none,
      now: () => startedAt,
      version: '0.0.0',
      ...options,
    },
    ...instead,
  });
  const server = createHttpServer(app);
  const address = `http://127.0.0.1:${await server.listen(0, '127.0.0.1')}`;
  const client = (who: string | null): AxiosInstance =>
    axios.create({
      baseURL: address,
      validateStatus: () => true,
      timeout: 5_000,
      headers: who === null ? {} : { Authorization: `Bearer ${who}` },
    });
  const as = (who: string | null): AxiosInstance => checkingAnswers(client(who), app.routes);
  const close = (graceMs = 500): Promise<void> => server.close(graceMs);
  return { halls, reports, routes: app.routes, registry, log, address, as, close };
};

/** What an answer says, as a test reads it. */
export const said = ({ status, data }: AxiosResponse): readonly [number, string | undefined] => [
  status,
  typeof data === 'object' && data !== null && 'code' in data ? String(data.code) : undefined,
];
