import { expect } from 'chai';
import { MessageReactor } from '../../../src/application/sending/message-reactor.js';
import type { SubscriberId } from '../../../src/domain/ids.js';
import { instant } from '../../../src/domain/ids.js';
import { settled, ticketId, window1, window2, World, type Instance } from '../rig.js';
import { lost, noCredit, taken } from '../scripted-sender.js';

describe('bringing messages on their way', () => {
  let world: World;
  let one: Instance;
  beforeEach(() => {
    world = new World();
  });
  afterEach(() => world.close());

  const begin = async (options: Parameters<World['instance']>[0] = {}): Promise<SubscriberId> => {
    one = world.instance(options);
    await one.start();
    await one.openHall();
    await one.does({ type: 'OpenWindow', windowId: window1 });
    await one.does({ type: 'OpenWindow', windowId: window2 });
    return one.subscribed('openid-anna');
  };
  const last = async (ticket = 't1'): Promise<string | undefined> =>
    (await world.message(ticket)).at(-1);

  it('two instances decide, and send, once', async () => {
    const anna = await begin({ singleWriter: false });
    const two = world.instance({ singleWriter: false });
    await two.start();
    await one.issue('t1', anna);
    await world.pass(3_000, 5);
    expect(await world.message('t1')).to.deep.equal(['NearTurn', 'SendAttempted', 'MessageSent']);
    expect(world.wechat.calls).to.have.length(1);
  });

  it('another instance claims what nobody has claimed for two seconds', async () => {
    const anna = await begin({ singleWriter: false });
    const two = world.instance({ singleWriter: false });
    await two.start();
    two.store.fault = ({ events }) => (events[0]?.type === 'NearTurn' ? 'refused' : undefined);
    one.store.fault = ({ events }) =>
      events[0]?.type === 'SubscriptionUsed' ? 'refused' : undefined;
    await one.issue('t1', anna);
    await world.pass(1_950, 10);
    expect(world.wechat.calls).to.have.length(0);
    await world.pass(100, 10);
    expect(world.wechat.calls).to.have.length(1);
  });

  it('an attempt without an outcome is in doubt after twenty seconds, and never sent again', async () => {
    const anna = await begin();
    world.wechat.replies(world.wechat.hang);
    await one.issue('t1', anna);
    await world.advance(19_990);
    expect(await last()).to.equal('SendAttempted');
    await world.advance(10);
    expect(await last()).to.equal('MessageInDoubt');
    await world.pass(60_000, 1_000);
    expect(world.wechat.calls).to.have.length(1);
  });

  it('the doubt outlives a store that was away when the outcome should have been written', async () => {
    const anna = await begin({ singleWriter: false });
    const two = world.instance({ singleWriter: false });
    await two.start();
    two.store.fault = ({ events }) => (events[0]?.type === 'NearTurn' ? 'refused' : undefined);
    world.wechat.replies(() => {
      one.store.down = true;
      two.store.down = true;
      return taken;
    });
    await one.issue('t1', anna);
    await world.pass(30, 5);
    expect(world.wechat.calls).to.have.length(1);
    two.store.down = false;
    await world.pass(25_000, 500);
    expect(await last()).to.equal('MessageInDoubt');
    one.store.down = false;
    await world.pass(10_000, 500);
    expect(await last(), 'the late outcome settles it').to.equal('MessageSent');
    expect(world.wechat.calls).to.have.length(1);
  });

  it('with one writer an attempt found at start is nobody’s, and in doubt at once', async () => {
    const anna = await begin();
    world.wechat.replies(world.wechat.hang);
    await one.issue('t1', anna);
    const next = world.instance();
    await next.start();
    expect(await last()).to.equal('MessageInDoubt');
  });

  it('with several writers it may be somebody’s for twenty seconds more', async () => {
    const anna = await begin({ singleWriter: false });
    world.wechat.replies(world.wechat.hang);
    await one.issue('t1', anna);
    await world.pass(30, 5);
    const next = world.instance({ singleWriter: false });
    await next.start();
    await world.advance(15_000);
    expect(await last()).to.equal('SendAttempted');
    await world.advance(6_000);
    expect(await last()).to.equal('MessageInDoubt');
  });

  it('at least once sends again what is in doubt, at a pace', async () => {
    const anna = await begin({ policy: 'at-least-once' });
    world.wechat.replies(...Array.from({ length: 50 }, () => lost));
    await one.issue('t1', anna);
    await settled();
    expect(world.wechat.calls).to.have.length(1);
    await world.advance(1_000);
    expect(world.wechat.calls).to.have.length(2);
    await world.pass(60_000, 1_000);
    expect(world.wechat.calls.length).to.be.within(5, 8);
  });

  it('at least once keeps the use of what is in doubt, also when there is nothing left to tell', async () => {
    const anna = await begin({ policy: 'at-least-once' });
    world.wechat.replies(lost);
    await one.issue('t1', anna);
    await one.does({ type: 'CancelTicket', ticketId: ticketId('t1') });
    await world.pass(5_000, 500);
    expect(await last()).to.equal('MessageInDoubt');
    expect(world.wechat.calls).to.have.length(1);
    expect([...(await one.credits.remaining(anna)).values()]).to.deep.equal([0]);
  });

  it('at least once is not for ever where WeChat knows of no credit any more', async () => {
    const anna = await begin({ policy: 'at-least-once' });
    world.wechat.replies(lost, noCredit, noCredit, noCredit);
    await one.issue('t1', anna);
    await world.pass(60_000, 1_000);
    expect(world.wechat.calls).to.have.length(2);
    expect(await last()).to.equal('MessageInDoubt');
  });

  it('acts after a start on what the log left undone: a decision, a send, a grant', async () => {
    const anna = await begin();
    one.store.fault = ({ stream, events }) =>
      stream.startsWith('message-') && events[0]?.type === 'NearTurn' ? 'refused' : undefined;
    await one.issue('t1', anna);
    expect(await world.message('t1')).to.deep.equal([]);
    await one.stop();
    const next = world.instance();
    await next.start();
    expect(await world.message('t1')).to.deep.equal(['NearTurn', 'SendAttempted', 'MessageSent']);
  });

  it('tries again until the store writes the decision', async () => {
    const anna = await begin();
    one.store.fault = ({ stream }) => (stream.startsWith('message-') ? 'refused' : undefined);
    await one.issue('t1', anna);
    await world.pass(10_000);
    expect(one.container.get(MessageReactor).undone).to.equal(1);
    one.store.fault = () => undefined;
    await world.pass(10_000);
    expect(one.container.get(MessageReactor).undone).to.equal(0);
    expect(await last()).to.equal('MessageSent');
  });

  it('an unknown outcome of the decision makes no second one', async () => {
    const anna = await begin();
    one.store.fault = ({ events }) =>
      events[0]?.type === 'NearTurn' ? 'written_unknown' : undefined;
    await one.issue('t1', anna);
    await world.pass(10_000);
    expect(await world.message('t1')).to.deep.equal(['NearTurn', 'SendAttempted', 'MessageSent']);
    expect(world.wechat.calls).to.have.length(1);
  });

  describe('with a hold', () => {
    const untilHeld = async (): Promise<void> => {
      await one.does({ type: 'CallNext', windowId: window1 });
      await one.does({ type: 'HoldTicket', windowId: window1, kind: 'any_window', until: null });
    };
    const resume = { type: 'ResumeTicket', ticketId: ticketId('t1'), byWindowId: null } as const;

    /** The message of t1 is decided and withheld; a grant makes it look again, at a held ticket. */
    const withdrawnForHold = async (): Promise<SubscriberId> => {
      await begin();
      const boris = await one.person('openid-boris');
      await one.issue('t1', boris);
      await untilHeld();
      await one.grant(boris);
      const events = await world.events('message-t1.near-turn');
      expect(events.at(-1)?.data).to.deep.equal({ reason: 'held' });
      return boris;
    };

    it('a message goes when the ticket waits again', async () => {
      await withdrawnForHold();
      await one.does(resume);
      expect(await last()).to.equal('MessageSent');
    });

    it('also when somebody was bound meanwhile', async () => {
      const boris = await withdrawnForHold();
      const bind = { ticketId: ticketId('t1'), subscriberId: boris };
      await one.does({ type: 'UnbindTicket', ...bind });
      await one.does({ type: 'BindTicket', ...bind });
      await one.does(resume);
      expect(await last()).to.equal('MessageSent');
    });

    it('also when that was while no instance was there', async () => {
      await withdrawnForHold();
      await one.stop();
      const commands = world.instance();
      await commands.settings.load();
      await commands.ask(resume);
      const next = world.instance();
      await next.start();
      expect(await last()).to.equal('MessageSent');
    });

    it('also when it was just being withdrawn', async () => {
      await begin();
      const boris = await one.person('openid-boris');
      await one.issue('t1', boris);
      await untilHeld();
      let resumed = false;
      one.store.fault = ({ events }) => {
        if (events[0]?.type !== 'MessageWithdrawn' || resumed) return undefined;
        resumed = true;
        return {
          before: async () => {
            await one.ask(resume);
            await settled();
          },
        };
      };
      await one.grant(boris);
      await settled();
      expect(resumed).to.equal(true);
      expect(await last()).to.equal('MessageSent');
    });

    it('a call that was set aside at once is told when it comes again', async () => {
      await begin();
      await one.openHall(['called']);
      const boris = await one.person('openid-boris');
      await one.issue('t1', boris);
      await untilHeld();
      await one.grant(boris);
      expect((await world.message('t1', 'called')).at(-1)).to.equal('MessageWithdrawn');
      await one.does(resume);
      expect((await world.message('t1', 'called')).at(-1)).to.equal('MessageWithdrawn');
      expect([...(await one.credits.remaining(boris)).values()]).to.deep.equal([1]);
      await one.does({ type: 'CallNext', windowId: window1 });
      expect((await world.message('t1', 'called')).at(-1)).to.equal('MessageSent');
    });

    it('the use that a withdrawn message had is free again', async () => {
      const boris = await withdrawnForHold();
      expect([...(await one.credits.remaining(boris)).values()]).to.deep.equal([1]);
      // Looked at once: as long as the ticket is held there is nothing new to see.
      expect(await world.credit(boris)).to.deep.equal([
        'SubscriptionGranted',
        'SubscriptionUsed',
        'SubscriptionReturned',
      ]);
      await one.does({ type: 'CancelTicket', ticketId: ticketId('t1') });
      expect([...(await one.credits.remaining(boris)).values()]).to.deep.equal([1]);
    });
  });

  it('a hold until a time is resumed at that time, also when somebody is bound meanwhile', async () => {
    await begin();
    await one.issue('t1');
    await one.does({ type: 'CallNext', windowId: window1 });
    const until = instant(Date.parse(world.clock.now()) + 60_000);
    await one.does({ type: 'HoldTicket', windowId: window1, kind: 'until', until });
    const boris = await one.person('openid-boris');
    await one.does({ type: 'BindTicket', ticketId: ticketId('t1'), subscriberId: boris });
    await world.pass(59_000, 1_000);
    expect(await world.message('t1')).to.deep.equal([]);
    await world.pass(2_000, 1_000);
    expect(await world.message('t1')).to.deep.equal(['NearTurn', 'MessageWithheld']);
  });

  it('whichever comes last, the grant or the withholding, finds the other', async () => {
    await begin();
    const boris = await one.person('openid-boris');
    let granted = false;
    one.store.fault = ({ events }) => {
      if (events[0]?.type !== 'MessageWithheld' || granted) return undefined;
      granted = true;
      return { before: () => one.grant(boris) };
    };
    await one.issue('t1', boris);
    await settled();
    expect(await world.message('t1')).to.deep.equal([
      'NearTurn',
      'MessageWithheld',
      'SendAttempted',
      'MessageSent',
    ]);
  });

  it('stops with work under way: records what comes of it, begins nothing else', async () => {
    const anna = await begin();
    world.wechat.replies(world.wechat.hang);
    await one.issue('t1', anna);
    const stopping = one.engine.stop();
    await settled();
    world.wechat.release(taken);
    await stopping;
    expect(await last()).to.equal('MessageSent');
  });

  it('stops even when the store is away and an outcome cannot be recorded', async () => {
    const anna = await begin();
    world.wechat.replies(() => {
      one.store.down = true;
      return taken;
    });
    await one.issue('t1', anna);
    await one.stop();
    one.store.down = false;
    const next = world.instance();
    await next.start();
    expect(await last()).to.equal('MessageInDoubt');
  });
});
