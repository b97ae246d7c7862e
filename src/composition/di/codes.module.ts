import { ContainerModule, type ResolutionContext } from 'inversify';
import { WeChatCodePictures } from '../../application/codes/code-pictures.js';
import { LimitedCodeMaker } from '../../application/codes/limited-codes.js';
import { QueuePosterCodes } from '../../application/codes/poster-codes.js';
import { HallSettingsStore } from '../../application/settings/hall-settings.js';
import type { Codes } from '../../application/ports/codes.js';
import type { Settings } from '../../infrastructure/config/settings.js';
import { streamDeps } from './binding.js';
import { services } from './services.js';

const codesOf = (settings: Settings, context: ResolutionContext): Codes => {
  const secrets = context.get(services.secrets);
  const codes = context.get(services.miniProgramCodes);
  const posters = new QueuePosterCodes({ secrets, settings: context.get(HallSettingsStore) });
  const bindCodes = { codeOf: secrets.bindCodeOf.bind(secrets) };
  return {
    posters,
    pictures: new WeChatCodePictures({ codes, bindCodes, posters }),
    limited: new LimitedCodeMaker({
      ...streamDeps(context),
      codes,
      cap: settings.WECHAT_LIMITED_CODES,
    }),
  };
};

/** Codes that open the mini-program. */
export const codesModule = (settings: Settings): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(services.codes)
      .toDynamicValue((context) => codesOf(settings, context))
      .inSingletonScope();
  });
