import { ContainerModule, type ServiceIdentifier } from 'inversify';
import { DeviceGrants } from '../../application/access/device-grants.js';
import { AccessTokenStore } from '../../application/access/access-tokens.js';
import { Agendas } from '../../application/appointments/agendas.js';
import { CheckIns } from '../../application/appointments/check-ins.js';
import { EndedAgendas } from '../../application/appointments/ended-agendas.js';
import { DayKeeper } from '../../application/engine/day-keeper.js';
import { Engine } from '../../application/engine/engine.js';
import { CallEventService } from '../../application/hall/call-event-service.js';
import { HallCommandService } from '../../application/hall/hall-command-service.js';
import { HallDays } from '../../application/hall/hall-days.js';
import { LiveHallViews } from '../../application/live/live-halls.js';
import { AccountEvents } from '../../application/push/account-events.js';
import { PushReactor } from '../../application/push/push-reactor.js';
import { OpenClaims } from '../../application/push/router/open-claims.js';
import { PushAnswers } from '../../application/push/router/push-answers.js';
import { SettingsKeeper } from '../../application/settings/settings-keeper.js';
import { Breaker } from '../../application/sending/breaker.js';
import { CardChannel } from '../../application/sending/card-channel.js';
import { CardInquiry } from '../../application/sending/card-inquiry.js';
import { MessageReactor } from '../../application/sending/message-reactor.js';
import { MessageResolutions } from '../../application/sending/resolutions.js';
import { OpenUses } from '../../application/sending/open-uses.js';
import { Sender } from '../../application/sending/sender.js';
import { HallSettingsStore } from '../../application/settings/hall-settings.js';
import { CardOffers } from '../../application/subscribers/card-offers.js';
import { CreditStore } from '../../application/subscribers/credit-store.js';
import { SubscriberStore } from '../../application/subscribers/subscriber-store.js';
import { findTicket } from '../../domain/hall/queries.js';
import { ticketView } from '../../projections/ticket-view.js';
import type { Settings } from '../../infrastructure/config/settings.js';
import { onesOf, streamDeps } from './binding.js';
import { services } from './services.js';

const holderTokenTtlMs = 30 * 24 * 3_600_000;

/** Gets a service when it is first needed: the way out of a circle of two that need each other. */
export type Later = <Service>(id: ServiceIdentifier<Service>) => Service;

/** Commands, settings and people. */
export const commandModule = (settings: Settings, later: Later): ContainerModule =>
  new ContainerModule((options) => {
    const one = onesOf(options);
    one(HallDays, (context) => new HallDays(context.get(services.eventStore)));
    one(
      HallSettingsStore,
      (context) =>
        new HallSettingsStore({
          ...streamDeps(context),
          defaultTemplates: context.get(services.defaultTemplates),
          applyToDay: (hallId, by) => later(SettingsKeeper).apply(hallId, by),
          today: (hallId) => later(LiveHallViews).view(hallId),
        }),
    );
    one(
      HallCommandService,
      (context) =>
        new HallCommandService({
          ...streamDeps(context),
          tracer: context.get(services.tracer),
          days: context.get(HallDays),
          settingsOf: (hallId) => later(HallSettingsStore).current(hallId),
          shown: (stream, revision) => later(LiveHallViews).shown(stream, revision),
        }),
    );
    one(
      SettingsKeeper,
      (context) =>
        new SettingsKeeper({
          settings: context.get(HallSettingsStore),
          commands: context.get(HallCommandService),
          days: context.get(HallDays),
          today: (hallId) => context.get(LiveHallViews).view(hallId).businessDay,
          ids: context.get(services.ids),
          logger: context.get(services.logger),
        }),
    );
    one(
      CallEventService,
      (context) =>
        new CallEventService({
          commands: context.get(HallCommandService),
          tracer: context.get(services.tracer),
          clock: context.get(services.clock),
          ids: context.get(services.ids),
          secrets: context.get(services.secrets),
          ticketJson: (hall, number) => {
            const ticket = findTicket(hall, { number });
            return ticket === undefined ? null : ticketView(hall.settings, ticket);
          },
        }),
    );
    one(CreditStore, (context) => new CreditStore(streamDeps(context)));
    one(
      SubscriberStore,
      (context) =>
        new SubscriberStore({
          ...streamDeps(context),
          secrets: context.get(services.secrets),
          login: context.get(services.login),
          holderTokenTtlMs,
        }),
    );
    one(AccessTokenStore, (context) => {
      const secrets = context.get(services.secrets);
      const adminToken = settings.ADMIN_TOKEN ?? context.get(services.dataDir).adminToken();
      return new AccessTokenStore({
        ...streamDeps(context),
        secrets,
        adminTokenDigest: secrets.digest(adminToken),
        catchUp: (timeoutMs) => later(Engine).catchUp(timeoutMs),
        holderOf: (token) => later(SubscriberStore).holderOf(token),
      });
    });
    one(
      DeviceGrants,
      (context) =>
        new DeviceGrants({
          ...streamDeps(context),
          secrets: context.get(services.secrets),
          tokens: context.get(AccessTokenStore),
        }),
    );
  });

/** Following the log, deciding and sending. */
export const engineModule = (settings: Settings, later: Later): ContainerModule =>
  new ContainerModule((options) => {
    const one = onesOf(options);
    one(
      LiveHallViews,
      (context) =>
        new LiveHallViews({
          clock: context.get(services.clock),
          logger: context.get(services.logger),
          metrics: context.get(services.metrics),
          settingsOf: (hallId) => later(HallSettingsStore).settingsOf(hallId),
          catchUp: (timeoutMs) => later(Engine).catchUp(timeoutMs),
        }),
    );
    one(OpenUses, () => new OpenUses());
    one(Breaker, (context) => new Breaker(context.get(services.clock)));
    one(
      Sender,
      (context) =>
        new Sender({
          ...streamDeps(context),
          logger: context.get(services.logger),
          tracer: context.get(services.tracer),
          credits: context.get(CreditStore),
          days: context.get(HallDays),
          openIdOf: (subscriberId) => later(SubscriberStore).openIdOf(subscriberId),
          wechat: context.get(services.sender),
          cards: context.get(CardChannel),
          breaker: context.get(Breaker),
          policy: settings.SEND_POLICY,
          request: {
            miniprogramState: settings.WECHAT_MINIPROGRAM_STATE,
            lang: settings.WECHAT_LANG,
          },
        }),
    );
    one(
      MessageReactor,
      (context) =>
        new MessageReactor({
          ...streamDeps(context),
          logger: context.get(services.logger),
          tracer: context.get(services.tracer),
          messages: context.get(LiveHallViews).messages,
          sender: context.get(Sender),
          inquiry: context.get(CardInquiry),
          uses: context.get(OpenUses),
          policy: settings.SEND_POLICY,
          instanceId: context.get(services.instanceId),
        }),
    );
    one(
      MessageResolutions,
      (context) =>
        new MessageResolutions({
          ...streamDeps(context),
          days: context.get(HallDays),
          credits: context.get(CreditStore),
          messages: context.get(LiveHallViews).messages,
          reactor: context.get(MessageReactor),
        }),
    );
    one(
      PushReactor,
      (context) =>
        new PushReactor({
          ...streamDeps(context),
          logger: context.get(services.logger),
          tracer: context.get(services.tracer),
          messages: context.get(LiveHallViews).messages,
          credits: context.get(CreditStore),
          offers: context.get(CardOffers),
          account: context.get(AccountEvents),
          answers: context.get(PushAnswers),
          openClaims: context.get(OpenClaims),
          instanceId: context.get(services.instanceId),
        }),
    );
    one(
      DayKeeper,
      (context) =>
        new DayKeeper({
          clock: context.get(services.clock),
          ids: context.get(services.ids),
          logger: context.get(services.logger),
          halls: () => later(HallSettingsStore).hallIds(),
          live: context.get(LiveHallViews),
          commands: context.get(HallCommandService),
          endAgendas: () => later(EndedAgendas).look(),
        }),
    );
    one(
      Engine,
      (context) =>
        new Engine({
          ...streamDeps(context),
          logger: context.get(services.logger),
          secrets: context.get(services.secrets),
          settings: context.get(HallSettingsStore),
          tokens: context.get(AccessTokenStore),
          subscribers: context.get(SubscriberStore),
          live: context.get(LiveHallViews),
          uses: context.get(OpenUses),
          reactor: context.get(MessageReactor),
          pushes: context.get(PushReactor),
          keeper: context.get(DayKeeper),
          agendas: context.get(Agendas),
          checkIns: context.get(CheckIns),
          settingsChanged: (hallId) => later(SettingsKeeper).changed(hallId),
        }),
    );
  });
