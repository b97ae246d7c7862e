import { Container, type ServiceIdentifier } from 'inversify';
import type { Settings } from '../../infrastructure/config/settings.js';
import { commandModule, engineModule, type Later } from './application.module.js';
import { appointmentsModule } from './appointments.module.js';
import { eventStoreModule } from './event-store.module.js';
import { codesModule } from './codes.module.js';
import { cardsModule } from './cards.module.js';
import { historyModule } from './history.module.js';
import { httpModule } from './http.module.js';
import { pushRouterModule } from './push-router.module.js';
import { pushModule } from './push.module.js';
import { platformModule } from './platform.module.js';
import { weChatModule } from './wechat.module.js';

/**
 * Wires the service. `rebind` replaces what tests need otherwise, one binding each.
 * @param addresses where WeChat is, and the simulator that stands in for it; null: its own servers
 */
export const createContainer = (
  settings: Settings,
  { weChatUrl, simulatorUrl }: Readonly<{ weChatUrl: string | null; simulatorUrl: string | null }>,
  rebind: (container: Container) => void = () => undefined,
): Container => {
  const container = new Container();
  const later: Later = <Service>(id: ServiceIdentifier<Service>) => container.get<Service>(id);
  container.load(
    platformModule(settings),
    eventStoreModule(settings),
    weChatModule(settings, weChatUrl ?? simulatorUrl),
    pushModule(settings),
    pushRouterModule(settings),
    commandModule(settings, later),
    engineModule(settings, later),
    appointmentsModule(later),
    cardsModule(later),
    codesModule(settings),
    historyModule(settings),
    httpModule(settings, simulatorUrl),
  );
  rebind(container);
  return container;
};
