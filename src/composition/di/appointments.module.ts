import { ContainerModule } from 'inversify';
import { Agendas } from '../../application/appointments/agendas.js';
import { AppointmentService } from '../../application/appointments/appointments.js';
import { CheckIns } from '../../application/appointments/check-ins.js';
import { EndedAgendas } from '../../application/appointments/ended-agendas.js';
import { HallCommandService } from '../../application/hall/hall-command-service.js';
import { HallDays } from '../../application/hall/hall-days.js';
import { LiveHallViews } from '../../application/live/live-halls.js';
import { HallSettingsStore } from '../../application/settings/hall-settings.js';
import { SubscriberStore } from '../../application/subscribers/subscriber-store.js';
import { onesOf, streamDeps } from './binding.js';
import type { Later } from './application.module.js';
import { services } from './services.js';

/** Booking a time of a hall's day, coming for it, and missing it. */
export const appointmentsModule = (later: Later): ContainerModule =>
  new ContainerModule((options) => {
    const one = onesOf(options);
    one(Agendas, (context) => new Agendas(streamDeps(context)));
    one(
      CheckIns,
      (context) =>
        new CheckIns({
          agendas: context.get(Agendas),
          days: context.get(HallDays),
          clock: context.get(services.clock),
          ids: context.get(services.ids),
          logger: context.get(services.logger),
        }),
    );
    one(
      EndedAgendas,
      (context) =>
        new EndedAgendas({
          agendas: context.get(Agendas),
          index: context.get(services.appointmentIndex),
          checkIns: context.get(CheckIns),
          clock: context.get(services.clock),
          ids: context.get(services.ids),
          logger: context.get(services.logger),
          today: (hallId) =>
            later(HallSettingsStore).settingsOf(hallId) === null
              ? null
              : later(LiveHallViews).view(hallId).businessDay,
        }),
    );
    one(
      AppointmentService,
      (context) =>
        new AppointmentService({
          clock: context.get(services.clock),
          ids: context.get(services.ids),
          agendas: context.get(Agendas),
          index: context.get(services.appointmentIndex),
          checkIns: context.get(CheckIns),
          commands: context.get(HallCommandService),
          people: context.get(SubscriberStore),
          settingsOf: async (hallId) => (await later(HallSettingsStore).current(hallId)).settings,
          today: (hallId) => later(LiveHallViews).view(hallId).businessDay,
        }),
    );
  });
