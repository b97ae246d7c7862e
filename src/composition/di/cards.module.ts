import { ContainerModule, type ResolutionContext } from 'inversify';
import { LiveHallViews } from '../../application/live/live-halls.js';
import { CardChannel } from '../../application/sending/card-channel.js';
import { CardInquiry } from '../../application/sending/card-inquiry.js';
import { MessageResolutions } from '../../application/sending/resolutions.js';
import type { StreamDeps } from '../../application/writing/stream-writer.js';
import { CardOffers } from '../../application/subscribers/card-offers.js';
import { SubscriberStore } from '../../application/subscribers/subscriber-store.js';
import type { Later } from './application.module.js';
import { services } from './services.js';

const streamDeps = (context: ResolutionContext): StreamDeps => ({
  store: context.get(services.eventStore),
  clock: context.get(services.clock),
  ids: context.get(services.ids),
  metrics: context.get(services.metrics),
});

/** Service cards: whose they are, how messages go out by them, and how doubts about them end. */
export const cardsModule = (later: Later): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(CardOffers)
      .toDynamicValue(
        (context) =>
          new CardOffers({ ...streamDeps(context), secrets: context.get(services.secrets) }),
      )
      .inSingletonScope();
    bind(CardChannel)
      .toDynamicValue(
        (context) =>
          new CardChannel({
            now: () => context.get(services.clock).now(),
            wechat: context.get(services.cards),
            offers: context.get(CardOffers),
            viewOf: (hallId, day) => later(LiveHallViews).viewOf(hallId, day),
          }),
      )
      .inSingletonScope();
    bind(CardInquiry)
      .toDynamicValue(
        (context) =>
          new CardInquiry({
            ...streamDeps(context),
            logger: context.get(services.logger),
            wechat: context.get(services.cards),
            offers: context.get(CardOffers),
            openIdOf: (subscriberId) => later(SubscriberStore).openIdOf(subscriberId),
            resolve: (...said) => later(MessageResolutions).resolve(...said),
          }),
      )
      .inSingletonScope();
  });
