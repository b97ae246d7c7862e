import { expect } from 'chai';
import type { HallSettingsService } from '../../../src/application/ports/inbound/administrators.js';
import type { Logger } from '../../../src/application/ports/logger.js';
import type { TemplateCatalog } from '../../../src/application/ports/message-sender.js';
import { hallId, templateId } from '../../../src/domain/ids.js';
import type { HallSettings, MessageSettings } from '../../../src/domain/settings/settings.js';
import { checkHallTemplates } from '../../../src/infrastructure/wechat/hall-templates.js';

const lasting = { title: '', keys: ['thing1'], labels: {}, lasting: true, enums: {} };
const catalog: TemplateCatalog = {
  list: async () => ({
    outcome: 'ok',
    templates: [
      { ...lasting, templateId: 'long' },
      { ...lasting, templateId: 'once', lasting: false },
    ],
  }),
};

/** 快到您了 with a template; the other kinds are off. */
const messagesOf = (nearTurn: Partial<MessageSettings>): HallSettings['messages'] => {
  const off: MessageSettings = {
    enabled: false,
    templateId: null,
    page: '',
    ttlSeconds: 60,
    data: {},
  };
  const on = { ...off, enabled: true, data: { thing1: 'x' }, ...nearTurn };
  return { 'near-turn': on, queued: off, called: off, missed: off };
};

/** One hall whose 快到您了 uses a template. */
const hallWith = (nearTurn: Partial<MessageSettings>): HallSettingsService => {
  const settings: Partial<HallSettings> = { messages: messagesOf(nearTurn) };
  const halls: Partial<HallSettingsService> = {
    hallIds: () => [hallId('demo')],
    settingsOf: () => settings as HallSettings,
  };
  return halls as HallSettingsService;
};

describe('the templates of the halls at a start', () => {
  let warned: string[];
  beforeEach(() => (warned = []));

  /** The error of a check; null where the service may start. */
  const checked = async (
    nearTurn: Partial<MessageSettings>,
    { account = catalog, hallFile = ['demo'] } = {},
  ): Promise<{ code: string; message: string } | null> => {
    const logger: Logger = {
      info: () => undefined,
      warn: (fields, code) => void warned.push(`${code} ${JSON.stringify(fields)}`),
      error: () => undefined,
    };
    const started = {
      hallIds: new Set(hallFile.map(hallId)),
      messages: messagesOf({ templateId: templateId('usual') }),
    };
    return checkHallTemplates(account, hallWith(nearTurn), { started, logger }).then(
      () => null,
      (error: unknown) => error as { code: string; message: string },
    );
  };
  const once = templateId('once');
  const long = templateId('long');

  it('are in order where the account has them as they are used', async () => {
    expect(await checked({ templateId: once })).to.equal(null);
    expect(await checked({ templateId: long, longTerm: true })).to.equal(null);
    expect(await checked({ templateId: long })).to.equal(null);
    expect(warned).to.deep.equal([]);
  });

  it('are warned of, and do not stop it, where a one-time one is used as a long-term one', async () => {
    expect(await checked({ templateId: once, longTerm: true })).to.equal(null);
    expect(warned).to.have.length(1);
    expect(warned[0]).to.match(/^template_fault .*template once: it is a one-time one/);
  });

  it('stop it where the account lacks one, or one of its keys', async () => {
    const unknown = await checked({ templateId: templateId('none'), longTerm: true });
    expect(unknown).to.include({
      code: 'invalid_settings',
      message: 'template none: the account has no such template',
    });
    const other = await checked({ templateId: once, longTerm: true, data: { thing2: 'x' } });
    // What is only warned of is no part of the reason.
    expect(other?.message).to.equal(
      'template once: it has no thing2, which our messages fill; ' +
        'template once: it needs thing1, which our messages leave out',
    );
  });

  it('stop it where the service’s own are not there, whatever hall uses them', async () => {
    const faults = await checked({ templateId: templateId('usual') }, { hallFile: [] });
    expect(faults?.message).to.equal('template usual: the account has no such template');
  });

  it('are warned of, and do not stop it, where an administrator has chosen them since', async () => {
    const hallFile: string[] = [];
    expect(await checked({ templateId: templateId('none') }, { hallFile })).to.equal(null);
    expect(await checked({ templateId: once, data: { thing2: 'x' } }, { hallFile })).to.equal(null);
    expect(warned.join()).to.include('template none: the account has no such template');
    expect(warned.join()).to.include('template once: it needs thing1');
  });

  it('are not looked at where the message is off, and the start does not wait for WeChat', async () => {
    expect(await checked({ templateId: templateId('none'), enabled: false })).to.equal(null);
    const account: TemplateCatalog = {
      list: async () => ({ outcome: 'unavailable', reason: 'no' }),
    };
    expect(await checked({ templateId: templateId('none') }, { account })).to.equal(null);
    expect(warned).to.deep.equal(['templates_not_checked {"reason":"no"}']);
  });
});
