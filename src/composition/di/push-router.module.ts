import { ContainerModule, type ResolutionContext } from 'inversify';
import { LiveHallViews } from '../../application/live/live-halls.js';
import { AccountEvents } from '../../application/push/account-events.js';
import { OpenClaims } from '../../application/push/router/open-claims.js';
import { PushAnswers } from '../../application/push/router/push-answers.js';
import { PushRouter } from '../../application/push/router/push-router.js';
import type { Rule } from '../../application/push/router/rules.js';
import { RequestedNotices } from '../../application/push/samples/requested-notices.js';
import {
  logRule,
  sampleRules,
  type SampleDeps,
} from '../../application/push/samples/sample-rules.js';
import { Breaker } from '../../application/sending/breaker.js';
import { CreditStore } from '../../application/subscribers/credit-store.js';
import { SubscriberStore } from '../../application/subscribers/subscriber-store.js';
import type { Settings } from '../../infrastructure/config/settings.js';
import { samplePicture } from '../../infrastructure/wechat/push/sample-picture.js';
import { onesOf, streamDeps } from './binding.js';
import { services } from './services.js';

/** The rules in their order: a rule of your own goes where it should be asked (docs/wechat.md). */
const rulesOf = (context: ResolutionContext, settings: Settings): readonly Rule[] => [
  logRule(context.get(services.logger)),
  ...(settings.WECHAT_CHAT_ANSWERS === 'on' ? sampleRules(sampleDeps(context)) : []),
];

const sampleDeps = (context: ResolutionContext): SampleDeps => ({
  customerService: context.get(services.customerService),
  media: context.get(services.temporaryMedia),
  codes: context.get(services.miniProgramCodes),
  notices: context.get(RequestedNotices),
  picture: samplePicture,
});

/** What pushes are answered with, and by whom. */
export const pushRouterModule = (settings: Settings): ContainerModule =>
  new ContainerModule((options) => {
    const one = onesOf(options);
    one(services.pushRules, (context) => rulesOf(context, settings));
    options.bind(services.pushInterceptors).toConstantValue([]);
    one(PushRouter, (context) => new PushRouter(routerDeps(context)));
    one(PushAnswers, (context) => new PushAnswers(answersDeps(context)));
    one(
      RequestedNotices,
      (context) =>
        new RequestedNotices({
          ...streamDeps(context),
          views: () => context.get(LiveHallViews).views(),
          statusOf: (id) => context.get(LiveHallViews).messages.get(id)?.state.status ?? null,
          credits: context.get(CreditStore),
        }),
    );
    one(
      OpenClaims,
      (context) =>
        new OpenClaims({
          ...streamDeps(context),
          logger: context.get(services.logger),
          singleWriter: context.get(services.eventStore).singleWriter,
        }),
    );
    one(
      AccountEvents,
      (context) =>
        new AccountEvents({
          ...streamDeps(context),
          logger: context.get(services.logger),
          forget: (...whom) => context.get(SubscriberStore).forgetRegistered(...whom),
          breaker: context.get(Breaker),
        }),
    );
  });

const routerDeps = (context: ResolutionContext) => ({
  rules: context.get(services.pushRules),
  interceptors: context.get(services.pushInterceptors),
  clock: context.get(services.clock),
  logger: context.get(services.logger),
});

const answersDeps = (context: ResolutionContext) => {
  const subscribers = context.get(SubscriberStore);
  return {
    ...streamDeps(context),
    rules: context.get(services.pushRules),
    logger: context.get(services.logger),
    tracer: context.get(services.tracer),
    instanceId: context.get(services.instanceId),
    openIdOf: (id: Parameters<typeof subscribers.openIdOf>[0]) => subscribers.openIdOf(id),
  };
};
