import { ContainerModule } from 'inversify';
import { PushInbox } from '../../application/push/push-inbox.js';
import { PushRouter } from '../../application/push/router/push-router.js';
import { SubscriberStore } from '../../application/subscribers/subscriber-store.js';
import type { Settings } from '../../infrastructure/config/settings.js';
import { pushKey } from '../../infrastructure/wechat/push/cipher.js';
import { PushVerifier, type PushMode } from '../../infrastructure/wechat/push/verifier.js';
import { services } from './services.js';
import { weChatAppId } from './wechat.module.js';

/** How pushes are secured: as set, else as safe as the settings allow. */
export const pushModeOf = ({ WECHAT_PUSH_MODE, WECHAT_AES_KEY }: Settings): PushMode =>
  WECHAT_PUSH_MODE ?? (WECHAT_AES_KEY === null ? 'plain' : 'secure');

/** What takes WeChat's pushes. */
export const pushModule = (settings: Settings): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(services.push)
      .toDynamicValue((context) => {
        const { WECHAT_TOKEN: token, WECHAT_AES_KEY: aesKey } = settings;
        if (token === null) return null;
        const clock = context.get(services.clock);
        return {
          verifier: new PushVerifier({
            appId: weChatAppId(settings),
            token,
            mode: pushModeOf(settings),
            key: aesKey === null ? null : pushKey(aesKey, weChatAppId(settings)),
            now: () => clock.now(),
          }),
          inbox: new PushInbox({
            store: context.get(services.eventStore),
            clock,
            ids: context.get(services.ids),
            metrics: context.get(services.metrics),
            secrets: context.get(services.secrets),
            router: context.get(PushRouter),
            identify: (...person) => context.get(SubscriberStore).identify(...person),
          }),
        };
      })
      .inSingletonScope();
  });
