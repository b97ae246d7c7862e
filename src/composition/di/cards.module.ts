import { ContainerModule } from 'inversify';
import { LiveHallViews } from '../../application/live/live-halls.js';
import { CardChannel } from '../../application/sending/card-channel.js';
import { CardInquiry } from '../../application/sending/card-inquiry.js';
import { MessageResolutions } from '../../application/sending/resolutions.js';
import { CardOffers } from '../../application/subscribers/card-offers.js';
import { SubscriberStore } from '../../application/subscribers/subscriber-store.js';
import { onesOf, streamDeps } from './binding.js';
import type { Later } from './application.module.js';
import { services } from './services.js';

/** Service cards: whose they are, how messages go out by them, and how doubts about them end. */
export const cardsModule = (later: Later): ContainerModule =>
  new ContainerModule((options) => {
    const one = onesOf(options);
    one(
      CardOffers,
      (context) =>
        new CardOffers({ ...streamDeps(context), secrets: context.get(services.secrets) }),
    );
    one(
      CardChannel,
      (context) =>
        new CardChannel({
          now: () => context.get(services.clock).now(),
          wechat: context.get(services.cards),
          offers: context.get(CardOffers),
          viewOf: (hallId, day) => later(LiveHallViews).viewOf(hallId, day),
        }),
    );
    one(
      CardInquiry,
      (context) =>
        new CardInquiry({
          ...streamDeps(context),
          logger: context.get(services.logger),
          wechat: context.get(services.cards),
          offers: context.get(CardOffers),
          openIdOf: (subscriberId) => later(SubscriberStore).openIdOf(subscriberId),
          resolve: (...said) => later(MessageResolutions).resolve(...said),
        }),
    );
  });
