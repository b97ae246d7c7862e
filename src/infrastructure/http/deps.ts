import type { Express } from 'express';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type {
  AccessTokens,
  HallSettingsService,
} from '../../application/ports/inbound/administrators.js';
import type { Appointments } from '../../application/ports/inbound/appointments.js';
import type { Devices } from '../../application/ports/inbound/devices.js';
import type { Audit, Replays, Resolutions } from '../../application/ports/inbound/auditors.js';
import type {
  BindCodes,
  CardsOfHolders,
  Subscribers,
  Subscriptions,
} from '../../application/ports/inbound/holders.js';
import type { CallEvents, HallCommands } from '../../application/ports/inbound/terminals.js';
import type { LiveHalls } from '../../application/ports/inbound/live.js';
import type { Pushes } from '../../application/ports/inbound/wechat.js';
import type { Readiness } from '../../application/ports/inbound/operators.js';
import type { Reports } from '../../application/ports/inbound/reports.js';
import type { TicketHistory } from '../../application/ports/inbound/history.js';
import type { Codes } from '../../application/ports/codes.js';
import type { ApiUsage } from '../../application/ports/wechat.js';
import type { TemplateGuard } from '../../application/ports/templates.js';
import type { Tracer } from '../../application/ports/tracer.js';
import type { Instant, TemplateId } from '../../domain/ids.js';
import type { MessageKind } from '../../domain/streams.js';
import type { PushVerifier } from '../wechat/push/verifier.js';
import type { Reply } from './reply.js';
import type { Route } from './route.js';

export type HttpOptions = Readonly<{
  /** Requests a second of each token, or of each address without one. */
  rateLimit: number | 'off';
  /** How many reverse proxies to believe. */
  trustProxy: number;
  /** Whether whoever issues a ticket may name its holder by openid. */
  legacyEndpoints: boolean;
  /** The template of a kind where a hall names none; null: it has to name one. */
  defaultTemplateIds: Readonly<Record<MessageKind, TemplateId | null>>;
  now: () => Instant;
  /** How people reach the service: what codes and the device page name; null: as the request came. */
  publicUrl: string | null;
  /** Shown in the OpenAPI document, and on the start page. */
  version: string;
  /** Where the simulator is that stands in for WeChat. @default null: it does not */
  simulatorUrl?: string | null;
  /** Whether visitors come and go by themselves, and whether pages are let in by themselves. @default off */
  demo?: 'off' | 'visitors' | 'visitors and devices';
  /** Between two comment lines of a live stream. @default 15000 ms */
  heartbeatMs?: number;
  /** What a live stream's client may leave unread before it is dropped. @default 1 MiB */
  maxUnreadBytes?: number;
}>;

/** Everything that the HTTP layer calls. */
export type HttpDeps = Readonly<{
  commands: HallCommands;
  callEvents: CallEvents;
  settings: HallSettingsService;
  templateGuard: TemplateGuard;
  live: LiveHalls;
  bindCodes: BindCodes;
  codes: Codes;
  weChatUsage: Pick<ApiUsage, 'quota' | 'explain'>;
  tokens: AccessTokens;
  devices: Devices;
  subscribers: Subscribers;
  subscriptions: Subscriptions;
  cards: CardsOfHolders;
  audit: Audit;
  history: TicketHistory;
  appointments: Appointments;
  replays: Replays;
  reports: Reports;
  resolutions: Resolutions;
  /** What takes WeChat's pushes; null where no token is set. */
  push?: Readonly<{ verifier: Pick<PushVerifier, 'echo' | 'open'>; inbox: Pushes }> | null;
  readiness: Readiness;
  registry: Registry;
  /** @default nothing is traced */
  tracer?: Tracer;
  logger: Pick<Logger, 'debug' | 'warn' | 'error' | 'isLevelEnabled'>;
  options: HttpOptions;
  /** Routes defined elsewhere, served and documented like those here. */
  moreRoutes?: readonly Route[];
  /** The page that shows the OpenAPI document. @default there is none */
  docsPage?: () => Reply;
  /** Mounts what is no route of the API, such as pages, before the 404. */
  extend?: (app: Express) => void;
}>;
