import { expect } from 'chai';
import { window1, World, type Instance } from '../rig.js';
import { taken } from '../scripted-sender.js';

describe('what the log says of a message that has trouble', () => {
  let world: World;
  let one: Instance;
  beforeEach(async () => {
    world = new World();
    one = world.instance();
    await one.start();
    await one.openHall();
    await one.does({ type: 'OpenWindow', windowId: window1 });
  });
  afterEach(() => world.close());

  const ids = { messageId: 't1.near-turn', correlationId: 'c-test' };
  const logged = (code: string) => world.logged.find((line) => line.code === code)?.fields;

  it('names it and its correlation when the sender throws', async () => {
    const anna = await one.subscribed('openid-anna');
    world.wechat.replies(() => {
      throw new Error('broken');
    });
    await one.issue('t1', anna);
    expect(logged('sender_failed')).to.include({ ...ids, attempt: 1 });
  });

  it('names it and its correlation while its outcome cannot be recorded', async () => {
    const anna = await one.subscribed('openid-anna');
    world.wechat.replies(() => {
      one.store.down = true;
      return taken;
    });
    await one.issue('t1', anna);
    await world.pass(10_000);
    expect(logged('outcome_retry')).to.include({ ...ids, attempt: 1 });
    one.store.down = false;
    await world.pass(10_000);
    expect((await world.message('t1')).at(-1)).to.equal('MessageSent');
  });

  it('names it and its correlation while it cannot be processed', async () => {
    const anna = await one.subscribed('openid-anna');
    const process = one.store.readStream.bind(one.store);
    let fails = true;
    one.store.readStream = (read) => {
      if (fails && read.stream.startsWith('message-')) throw new Error('away');
      return process(read);
    };
    await one.issue('t1', anna);
    expect(logged('message_retry')).to.include(ids);
    fails = false;
    await world.pass(5_000);
    expect((await world.message('t1')).at(-1)).to.equal('MessageSent');
  });
});
