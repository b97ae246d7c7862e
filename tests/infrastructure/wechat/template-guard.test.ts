import { expect } from 'chai';
import type {
  TemplateCatalog,
  TemplateInfo,
} from '../../../src/application/ports/message-sender.js';
import { templateId } from '../../../src/domain/ids.js';
import type { HallProfile, MessageSettings } from '../../../src/domain/settings/settings.js';
import { CachedCatalog } from '../../../src/infrastructure/wechat/cached-catalog.js';
import { WeChatTemplateGuard } from '../../../src/infrastructure/wechat/template-guard.js';
import { ManualClock } from '../../support/manual-clock.js';
import { handClock } from './rig.js';

type Listed = Awaited<ReturnType<TemplateCatalog['list']>>;

const info = (id: string, keys: readonly string[] = ['thing1']): TemplateInfo => ({
  templateId: id,
  title: '',
  keys,
  labels: {},
  lasting: id.startsWith('lasting'),
  enums: {},
});

const down: Listed = { outcome: 'unavailable', reason: '45009 reach max' };

/** A catalog whose answers a test chooses, and how often it was asked. */
const scripted = () => {
  const state = { asked: 0, answer: down as Listed | Promise<Listed> };
  const list = (): Promise<Listed> => {
    state.asked += 1;
    return Promise.resolve(state.answer);
  };
  const show = (...templates: readonly TemplateInfo[]): void => {
    state.answer = { outcome: 'ok', templates };
  };
  return { state, catalog: { list }, show };
};

describe('the account’s templates, kept for a while', () => {
  it('are asked for once in five minutes, and once for all who ask at the same time', async () => {
    const clock = handClock();
    const { state, catalog, show } = scripted();
    show(info('T'));
    const cached = new CachedCatalog({ catalog, clock });
    await Promise.all([cached.list(), cached.list(), cached.listWith(['T'])]);
    clock.advance(299_999);
    await cached.listWith(['T']);
    expect(state.asked).to.equal(1);
    clock.advance(1);
    await cached.list();
    expect(state.asked).to.equal(2);
  });

  it('are asked for anew when one is missing, but not twice at once', async () => {
    const { state, catalog, show } = scripted();
    const cached = new CachedCatalog({ catalog, clock: handClock() });
    show(info('T'));
    await cached.listWith(['U']);
    expect(state.asked, 'the answer is new already').to.equal(1);
    show(info('T'), info('U'));
    const listed = await cached.listWith(['U']);
    expect([state.asked, listed.outcome === 'ok' && listed.templates.length]).to.deep.equal([2, 2]);
    await cached.listWith(['U']);
    expect(state.asked).to.equal(2);
  });

  it('are not remembered as unavailable', async () => {
    const { state, catalog, show } = scripted();
    const cached = new CachedCatalog({ catalog, clock: handClock() });
    expect(await cached.list()).to.deep.equal(down);
    show(info('T'));
    expect((await cached.list()).outcome).to.equal('ok');
    expect(state.asked).to.equal(2);
  });
});

describe('watching over the templates of a hall', () => {
  const off: MessageSettings = {
    enabled: false,
    templateId: null,
    page: '',
    ttlSeconds: 60,
    data: {},
  };
  const messages = (called: Partial<MessageSettings>): HallProfile['messages'] => ({
    'near-turn': off,
    queued: off,
    called: { ...off, enabled: true, data: { thing1: 'x' }, ...called },
    missed: off,
  });
  const one = (id: string, more: Partial<MessageSettings> = {}) =>
    messages({ templateId: templateId(id), ...more });

  const start = () => {
    const parts = scripted();
    const warned: string[] = [];
    const nothing = (): undefined => undefined;
    const clock = new ManualClock();
    const guard = new WeChatTemplateGuard({
      catalog: new CachedCatalog({ catalog: parts.catalog, clock }),
      defaultTemplates: {
        'near-turn': null,
        queued: null,
        called: templateId('default'),
        missed: null,
      },
      clock,
      logger: {
        info: nothing,
        error: nothing,
        warn: (_fields, code) => void warned.push(code),
      },
    });
    parts.show(info('default'), info('T'), info('lasting'));
    return { ...parts, guard, warned, clock };
  };

  it('finds nothing to say of templates that the account has', async () => {
    const { guard } = start();
    expect(await guard.faultsOf(one('T'), null)).to.deep.equal([]);
    expect(await guard.faultsOf(messages({}), null), 'the service’s own').to.deep.equal([]);
    expect(await guard.faultsOf(one('lasting', { longTerm: true }), null)).to.deep.equal([]);
  });

  it('names the field of each fault', async () => {
    const { guard } = start();
    const paths = async (now: HallProfile['messages']): Promise<readonly string[]> =>
      (await guard.faultsOf(now, null)).map(({ path }) => path);
    expect(await paths(one('U'))).to.deep.equal(['messages.called.templateId']);
    expect(await paths(one('T', { data: { thing2: 'x' } }))).to.deep.equal([
      'messages.called.data.thing2',
      'messages.called.data.thing1',
    ]);
    expect(await paths(one('T', { longTerm: true }))).to.deep.equal(['messages.called.longTerm']);
  });

  it('asks nobody about what is in force already, or off', async () => {
    const { guard, state } = start();
    await guard.faultsOf(one('U'), one('U', { page: 'other' }));
    await guard.faultsOf(one('U', { enabled: false }), null);
    expect(state.asked).to.equal(0);
    expect(await guard.faultsOf(one('U'), one('U', { enabled: false }))).to.have.length(1);
  });

  it('waits three seconds for WeChat, and says in the log that it did in vain', async () => {
    const { guard, state, warned, clock } = start();
    state.answer = new Promise<Listed>(() => undefined);
    const faults = guard.faultsOf(one('U'), null);
    clock.advance(3_000);
    expect(await faults).to.deep.equal([]);
    expect(warned).to.deep.equal(['templates_not_checked']);
  });

  it('lets everything pass, and says so in the log, when WeChat cannot be asked', async () => {
    const { guard, state, warned } = start();
    state.answer = down;
    expect(await guard.faultsOf(one('U'), null)).to.deep.equal([]);
    expect(warned).to.deep.equal(['templates_not_checked']);
  });
});
