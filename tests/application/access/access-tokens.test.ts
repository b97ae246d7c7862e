import { expect } from 'chai';
import { AccessTokenStore } from '../../../src/application/access/access-tokens.js';
import { SubscriberStore } from '../../../src/application/subscribers/subscriber-store.js';
import { services } from '../../../src/composition/di/services.js';
import { windowId } from '../../../src/domain/ids.js';
import { by, dataOf, hall, settled, uuid, World, type Instance } from '../rig.js';

const kiosk = { role: 'kiosk', hallId: hall, windowIds: null, label: 'entrance' } as const;

describe('the access tokens', () => {
  let world: World;
  let one: Instance;
  let two: Instance;
  const tokens = (instance: Instance) => instance.container.get(AccessTokenStore);
  beforeEach(async () => {
    world = new World();
    one = world.instance();
    two = world.instance();
    await one.start();
    await two.start();
  });
  afterEach(() => world.close());

  it('speak for whom they were issued, at every instance, and stand nowhere in clear', async () => {
    const terminal = { ...kiosk, role: 'terminal', windowIds: [windowId('1')] } as const;
    const { token, tokenId } = await tokens(one).issue(terminal, by());
    const actor = { kind: 'token', tokenId, role: 'terminal', hallId: hall, windowIds: ['1'] };
    expect(await tokens(one).authenticate(token)).to.deep.equal(actor);
    expect(await tokens(two).authenticate(token)).to.deep.equal(actor);
    expect(JSON.stringify(await world.events('access-tokens'))).not.to.include(token);
    expect(tokens(two).list()[0]).not.to.have.property('sha256');
  });

  it('end when they are revoked, whoever issued them', async () => {
    const { token, tokenId } = await tokens(one).issue(kiosk, by());
    await tokens(two).revoke(tokenId, by());
    await settled();
    expect(await tokens(one).authenticate(token)).to.equal(null);
    expect(await tokens(two).authenticate(token)).to.equal(null);
    const again = await tokens(two)
      .revoke(tokenId, by())
      .catch((error: { code: string }) => error.code);
    expect(again).to.equal('unknown_token');
  });

  it('of the configuration always work, made-up ones never', async () => {
    expect(await tokens(one).authenticate('nt_admin-token-of-the-tests')).to.include({
      role: 'admin',
    });
    for (const text of ['', 'nt_', 'eyJhbGciOiJub25lIn0.e30.', 'x'.repeat(5_000)])
      expect(await tokens(one).authenticate(text)).to.equal(null);
  });

  it('just made at another instance are looked up again when the log’s end is folded', async () => {
    two.store.drop();
    const subscribe = two.store.subscribe.bind(two.store);
    two.store.subscribe = async function* (read) {
      await world.clock.sleep(1_000);
      yield* subscribe(read);
    };
    const { token } = await tokens(one).issue(kiosk, by());
    const asking = tokens(two).authenticate(token);
    await world.pass(2_000, 50);
    expect(await asking).to.include({ role: 'kiosk' });
  });

  it('of a holder who has come back at another instance are looked up again too', async () => {
    const people = (instance: Instance) => instance.container.get(SubscriberStore);
    const { token: old } = await people(one).login('c', { correlationId: 'c' });
    const anna = one.container.get(services.secrets).subscriberIdOf('c');
    await people(one).forget(anna, by());
    await settled();
    expect(await tokens(two).authenticate(old)).to.equal(null);
    two.store.drop();
    const subscribe = two.store.subscribe.bind(two.store);
    two.store.subscribe = async function* (read) {
      await world.clock.sleep(1_000);
      yield* subscribe(read);
    };
    const { token } = await people(one).login('c', { correlationId: 'c' });
    const asking = tokens(two).authenticate(token);
    await world.pass(2_000, 50);
    expect(await asking).to.deep.equal({ kind: 'holder', subscriberId: anna });
  });

  it('go on being folded after an event that this version does not understand', async () => {
    await tokens(one).issue(kiosk, by());
    await world.store.append({
      stream: 'access-tokens',
      expected: 0,
      events: [{ eventId: uuid(), type: 'TokenRenamed', data: {}, metadata: {} }],
    });
    await settled();
    const [known] = await world.events('access-tokens');
    await world.store.append({
      stream: 'access-tokens',
      expected: 1,
      events: [
        {
          eventId: uuid(),
          type: 'TokenRevoked',
          data: { tokenId: dataOf<{ tokenId: string }>(known).tokenId },
          metadata: known?.metadata as never,
        },
      ],
    });
    await settled();
    expect(tokens(two).list()).to.deep.equal([]);
  });
});
