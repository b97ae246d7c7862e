import { ContainerModule, type Bind } from 'inversify';
import { templateId } from '../../domain/ids.js';
import { simulatorCredentials, simulatorTemplates } from '../../../simulator/simulator.js';
import type { Settings } from '../../infrastructure/config/settings.js';
import type { DefaultTemplates } from '../../infrastructure/http/schemas/messages.js';
import { CachedCatalog } from '../../infrastructure/wechat/cached-catalog.js';
import { WeChatTemplateGuard } from '../../infrastructure/wechat/template-guard.js';
import {
  createWeChatClient,
  type WeChatClient,
} from '../../infrastructure/wechat/wechat-client.js';
import { services } from './services.js';

/** The mini-program's appid: the simulator's where none is configured. */
export const weChatAppId = ({ WECHAT_APPID }: Settings): string =>
  WECHAT_APPID ?? simulatorCredentials.appId;

/** The versions of the mini-program: codes call them otherwise than messages do. */
const envVersions = { formal: 'release', trial: 'trial', developer: 'develop' } as const;

const client = Symbol.for('WeChatClient');

/** What the one client is made of, each by itself. */
const bindParts = (bind: Bind): void => {
  const part =
    <Part extends keyof WeChatClient>(name: Part) =>
    ({ get }: { get: (id: symbol) => WeChatClient }) =>
      get(client)[name];
  bind(services.sender).toDynamicValue(part('sender')).inSingletonScope();
  bind(services.cards).toDynamicValue(part('cards')).inSingletonScope();
  bind(services.login).toDynamicValue(part('login')).inSingletonScope();
  bind(services.templates).toDynamicValue(part('templates')).inSingletonScope();
  bind(services.customerService).toDynamicValue(part('customerService')).inSingletonScope();
  bind(services.temporaryMedia).toDynamicValue(part('media')).inSingletonScope();
  bind(services.miniProgramCodes).toDynamicValue(part('codes')).inSingletonScope();
  bind(services.apiUsage).toDynamicValue(part('usage')).inSingletonScope();
  bind(services.weChatHealth).toDynamicValue(part('health')).inSingletonScope();
};

const defaultTemplatesOf = (settings: Settings): DefaultTemplates => {
  const jh = templateId(settings.WECHAT_JH_TEMPLATE_ID ?? simulatorTemplates.jh);
  const pd =
    settings.WECHAT_PD_TEMPLATE_ID ??
    (settings.WECHAT_APPID === null ? simulatorTemplates.pd : null);
  return {
    'near-turn': jh,
    called: jh,
    queued: pd === null ? null : templateId(pd),
    missed: null,
  };
};

/** The way to WeChat: its servers, or `baseUrl`, such as a simulator's address. */
export const weChatModule = (settings: Settings, baseUrl: string | null): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind<WeChatClient>(client)
      .toDynamicValue((context) =>
        createWeChatClient({
          appId: weChatAppId(settings),
          secret: settings.WECHAT_SECRET ?? simulatorCredentials.secret,
          clock: context.get(services.clock),
          log: context.get(services.logger),
          envVersion: envVersions[settings.WECHAT_MINIPROGRAM_STATE],
          ...(baseUrl === null ? {} : { baseUrl }),
        }),
      )
      .inSingletonScope();
    bindParts(bind);
    bind(services.templateGuard)
      .toDynamicValue((context) => {
        const [catalog, clock] = [context.get(services.templates), context.get(services.clock)];
        return new WeChatTemplateGuard({
          catalog: new CachedCatalog({ catalog, clock }),
          defaultTemplates: context.get(services.defaultTemplates),
          clock,
          logger: context.get(services.logger),
        });
      })
      .inSingletonScope();
    bind(services.defaultTemplates).toConstantValue(defaultTemplatesOf(settings));
  });
