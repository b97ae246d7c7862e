import type { ServiceIdentifier } from 'inversify';
import type { Registry } from 'prom-client';
import type { Logger as PinoLogger } from 'pino';
import type { AppointmentIndex } from '../../application/ports/appointments.js';
import type { Clock, Ids } from '../../application/ports/clock.js';
import type { EventStore } from '../../application/ports/event-store.js';
import type { Audit } from '../../application/ports/inbound/auditors.js';
import type { Readiness } from '../../application/ports/inbound/operators.js';
import type { TicketHistory } from '../../application/ports/inbound/history.js';
import type {
  LoginVerifier,
  MessageSender,
  TemplateCatalog,
  WeChatHealth,
} from '../../application/ports/message-sender.js';
import type {
  ApiUsage,
  CustomerService,
  MiniProgramCodes,
  TemporaryMedia,
} from '../../application/ports/wechat.js';
import type { Codes } from '../../application/ports/codes.js';
import type { ServiceCards } from '../../application/ports/service-cards.js';
import type { Metrics } from '../../application/ports/metrics.js';
import type { Interceptor, Rule } from '../../application/push/router/rules.js';
import type { TemplateGuard } from '../../application/ports/templates.js';
import type { Tracer } from '../../application/ports/tracer.js';
import type { Secrets } from '../../application/ports/secrets.js';
import type { Settings } from '../../infrastructure/config/settings.js';
import type { DefaultTemplates } from '../../infrastructure/http/schemas/messages.js';
import type { HttpDeps } from '../../infrastructure/http/deps.js';
import type { DataDir } from '../../infrastructure/secrets/data-dir.js';

const service = <Service>(name: string): ServiceIdentifier<Service> => Symbol.for(name);

/** What takes WeChat's pushes. */
export type WeChatPush = NonNullable<HttpDeps['push']>;

/** What can be replaced by one binding; our own classes are their own identifiers. */
export const services = {
  settings: service<Settings>('Settings'),
  dataDir: service<DataDir>('DataDir'),
  /** Tells this instance from others on the same store. */
  instanceId: service<string>('InstanceId'),
  logger: service<PinoLogger>('Logger'),
  registry: service<Registry>('Registry'),
  metrics: service<Metrics>('Metrics'),
  tracer: service<Tracer>('Tracer'),
  clock: service<Clock>('Clock'),
  ids: service<Ids>('Ids'),
  secrets: service<Secrets>('Secrets'),
  eventStore: service<EventStore>('EventStore'),
  sender: service<MessageSender>('MessageSender'),
  cards: service<ServiceCards>('ServiceCards'),
  login: service<LoginVerifier>('LoginVerifier'),
  templates: service<TemplateCatalog>('TemplateCatalog'),
  templateGuard: service<TemplateGuard>('TemplateGuard'),
  customerService: service<CustomerService>('CustomerService'),
  temporaryMedia: service<TemporaryMedia>('TemporaryMedia'),
  miniProgramCodes: service<MiniProgramCodes>('MiniProgramCodes'),
  apiUsage: service<ApiUsage>('ApiUsage'),
  codes: service<Codes>('Codes'),
  weChatHealth: service<WeChatHealth>('WeChatHealth'),
  defaultTemplates: service<DefaultTemplates>('DefaultTemplates'),
  audit: service<Audit>('Audit'),
  ticketHistory: service<TicketHistory>('TicketHistory'),
  appointmentIndex: service<AppointmentIndex>('AppointmentIndex'),
  readiness: service<Readiness>('Readiness'),
  /** What takes WeChat's pushes; null where no token is set. */
  push: service<WeChatPush | null>('WeChatPush'),
  /** The rules of the message router, in their order. */
  pushRules: service<readonly Rule[]>('PushRules'),
  /** Who sees every push before and after the rules. */
  pushInterceptors: service<readonly Interceptor[]>('PushInterceptors'),
} as const;
