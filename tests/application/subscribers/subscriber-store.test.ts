import { expect } from 'chai';
import { SubscriberStore } from '../../../src/application/subscribers/subscriber-store.js';
import { services } from '../../../src/composition/di/services.js';
import type { SubscriberId } from '../../../src/domain/ids.js';
import { subscriberStream } from '../../../src/domain/streams.js';
import { by, settled, World, type Instance } from '../rig.js';

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'answered',
    (error: Error & { code?: string }) => error.code ?? error.message,
  );

describe('the people who hold tickets', () => {
  let world: World;
  let one: Instance;
  let two: Instance;
  const people = (instance: Instance) => instance.container.get(SubscriberStore);
  const login = async (instance: Instance) =>
    await people(instance).login('code', { correlationId: 'c' });
  const make = (): Instance => {
    const instance = world.instance({ singleWriter: false });
    instance.container
      .rebind(services.login)
      .toConstantValue({ verify: async () => ({ outcome: 'ok', openId: 'openid-anna' }) } as const);
    return instance;
  };
  let anna: SubscriberId;
  beforeEach(async () => {
    world = new World();
    one = make();
    two = make();
    await one.start();
    await two.start();
    anna = one.container.get(services.secrets).subscriberIdOf('openid-anna');
  });
  afterEach(() => world.close());

  it('are registered once', async () => {
    expect(await login(one)).to.include({ isNew: true });
    expect(await login(two)).to.include({ isNew: false });
    expect(await world.types(subscriberStream(anna))).to.deep.equal(['SubscriberRegistered']);
  });

  it('are kept encrypted', async () => {
    await login(one);
    await people(one).changeProfile(
      anna,
      { userName: '张三丰', idCard: '11010519491231002X' },
      by(),
    );
    const text = JSON.stringify(await world.events(subscriberStream(anna)));
    for (const secret of ['openid-anna', '张三丰', '11010519491231002X'])
      expect(text).not.to.include(secret);
    expect(await people(two).masked(anna)).to.deep.equal({
      openId: 'op****na',
      userName: '张**',
    });
  });

  it('keep what they do not change of their profile', async () => {
    await login(one);
    await people(one).changeProfile(anna, { userName: '张三' }, by());
    await people(one).changeProfile(anna, { idCard: '1' }, by());
    await people(one).changeProfile(anna, { idCard: '1' }, by());
    expect((await world.types(subscriberStream(anna))).slice(1)).to.have.length(2);
    expect((await people(one).masked(anna))?.userName).to.equal('张*');
  });

  it('are forgotten whole: their data, their tokens, what is sent to them', async () => {
    const { token } = await login(one);
    expect(await people(two).holderOf(token)).to.deep.equal({ kind: 'holder', subscriberId: anna });
    await people(one).forget(anna, by());
    await settled();
    expect(await world.types(subscriberStream(anna))).to.deep.equal(['SubscriberForgotten']);
    for (const instance of [one, two]) {
      expect(await people(instance).holderOf(token)).to.equal(null);
      expect(await people(instance).openIdOf(anna)).to.equal(null);
      expect(await people(instance).masked(anna)).to.equal(null);
    }
    await people(one).changeProfile(anna, { userName: 'x' }, by());
    expect(await world.types(subscriberStream(anna))).to.deep.equal(['SubscriberForgotten']);
  });

  it('may come back, and their old tokens stay dead', async () => {
    const old = await login(one);
    await people(one).forget(anna, by());
    await settled();
    const fresh = await login(two);
    await settled();
    expect(fresh.isNew).to.equal(true);
    expect(await people(one).holderOf(old.token)).to.equal(null);
    expect(await people(one).holderOf(fresh.token)).not.to.equal(null);
  });

  it('that nobody knows cannot be forgotten; to forget twice is harmless', async () => {
    expect(await codeOf(people(one).forget(anna, by()))).to.equal('unknown_subscriber');
    await login(one);
    await people(one).forget(anna, by());
    expect(await codeOf(people(one).forget(anna, by()))).to.equal('answered');
  });

  it('are erased by every instance, however long the store keeps one from it', async () => {
    await login(one);
    one.store.truncateBefore = () => Promise.reject(new Error('made to fail'));
    let failures = 3;
    const truncate = two.store.truncateBefore.bind(two.store);
    two.store.truncateBefore = (stream, revision) =>
      (failures -= 1) >= 0 ? Promise.reject(new Error('made to fail')) : truncate(stream, revision);
    expect(await codeOf(people(one).forget(anna, by()))).to.equal('made to fail');
    await settled();
    expect(await world.types(subscriberStream(anna))).to.have.length(2);
    await world.pass(10_000, 500);
    expect(await world.types(subscriberStream(anna))).to.deep.equal(['SubscriberForgotten']);
  });

  it('are not remembered as they were when one forgets them while another changes them', async () => {
    const { token } = await login(one);
    const read = one.store.readStream.bind(one.store);
    let appended = false;
    // What one reads back after its own append is held up until the other has forgotten the person.
    one.store.readStream = async function* held(request) {
      const events = [];
      for await (const event of read(request)) events.push(event);
      if (request.stream === subscriberStream(anna) && (request.from ?? 0) > 0 && !appended) {
        appended = true;
        await people(two).forget(anna, by());
        await settled();
      }
      yield* events;
    };
    await people(one).changeProfile(anna, { userName: 'x' }, by());
    expect(appended).to.equal(true);
    expect(await people(one).openIdOf(anna)).to.equal(null);
    expect(await people(one).holderOf(token)).to.equal(null);
  });

  it('stay logged in for thirty days', async () => {
    const { token } = await login(one);
    world.clock.advance(30 * 24 * 3_600_000 - 1_000);
    expect(await people(one).holderOf(token)).not.to.equal(null);
    world.clock.advance(1_000);
    expect(await people(one).holderOf(token)).to.equal(null);
  });

  it('are told why WeChat does not let them in', async () => {
    for (const [outcome, code] of [
      ['code_invalid', 'wechat_code_invalid'],
      ['user_blocked', 'wechat_user_blocked'],
      ['unavailable', 'wechat_unavailable'],
    ]) {
      const third = world.instance();
      third.container
        .rebind(services.login)
        .toConstantValue({ verify: async () => ({ outcome, reason: 'r' }) } as never);
      expect(await codeOf(login(third))).to.equal(code);
    }
  });
});
