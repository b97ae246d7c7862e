import { expect } from 'chai';
import { instant } from '../../../src/domain/ids.js';
import { subscriberStream } from '../../../src/domain/streams.js';
import { anna, personOf, PushRig } from './rig.js';

const bella = 'oBellaBellaBellaBellaBellaBe';
const by = {
  actor: { kind: 'service', name: 'test' },
  correlationId: 'c',
  idempotency: null,
} as const;

describe('a person who took their permission back', () => {
  let rig: PushRig;
  beforeEach(async () => {
    rig = new PushRig();
    await rig.start();
    await rig.subscribers.identify(anna, by);
    await rig.subscribers.identify(bella, by);
    rig.clock.advance(10_000);
  });
  afterEach(async () => {
    await rig.kill();
    await rig.store.close();
  });

  const revoke = (more: object = {}) =>
    rig.push({ kind: 'user_authorization_revoke', items: [{ RevokeInfo: '1' }], ...more });
  const stored = async (openId = anna) =>
    (await rig.events(subscriberStream(personOf(openId)))).map(({ type }) => type);

  it('is erased, and nobody else', async () => {
    await revoke();
    expect(await stored()).to.deep.equal(['SubscriberForgotten']);
    expect(await rig.subscribers.openIdOf(personOf(anna))).to.equal(null);
    expect(await stored(bella)).to.deep.equal(['SubscriberRegistered']);
  });

  it('is erased too when they left WeChat, but not when they changed their profile', async () => {
    await revoke({ kind: 'user_info_modified' });
    expect(await stored()).to.deep.equal(['SubscriberRegistered']);
    await revoke({ kind: 'user_authorization_cancellation', openId: bella });
    expect(await stored(bella)).to.deep.equal(['SubscriberForgotten']);
    expect(rig.log.join()).to.not.include('push_unused');
  });

  it('is erased when they registered in the second in which they took it back', async () => {
    const carla = 'oCarlaCarlaCarlaCarlaCarlaCa';
    rig.clock.advance(400);
    await rig.subscribers.identify(carla, by);
    rig.clock.advance(100);
    await revoke({ openId: carla });
    expect(await stored(carla)).to.deep.equal(['SubscriberForgotten']);
  });

  it('and came again is not erased by a repeat, nor by the next start', async () => {
    const createdAt = rig.clock.now();
    await revoke({ createdAt });
    rig.clock.advance(1_000);
    await rig.subscribers.identify(anna, by);
    await revoke({ createdAt });
    await rig.kill();
    await rig.start();
    expect(await stored()).to.deep.equal(['SubscriberForgotten', 'SubscriberRegistered']);
  });

  it('and came again before WeChat told us is not erased', async () => {
    const createdAt = rig.clock.now();
    await rig.subscribers.forget(personOf(anna), by);
    rig.clock.advance(60_000);
    await rig.subscribers.identify(anna, by);
    rig.clock.advance(60_000);
    await revoke({ createdAt });
    expect(await stored()).to.deep.equal(['SubscriberForgotten', 'SubscriberRegistered']);
  });

  it('is erased by the next life when this one died first', async () => {
    await rig.kill();
    await revoke();
    expect(await stored()).to.deep.equal(['SubscriberRegistered']);
    await rig.start();
    expect(await stored()).to.deep.equal(['SubscriberForgotten']);
  });

  it('may be somebody whom nobody knows', async () => {
    await revoke({ openId: 'oNobody' });
    await revoke({ openId: null });
    expect(await stored('oNobody')).to.deep.equal([]);
    expect(await stored()).to.deep.equal(['SubscriberRegistered']);
  });
});

describe('an account that WeChat punishes', () => {
  const punished = async (type: string) => {
    const rig = new PushRig();
    await rig.start();
    const kind = 'wxa_punish_event';
    await rig.push({ kind, openId: null, items: [{ event_type: type }] });
    await rig.kill();
    await rig.store.close();
    return rig;
  };

  it('sends nothing for two minutes when it is blocked, then tries one message', async () => {
    const { breaker, clock, log } = await punished('2');
    expect(breaker.reason).to.include('wxa_punish_event');
    expect(log.join()).to.include('wechat_punished');
    expect(breaker.admit()).to.be.greaterThan(100_000);
    clock.advance(120_000);
    expect(breaker.admit()).to.equal(0);
    breaker.failed('48001');
    expect(breaker.admit()).to.equal(120_000);
    clock.advance(120_000);
    breaker.admit();
    breaker.succeeded();
    expect([breaker.reason, breaker.admit()]).to.deep.equal([null, 0]);
  });

  it('goes on sending when it is only warned', async () => {
    const { breaker, log } = await punished('1');
    expect([breaker.reason, breaker.admit()]).to.deep.equal([null, 0]);
    expect(log.join()).to.include('wechat_punished');
  });

  it('is not stopped by what the log tells of long ago', async () => {
    const rig = new PushRig();
    const items = [{ event_type: '2' }];
    await rig.push({ kind: 'wxa_punish_event', createdAt: instant(0), items });
    await rig.start();
    expect(rig.breaker.reason).to.equal(null);
    await rig.kill();
    await rig.store.close();
  });
});
