import { expect } from 'chai';
import type { MessageRequest } from '../../../src/domain/message/events.js';
import type { SubscriberId } from '../../../src/domain/ids.js';
import { dataOf, settled, ticketId, window1, World, type Instance } from '../rig.js';
import { cardRefused } from '../scripted-cards.js';
import { deferredFor } from '../scripted-sender.js';
import { code, offerCard, switchCards } from './card-rig.js';

describe('sending a message by service card', () => {
  let world: World;
  let one: Instance;
  let anna: SubscriberId;
  beforeEach(async () => {
    world = new World();
    one = world.instance();
    await one.start();
    await one.openHall();
    await switchCards(one, true);
    anna = await one.person('openid-anna');
  });
  afterEach(() => world.close());

  const offer = (text = code, ticket = 't1') => offerCard(one, anna, { text, ticket });
  /** A ticket of Anna's with a card, next in line. */
  const near = async (): Promise<void> => {
    await offer();
    await one.issue('t1', anna);
  };
  const message = () => world.message('t1');

  it('needs no grant, and keeps what was sent without whom and the code', async () => {
    await near();
    expect(await message()).to.deep.equal(['NearTurn', 'SendAttempted', 'MessageSent']);
    expect(await world.credit(anna)).to.deep.equal([]);
    expect(world.wechat.calls).to.deep.equal([]);
    const [update] = world.cards.updates;
    expect(update?.holder).to.deep.equal({ openId: 'openid-anna', code });
    expect(update?.options.startWithinMs).to.equal(10_000);
    const [, attempted, sent] = await world.events('message-t1.near-turn');
    const { request } = dataOf<{ request: object }>(attempted);
    expect(request)
      .to.deep.equal(update?.request)
      .and.to.deep.equal({
        channel: 'card',
        notify_type: 1005,
        content_json: {
          cur_status: 2,
          queue_number: 'A001',
          current_number: 'A001',
          wxa_path_query: 'p?ticketId=t1',
        },
      });
    expect(dataOf<{ msgid: string | null }>(sent).msgid).to.equal(null);
    const stored = JSON.stringify(await world.events('message-t1.near-turn'));
    expect(stored).not.to.include('openid-anna').and.not.to.include(code);
  });

  it('keeps the code sealed in the person’s own stream alone', async () => {
    await near();
    const offered = (await world.events(`subscriber-${anna}`)).at(-1);
    expect(offered?.type).to.equal('CardOffered');
    expect(JSON.stringify(offered)).not.to.include(code);
  });

  it('releases what waited for a grant', async () => {
    await one.issue('t1', anna);
    expect(await message()).to.deep.equal(['NearTurn', 'MessageWithheld']);
    await offer();
    expect((await message()).slice(2)).to.deep.equal(['SendAttempted', 'MessageSent']);
  });

  it('gives a grant back that a subscribe message had taken', async () => {
    await one.grant(anna);
    world.wechat.replies(deferredFor('network'));
    await one.issue('t1', anna);
    await offer();
    await world.pass(2_000);
    expect(await message()).to.deep.equal([
      'NearTurn',
      'SendAttempted',
      'SendDeferred',
      'SendAttempted',
      'MessageSent',
    ]);
    expect(await world.credit(anna)).to.deep.equal([
      'SubscriptionGranted',
      'SubscriptionUsed',
      'SubscriptionReturned',
    ]);
    expect([world.wechat.calls.length, world.cards.updates.length]).to.deep.equal([1, 1]);
  });

  it('is left to a subscribe message where the hall has turned cards off', async () => {
    await switchCards(one, false);
    await one.grant(anna);
    await near();
    expect([world.wechat.calls.length, world.cards.updates.length]).to.deep.equal([1, 0]);
  });

  it('is left to a subscribe message where the ticket has no card', async () => {
    await one.grant(anna);
    await offer(code, 't2');
    await one.issue('t1', anna);
    expect([world.wechat.calls.length, world.cards.updates.length]).to.deep.equal([1, 0]);
  });

  describe('that WeChat refuses', () => {
    it('goes as a subscribe message where there is a grant', async () => {
      await one.grant(anna);
      world.cards.replies(cardRefused(85438));
      await near();
      expect(await message()).to.deep.equal([
        'NearTurn',
        'SendAttempted',
        'SendRejected',
        'SendAttempted',
        'MessageSent',
      ]);
      const [call] = world.wechat.calls;
      const request: MessageRequest | undefined = call?.request;
      expect(request?.template_id).to.equal('jh');
      expect((await world.events(`subscriber-${anna}`)).at(-1)?.type).to.equal('CardEnded');
    });

    it('stays rejected without a grant, and is not tried by card again', async () => {
      world.cards.replies(cardRefused(85438));
      await near();
      await world.pass(30_000);
      expect(await message()).to.deep.equal(['NearTurn', 'SendAttempted', 'SendRejected']);
      expect(world.cards.updates).to.have.length(1);
      expect(await world.credit(anna)).to.deep.equal([]);
    });

    it('goes as a subscribe message when a grant comes while it is still true', async () => {
      world.cards.replies(cardRefused(85438));
      await near();
      expect((await message()).at(-1)).to.equal('SendRejected');
      await one.grant(anna);
      expect((await message()).slice(-2)).to.deep.equal(['SendAttempted', 'MessageSent']);
      expect([world.wechat.calls.length, world.cards.updates.length]).to.deep.equal([1, 1]);
    });

    it('stays rejected when the grant comes after the ticket was called', async () => {
      world.cards.replies(cardRefused(85438));
      await near();
      await one.does({ type: 'CancelTicket', ticketId: ticketId('t1') });
      await one.grant(anna);
      await world.pass(5_000);
      expect((await message()).at(-1)).to.equal('SendRejected');
      expect(world.wechat.calls).to.deep.equal([]);
      // Nothing is taken and given back over and over.
      expect(await world.credit(anna)).to.have.length.at.most(3);
      expect([...(await one.credits.remaining(anna)).values()]).to.deep.equal([1]);
    });

    it('goes as a subscribe message also when the process dies in between', async () => {
      await one.grant(anna);
      let refuse = (_outcome: ReturnType<typeof cardRefused>): void => undefined;
      world.cards.replies(new Promise((resolve) => (refuse = resolve)));
      await near();
      // The refusal is recorded and nothing more: a store that is away stops the fallback.
      one.store.fault = ({ stream }) => (stream.startsWith('credit-') ? 'refused' : undefined);
      refuse(cardRefused(85437));
      await settled();
      expect((await message()).at(-1)).to.equal('SendRejected');
      await one.stop();
      const other = world.instance();
      await other.start();
      await settled();
      expect((await message()).slice(-2)).to.deep.equal(['SendAttempted', 'MessageSent']);
      expect([world.wechat.calls.length, world.cards.updates.length]).to.deep.equal([1, 1]);
    });

    it('does not go as a subscribe message when it may have been shown before', async () => {
      await one.grant(anna);
      world.cards.replies(deferredFor('network', true), cardRefused(85438));
      await near();
      await world.pass(10_000);
      expect(await message()).to.deep.equal([
        'NearTurn',
        'SendAttempted',
        'SendDeferred',
        'SendAttempted',
        'SendRejected',
      ]);
      expect(world.wechat.calls).to.deep.equal([]);
    });

    it('goes on as a subscribe message when that has to wait', async () => {
      await one.grant(anna);
      world.cards.replies(cardRefused(85440));
      world.wechat.replies(deferredFor('network'));
      await near();
      await world.pass(10_000);
      expect((await message()).at(-1)).to.equal('MessageSent');
      expect([world.wechat.calls.length, world.cards.updates.length]).to.deep.equal([2, 1]);
    });

    it('goes as a subscribe message after a hold during which it was refused', async () => {
      await one.grant(anna);
      let refuse = (_outcome: ReturnType<typeof cardRefused>): void => undefined;
      world.cards.replies(new Promise((resolve) => (refuse = resolve)));
      await near();
      await one.does({ type: 'OpenWindow', windowId: window1 });
      await one.does({ type: 'CallNext', windowId: window1 });
      await one.does({ type: 'HoldTicket', windowId: window1, kind: 'any_window', until: null });
      refuse(cardRefused(85438));
      await settled();
      expect((await message()).at(-1)).to.equal('SendRejected');
      await one.does({ type: 'ResumeTicket', ticketId: ticketId('t1'), byWindowId: null });
      expect((await message()).slice(-2)).to.deep.equal(['SendAttempted', 'MessageSent']);
      expect([world.wechat.calls.length, world.cards.updates.length]).to.deep.equal([1, 1]);
    });

    it('stops everybody’s sends when it is the account that is refused', async () => {
      await one.grant(anna);
      world.cards.replies(deferredFor('account'));
      await near();
      await offer(code, 't2');
      await one.issue('t2', anna);
      await world.pass(1_000);
      expect(world.cards.updates).to.have.length(1);
      await world.pass(30_000);
      expect((await message()).at(-1)).to.equal('MessageSent');
    });
  });
});
