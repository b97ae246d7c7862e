import { join } from 'node:path';
import { ContainerModule, type ResolutionContext } from 'inversify';
import { DeviceGrants } from '../../application/access/device-grants.js';
import { AccessTokenStore } from '../../application/access/access-tokens.js';
import { Engine } from '../../application/engine/engine.js';
import { CallEventService } from '../../application/hall/call-event-service.js';
import { AppointmentService } from '../../application/appointments/appointments.js';
import { HallCommandService } from '../../application/hall/hall-command-service.js';
import { LiveHallViews } from '../../application/live/live-halls.js';
import { DayReplays } from '../../application/audit/replays.js';
import { HallReports } from '../../application/reports/reports.js';
import { Breaker } from '../../application/sending/breaker.js';
import { MessageResolutions } from '../../application/sending/resolutions.js';
import { HallSettingsStore } from '../../application/settings/hall-settings.js';
import { CardOffers } from '../../application/subscribers/card-offers.js';
import { CreditStore } from '../../application/subscribers/credit-store.js';
import { SubscriberStore } from '../../application/subscribers/subscriber-store.js';
import { streamPrefixes } from '../../domain/streams.js';
import type { Settings } from '../../infrastructure/config/settings.js';
import type { HttpDeps } from '../../infrastructure/http/deps.js';
import { mountPages, pageReply } from '../../infrastructure/http/pages.js';
import { ServiceReadiness } from '../../infrastructure/observability/readiness.js';
import { WriteTrouble } from '../../infrastructure/observability/write-trouble.js';
import { demoOf, lettingIn } from '../demo.js';
import { services } from './services.js';
import { version } from '../../infrastructure/version.js';

/** Everything that the HTTP layer calls. */
export const httpDeps = Symbol.for('HttpDeps');

const optionsOf = (
  settings: Settings,
  simulatorUrl: string | null,
  context: ResolutionContext,
): HttpDeps['options'] => {
  const clock = context.get(services.clock);
  return {
    rateLimit: settings.RATE_LIMIT,
    trustProxy: settings.TRUST_PROXY,
    legacyEndpoints: settings.LEGACY_ENDPOINTS === 'on',
    defaultTemplateIds: context.get(services.defaultTemplates),
    now: () => clock.now(),
    publicUrl: settings.PUBLIC_URL,
    version,
    simulatorUrl,
    demo: demoOf(settings),
  };
};

/** The built pages lie beside the compiled service. */
const pagesDir = join(import.meta.dirname, '../../../web');

/** The HTTP layer's needs, met by the application. */
export const httpModule = (settings: Settings, simulatorUrl: string | null): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(services.readiness)
      .toDynamicValue((context) => {
        const store = context.get(services.eventStore);
        const trouble = context.get(WriteTrouble);
        return new ServiceReadiness({
          engine: context.get(Engine),
          weChat: context.get(services.weChatHealth),
          breaker: context.get(Breaker),
          probe: async () => {
            const read = { stream: streamPrefixes.storeKey, limit: 1 };
            for await (const _ of store.readStream(read)) break;
            if (trouble.reason !== null) throw new Error(trouble.reason);
          },
        });
      })
      .inSingletonScope();
    bind<HttpDeps>(httpDeps)
      .toDynamicValue((context): HttpDeps => {
        const secrets = context.get(services.secrets);
        const devices = context.get(DeviceGrants);
        const pages = { dir: pagesDir, frameAncestors: settings.FRAME_ANCESTORS };
        const docs = pageReply(pages);
        return {
          commands: context.get(HallCommandService),
          callEvents: context.get(CallEventService),
          settings: context.get(HallSettingsStore),
          templateGuard: context.get(services.templateGuard),
          live: context.get(LiveHallViews),
          bindCodes: {
            codeOf: (ticketId) => secrets.bindCodeOf(ticketId),
            ticketOf: (code) => secrets.ticketOfBindCode(code),
          },
          codes: context.get(services.codes),
          weChatUsage: context.get(services.apiUsage),
          tokens: context.get(AccessTokenStore),
          devices: demoOf(settings) === 'visitors and devices' ? lettingIn(devices) : devices,
          subscribers: context.get(SubscriberStore),
          subscriptions: context.get(CreditStore),
          cards: context.get(CardOffers),
          audit: context.get(services.audit),
          history: context.get(services.ticketHistory),
          appointments: context.get(AppointmentService),
          replays: context.get(DayReplays),
          reports: context.get(HallReports),
          resolutions: context.get(MessageResolutions),
          push: context.get(services.push),
          readiness: context.get(services.readiness),
          registry: context.get(services.registry),
          logger: context.get(services.logger),
          tracer: context.get(services.tracer),
          options: optionsOf(settings, simulatorUrl, context),
          docsPage: () => docs,
          extend: (app) => mountPages(app, pages),
        };
      })
      .inSingletonScope();
  });
