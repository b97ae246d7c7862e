import { ContainerModule } from 'inversify';
import { templateId } from '../../domain/ids.js';
import { simulatorCredentials, simulatorTemplates } from '../../../simulator/simulator.js';
import type { Settings } from '../config/settings.js';
import { createWeChatClient, type WeChatClient } from '../wechat/wechat-client.js';
import { services } from './services.js';

/** The mini-program's appid: the simulator's where none is configured. */
export const weChatAppId = ({ WECHAT_APPID }: Settings): string =>
  WECHAT_APPID ?? simulatorCredentials.appId;

const client = Symbol.for('WeChatClient');

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
          ...(baseUrl === null ? {} : { baseUrl }),
        }),
      )
      .inSingletonScope();
    const part =
      <Part extends keyof WeChatClient>(name: Part) =>
      ({ get }: { get: (id: symbol) => WeChatClient }) =>
        get(client)[name];
    bind(services.sender).toDynamicValue(part('sender')).inSingletonScope();
    bind(services.login).toDynamicValue(part('login')).inSingletonScope();
    bind(services.templates).toDynamicValue(part('templates')).inSingletonScope();
    bind(services.weChatHealth).toDynamicValue(part('health')).inSingletonScope();
    const jh = templateId(settings.WECHAT_JH_TEMPLATE_ID ?? simulatorTemplates.jh);
    const pd =
      settings.WECHAT_PD_TEMPLATE_ID ??
      (settings.WECHAT_APPID === null ? simulatorTemplates.pd : null);
    bind(services.defaultTemplates).toConstantValue({
      'near-turn': jh,
      called: jh,
      queued: pd === null ? null : templateId(pd),
      missed: null,
    });
  });
