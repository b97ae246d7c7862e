import { expect } from 'chai';
import { CardOffers } from '../../../src/application/subscribers/card-offers.js';
import { SubscriberStore } from '../../../src/application/subscribers/subscriber-store.js';
import type { SubscriberId } from '../../../src/domain/ids.js';
import { by, settled, ticketId, World, type Instance } from '../rig.js';

const t1 = ticketId('t1');
const t2 = ticketId('t2');

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : error;

describe('the service cards of holders', () => {
  let world: World;
  let one: Instance;
  let anna: SubscriberId;
  let offers: CardOffers;
  beforeEach(async () => {
    world = new World();
    one = world.instance();
    await one.start();
    anna = await one.person('openid-anna');
    offers = one.container.get(CardOffers);
  });
  afterEach(() => world.close());

  const types = () => world.types(`subscriber-${anna}`);
  const offer = (code: string, invocation = by(), ticket = t1) =>
    offers.offer(anna, { ticketId: ticket, code }, invocation);

  it('belong to one ticket; the latest tap counts', async () => {
    await offer('first');
    await world.advance(1_000);
    await offer('second');
    expect(await offers.offeredFor(anna, t1)).to.deep.equal({
      code: 'second',
      at: world.clock.now(),
    });
    expect(await offers.offeredFor(anna, t2)).to.equal(null);
    expect([await offers.isOffered(anna, t1), await offers.isOffered(anna, t2)]) //
      .to.deep.equal([true, false]);
  });

  it('are recorded once for a code, and once for a key', async () => {
    await offer('code');
    await offer('code');
    expect(await types()).to.deep.equal(['SubscriberRegistered', 'CardOffered']);
    await offer('other', by('key', 'f1'));
    await offer('code');
    await offer('other', by('key', 'f1'));
    expect((await types()).filter((type) => type === 'CardOffered')).to.have.length(3);
    expect((await offers.offeredFor(anna, t1))?.code).to.equal('code');
    const reused = await offer('more', by('key', 'f2')).catch(codeOf);
    expect(reused).to.equal('idempotency_key_reused');
  });

  it('end for their ticket, but not when the person has tapped anew', async () => {
    await offer('first');
    await offer('second');
    await offer('elsewhere', by(), t2);
    await offers.end(anna, { ticketId: t1, reason: '85438', code: 'first' }, by());
    expect(await offers.isOffered(anna, t1)).to.equal(true);
    await offers.end(anna, { ticketId: t1, reason: '85438', code: 'second' }, by());
    expect(await offers.isOffered(anna, t1)).to.equal(false);
    await offers.end(anna, { ticketId: t1, reason: '85438' }, by());
    expect((await types()).filter((type) => type === 'CardEnded')).to.have.length(1);
    expect(await offers.isOffered(anna, t2)).to.equal(true);
  });

  it('go when the person is forgotten, and leave nothing behind', async () => {
    await offer('first');
    await one.container.get(SubscriberStore).forget(anna, by());
    await settled();
    expect(await types()).to.deep.equal(['SubscriberForgotten']);
    expect(await offers.offeredFor(anna, t1)).to.equal(null);
    expect(await offer('again').catch(codeOf)).to.equal('unknown_subscriber');
  });
});
