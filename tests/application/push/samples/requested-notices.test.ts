import { expect } from 'chai';
import type { Answering } from '../../../../src/application/push/router/rules.js';
import {
  RequestedNotices,
  type Requested,
} from '../../../../src/application/push/samples/requested-notices.js';
import type { SubscriberId } from '../../../../src/domain/ids.js';
import { by, dataOf, World, type Instance } from '../../rig.js';

const push = { key: '1', stream: 'push-1', eventId: 'e-push', kind: 'message.text' };

describe('the subscribe message that a person asks for in a chat', () => {
  let world: World;
  let instance: Instance;
  let anna: SubscriberId;
  beforeEach(async () => {
    world = new World();
    instance = world.instance();
    await instance.start();
    anna = await instance.person('openid-anna');
  });
  afterEach(() => world.close());

  const ask = async (person = anna): Promise<Requested> => {
    const answering: Answering = { push, subscriberId: person, openId: 'o', kept: {}, by: by() };
    const requested = await instance.container.get(RequestedNotices).request(person, answering);
    await world.pass(4_000);
    return requested;
  };
  /** Everybody is near, so the policy decides no 排队 of its own. */
  const openHall = () => instance.openHall(['queued'], 9);

  it('is the 排队 of their ticket, with the push as its cause', async () => {
    await openHall();
    await instance.issue('t0');
    await instance.grant(anna);
    await instance.issue('t1', anna);
    expect(await ask()).to.equal('decided');
    expect(await world.message('t1', 'queued')) //
      .to.deep.equal(['QueuedNotice', 'SendAttempted', 'MessageSent']);
    const [decided] = await world.events('message-t1.queued');
    const { cause, ahead } = dataOf<{ cause: object; ahead: number }>(decided);
    expect(ahead).to.equal(1);
    expect(cause) //
      .to.deep.equal({ stream: 'push-1', revision: 0, eventId: 'e-push', type: 'PushReceived' });
    expect(world.wechat.calls.map(({ openId }) => openId)).to.deep.equal(['openid-anna']);
  });

  it('is sent once in a stay', async () => {
    await openHall();
    await instance.grant(anna);
    await instance.grant(anna);
    await instance.issue('t1', anna);
    expect([await ask(), await ask()]).to.deep.equal(['decided', 'already']);
    expect(world.wechat.calls).to.have.length(1);
  });

  it('is not sent beside the one of the policy', async () => {
    await instance.openHall(['queued'], 0);
    await instance.issue('t0');
    await instance.grant(anna);
    await instance.issue('t1', anna);
    expect(await ask()).to.equal('already');
    expect(world.wechat.calls).to.have.length(1);
  });

  it('is of the ticket that they took last', async () => {
    await openHall();
    await instance.grant(anna);
    await instance.issue('t1', anna);
    await world.advance(1_000);
    await instance.issue('t2', anna);
    expect(await ask()).to.equal('decided');
    expect(await world.message('t1', 'queued')).to.deep.equal([]);
    expect(await world.message('t2', 'queued')).to.include('MessageSent');
  });

  it('is none without a waiting ticket, a grant, or the hall’s having that kind on', async () => {
    await openHall();
    expect(await ask()).to.equal('no_ticket');
    await instance.issue('t1', anna);
    expect(await ask()).to.equal('no_grant');
    await instance.grant(anna);
    await instance.openHall(['near-turn'], 9);
    expect(await ask()).to.equal('off');
    expect(await world.message('t1', 'queued')).to.deep.equal([]);
  });

  it('waits for a grant, when the policy’s own does', async () => {
    await instance.openHall(['queued'], 0);
    await instance.issue('t0');
    await instance.issue('t1', anna);
    expect(await world.message('t1', 'queued')).to.deep.equal(['QueuedNotice', 'MessageWithheld']);
    expect(await ask()).to.equal('no_grant');
    await instance.grant(anna);
    await world.pass(4_000);
    expect(await world.message('t1', 'queued')).to.include('MessageSent');
    expect(await ask()).to.equal('already');
  });

  it('is none of somebody else’s ticket', async () => {
    await openHall();
    await instance.issue('t1', await instance.subscribed('openid-bella'));
    await instance.grant(anna);
    expect(await ask()).to.equal('no_ticket');
  });
});
