import { expect } from 'chai';
import { Breaker } from '../../../src/application/sending/breaker.js';
import { Sender } from '../../../src/application/sending/sender.js';
import { SubscriberStore } from '../../../src/application/subscribers/subscriber-store.js';
import type { MessageId, SubscriberId } from '../../../src/domain/ids.js';
import { by, dataOf, settled, ticketId, window1, World, type Instance } from '../rig.js';
import { deferredFor, lost, noCredit, refused, taken } from '../scripted-sender.js';

describe('sending a decided message', () => {
  let world: World;
  let one: Instance;
  let anna: SubscriberId;
  beforeEach(async () => {
    world = new World();
    one = world.instance();
    await one.start();
    await one.openHall();
    anna = await one.person('openid-anna');
  });
  afterEach(() => world.close());

  const near = async (): Promise<void> => void (await one.issue('t1', anna));
  const left = async (): Promise<number | undefined> =>
    [...(await one.credits.remaining(anna)).values()][0];

  it('uses a grant, claims, calls and records', async () => {
    await one.grant(anna);
    await near();
    expect(await world.message('t1')).to.deep.equal(['NearTurn', 'SendAttempted', 'MessageSent']);
    expect(await world.credit(anna)).to.deep.equal(['SubscriptionGranted', 'SubscriptionUsed']);
    const [call] = world.wechat.calls;
    expect(call?.openId).to.equal('openid-anna');
    expect(call?.request.data).to.deep.equal({ thing1: { value: '0' } });
    // No request is written later than 10 s after the claim.
    expect(call?.options.startWithinMs).to.equal(10_000);
  });

  it('keeps the body that went out, without whom it went to', async () => {
    await one.grant(anna);
    await near();
    const [, attempted] = await world.events('message-t1.near-turn');
    expect(dataOf<{ request: object }>(attempted).request).to.deep.equal(
      world.wechat.calls[0]?.request,
    );
    expect(JSON.stringify(attempted)).not.to.include('openid-anna');
  });

  it('is withheld without a grant, and goes with one, and only then claimed', async () => {
    await near();
    expect(await world.message('t1')).to.deep.equal(['NearTurn', 'MessageWithheld']);
    await one.grant(anna);
    expect((await world.message('t1')).slice(2)).to.deep.equal(['SendAttempted', 'MessageSent']);
  });

  it('is withheld for who is forgotten', async () => {
    await one.grant(anna);
    await one.container.get(SubscriberStore).forget(anna, by());
    await settled();
    await near();
    expect(await world.message('t1')).to.deep.equal(['NearTurn', 'MessageWithheld']);
    expect(world.wechat.calls).to.have.length(0);
    expect(await left()).to.equal(1);
  });

  for (const [what, reason, act] of [
    ['called', 'called', { type: 'CallNext', windowId: window1 }],
    ['cancelled', 'cancelled', { type: 'CancelTicket', ticketId: ticketId('t1') }],
    ['of nobody any more', 'unbound', { type: 'UnbindTicket', ticketId: ticketId('t1') }],
    ['of a closed day', 'day_closed', { type: 'CloseDay' }],
  ] as const)
    it(`is withdrawn when the ticket is ${what} by then, and its use comes back`, async () => {
      await one.does({ type: 'OpenWindow', windowId: window1 });
      await near();
      const command = act.type === 'UnbindTicket' ? { ...act, subscriberId: anna } : act;
      await one.does(command);
      await one.grant(anna);
      const events = await world.events('message-t1.near-turn');
      expect(events.at(-1)).to.include({ type: 'MessageWithdrawn' });
      expect(events.at(-1)?.data).to.deep.equal({ reason });
      expect(await left()).to.equal(1);
      expect(world.wechat.calls).to.have.length(0);
    });

  it('expires when its time is over, and its use comes back', async () => {
    await one.grant(anna);
    world.wechat.replies(...Array.from({ length: 40 }, () => deferredFor('network')));
    await near();
    await world.pass(660_000, 60_000);
    const types = await world.message('t1');
    expect(types.at(-1)).to.equal('MessageExpired');
    expect(await left()).to.equal(1);
    const calls = world.wechat.calls.length;
    await world.advance(600_000);
    expect(world.wechat.calls).to.have.length(calls);
  });

  it('calls only after a definite success of its claim', async () => {
    await one.grant(anna);
    one.store.fault = ({ events }) =>
      events[0]?.type === 'SendAttempted' ? 'lost_unknown' : undefined;
    await near();
    await world.pass(6_000);
    expect(world.wechat.calls).to.have.length(0);
    one.store.fault = () => undefined;
    await world.pass(10_000);
    expect(world.wechat.calls).to.have.length(1);
  });

  it('finds a claim that was written although the store never said so, and knows that nothing was sent', async () => {
    await one.grant(anna);
    one.store.fault = ({ events }) =>
      events[0]?.type === 'SendAttempted' ? 'written_unknown' : undefined;
    await near();
    await world.pass(4_500);
    expect(world.wechat.calls).to.have.length(0);
    one.store.fault = () => undefined;
    await world.pass(15_000);
    expect(world.wechat.calls).to.have.length(1);
    const types = (await world.events('message-t1.near-turn')).map(({ type }) => type);
    expect(types).to.deep.equal([
      'NearTurn',
      'SendAttempted',
      'SendDeferred',
      'SendAttempted',
      'MessageSent',
    ]);
  });

  it('does not call when the claim took too long; it is tried again', async () => {
    await one.grant(anna);
    one.store.fault = ({ events }) =>
      events[0]?.type === 'SendAttempted' && world.wechat.calls.length === 0
        ? { before: async () => world.clock.advance(3_999) }
        : undefined;
    // The clock runs on between the claim's success and the call.
    const original = world.clock.monotonicMs.bind(world.clock);
    let jump = 0;
    world.clock.monotonicMs = () => original() + jump;
    const append = world.store.append.bind(world.store);
    world.store.append = async (request) => {
      const outcome = await append(request);
      if (request.events[0]?.type === 'SendAttempted' && jump === 0) jump = 6_002;
      return outcome;
    };
    await near();
    expect(world.wechat.calls).to.have.length(0);
    expect((await world.message('t1')).slice(1)).to.deep.equal(['SendAttempted', 'SendDeferred']);
    one.store.fault = () => undefined;
    await world.advance(2_000);
    expect((await world.message('t1')).at(-1)).to.equal('MessageSent');
  });

  it('that WeChat refuses for good ends, and its use comes back', async () => {
    await one.grant(anna);
    world.wechat.replies(refused);
    await near();
    expect((await world.message('t1')).at(-1)).to.equal('SendRejected');
    expect(await left()).to.equal(1);
  });

  it('without credit at WeChat voids what it had read, not what came since', async () => {
    await one.grant(anna);
    await one.grant(anna);
    world.wechat.replies(async () => {
      await one.grant(anna);
      return noCredit;
    });
    await near();
    await settled();
    expect((await world.message('t1')).at(-1)).to.equal('SendRejected');
    expect(await left()).to.equal(1);
  });

  it('43101 after a possibly sent attempt is in doubt, not a rejection', async () => {
    await one.grant(anna);
    world.wechat.replies(deferredFor('network', true), noCredit);
    await near();
    await world.advance(2_000);
    expect(await world.message('t1')).to.deep.equal([
      'NearTurn',
      'SendAttempted',
      'SendDeferred',
      'SendAttempted',
      'MessageInDoubt',
    ]);
    expect(await left()).to.equal(0);
  });

  it('in doubt keeps its use', async () => {
    await one.grant(anna);
    world.wechat.replies(lost);
    await near();
    await world.advance(60_000);
    expect((await world.message('t1')).at(-1)).to.equal('MessageInDoubt');
    expect(await left()).to.equal(0);
    expect(world.wechat.calls).to.have.length(1);
  });

  it('deferred is tried again after a pause that doubles', async () => {
    await one.grant(anna);
    world.wechat.replies(deferredFor('network'), deferredFor('network'));
    await near();
    await world.advance(990);
    expect(world.wechat.calls).to.have.length(1);
    await world.advance(10);
    expect(world.wechat.calls).to.have.length(2);
    await world.advance(1_980);
    expect(world.wechat.calls).to.have.length(2);
    await world.advance(20);
    expect((await world.message('t1')).at(-1)).to.equal('MessageSent');
  });

  it('deferred says when to ask again to whoever asks early', async () => {
    await one.grant(anna);
    world.wechat.replies(deferredFor('network'));
    await near();
    const [decided] = await world.events('message-t1.near-turn');
    const { messageId } = dataOf<{ messageId: MessageId }>(decided);
    const { againInMs } = await one.container.get(Sender).process(messageId, anna);
    expect(againInMs).to.be.within(900, 1_000);
    expect(world.wechat.calls).to.have.length(1);
  });

  it('a sender that throws against its promise leaves the message in doubt', async () => {
    await one.grant(anna);
    world.wechat.replies(() => Promise.reject(new Error('a bug')));
    await near();
    expect((await world.message('t1')).at(-1)).to.equal('MessageInDoubt');
  });

  it('records the outcome when the store was away just then, however long', async () => {
    await one.grant(anna);
    world.wechat.replies(() => {
      one.store.down = true;
      return taken;
    });
    await near();
    await world.pass(15_000, 1_000);
    one.store.down = false;
    await world.pass(30_000, 1_000);
    expect(await world.message('t1')).to.deep.equal(['NearTurn', 'SendAttempted', 'MessageSent']);
  });

  it('frees the credit of a refused message when the store was away just then', async () => {
    await one.grant(anna);
    one.store.fault = ({ events }) =>
      events[0]?.type === 'SubscriptionReturned' ? 'refused' : undefined;
    world.wechat.replies(refused);
    await near();
    await world.advance(20_000);
    expect(await left()).to.equal(0);
    one.store.fault = () => undefined;
    await world.pass(10_000, 1_000);
    expect(await left()).to.equal(1);
  });

  it('one person is sent to one after the other, others do not wait', async () => {
    const boris = await one.subscribed('openid-boris');
    await one.openHall(['near-turn'], 9);
    await one.grant(anna);
    await one.grant(anna);
    const answers: ((outcome: typeof taken) => void)[] = [];
    const waiting = () => new Promise<typeof taken>((answer) => answers.push(answer));
    world.wechat.replies(waiting, waiting, waiting);
    await one.issue('t1', anna);
    await one.issue('t2', anna);
    await one.issue('t3', boris);
    expect(world.wechat.calls.map(({ openId }) => openId)).to.deep.equal([
      'openid-anna',
      'openid-boris',
    ]);
    answers[0]?.(taken);
    await settled();
    expect(world.wechat.calls).to.have.length(3);
    for (const answer of answers.slice(1)) answer(taken);
    await settled();
  });

  it('an account refused by WeChat stops everybody, then one tries, and a success lets all go', async () => {
    await one.openHall(['near-turn'], 9);
    const people = await Promise.all(
      ['b', 'c', 'd'].map((name) => one.subscribed(`openid-${name}`)),
    );
    await one.grant(anna);
    world.wechat.replies(deferredFor('account'));
    await near();
    for (const [index, person] of people.entries()) await one.issue(`t${index + 2}`, person);
    expect(world.wechat.calls).to.have.length(1);
    expect(one.container.get(Breaker).reason).to.equal('not now');
    expect(await world.message('t2')).to.deep.equal(['NearTurn']);
    await world.pass(12_000, 1_000);
    expect(one.container.get(Breaker).reason).to.equal(null);
    for (const ticket of ['t1', 't2', 't3', 't4'])
      expect((await world.message(ticket)).at(-1)).to.equal('MessageSent');
  });
});
