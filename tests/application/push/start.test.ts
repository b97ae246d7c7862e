import { expect } from 'chai';
import { PushInbox } from '../../../src/application/push/push-inbox.js';
import { PushRouter } from '../../../src/application/push/router/push-router.js';
import type { AsyncRule } from '../../../src/application/push/router/rules.js';
import type { IncomingPush } from '../../../src/application/ports/inbound/wechat.js';
import { subscriberStream } from '../../../src/domain/streams.js';
import { services } from '../../../src/composition/di/services.js';
import { World, type Instance } from '../rig.js';

const anna = 'openid-anna';

describe('pushes that came before a start', () => {
  let world: World;
  let answered: string[];
  beforeEach(() => {
    world = new World();
    answered = [];
  });
  afterEach(() => world.close());

  const instance = (): Instance => {
    const made = world.instance();
    const rule: AsyncRule = {
      name: 'any',
      when: { type: 'text' },
      mode: 'async',
      handle: async ({ push }) => {
        answered.push(push.key);
        return { outcome: 'done', errcode: null };
      },
    };
    made.container.rebind(services.pushRules).toConstantValue([rule]);
    return made;
  };

  /** An instance takes a push, and dies before it does anything about it. */
  const receive = async (push: Pick<IncomingPush, 'kind' | 'msgId'>): Promise<void> => {
    const dying = instance();
    const { container } = dying;
    const inbox = new PushInbox({
      store: dying.store,
      clock: world.clock,
      ids: container.get(services.ids),
      metrics: container.get(services.metrics),
      secrets: container.get(services.secrets),
      router: container.get(PushRouter),
      identify: (openId) => dying.person(openId),
    });
    const createdAt = world.clock.now();
    await inbox.receive(
      { openId: anna, createdAt, items: [], content: 'x', ...push },
      { correlationId: 'c' },
    );
  };
  const chat = (msgId: string) => receive({ kind: 'message.text', msgId });
  const start = async (): Promise<void> => {
    await instance().start();
    await world.advance(1_000);
  };

  it('are acted on where no hall has a day, or ever had one', async () => {
    await chat('1');
    await start();
    expect(answered).to.deep.equal(['1']);
  });

  it('are acted on after the last day has ended', async () => {
    const before = instance();
    await before.start();
    await before.openHall();
    await before.issue('t1');
    await before.does({ type: 'CloseDay' });
    await before.stop();
    world.clock.advance(40 * 24 * 3_600_000);
    const anyone = await before.person(anna);
    await chat('1');
    world.clock.advance(1_000);
    await receive({ kind: 'user_authorization_revoke', msgId: null });
    await start();
    expect(answered).to.deep.equal(['1']);
    expect(await world.types(subscriberStream(anyone))).to.deep.equal(['SubscriberForgotten']);
  });

  it('are acted on while a day is open', async () => {
    const before = instance();
    await before.start();
    await before.openHall();
    await before.issue('t1');
    await before.stop();
    await chat('1');
    await start();
    expect(answered).to.deep.equal(['1']);
  });
});
