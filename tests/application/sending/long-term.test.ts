import { expect } from 'chai';
import type { MessageId, SubscriberId } from '../../../src/domain/ids.js';
import { by, dataOf, jh, settled, World, type Instance } from '../rig.js';
import { deferredFor, noCredit } from '../scripted-sender.js';

describe('messages of a long-term template', () => {
  let world: World;
  let one: Instance;
  let anna: SubscriberId;
  beforeEach(async () => {
    world = new World();
    one = world.instance();
    await one.start();
    await one.openHall(['near-turn', 'called'], 9, { longTerm: true });
    anna = await one.subscribed('openid-anna');
  });
  afterEach(() => world.close());

  const free = async (): Promise<number | undefined> => (await one.credits.remaining(anna)).get(jh);

  it('go one after the other on one acceptance', async () => {
    for (const ticket of ['t1', 't2', 't3']) await one.issue(ticket, anna);
    for (const ticket of ['t1', 't2', 't3'])
      expect((await world.message(ticket)).at(-1)).to.equal('MessageSent');
    expect(await free()).to.equal(1);
    expect(await world.credit(anna)).to.deep.equal([
      'SubscriptionGranted',
      'SubscriptionUsed',
      'SubscriptionUsed',
      'SubscriptionUsed',
    ]);
    const [, first] = await world.events(`credit-${anna}`);
    expect(dataOf(first)).to.deep.equal({
      templateId: jh,
      messageId: 't1.near-turn',
      lasting: true,
    });
  });

  it('have one use each, however often they are tried', async () => {
    world.wechat.replies(deferredFor('network'));
    await one.issue('t1', anna);
    world.clock.advance(120_000);
    await settled();
    expect((await world.message('t1')).filter((type) => type === 'SendAttempted')).to.have.length(
      2,
    );
    expect((await world.message('t1')).at(-1)).to.equal('MessageSent');
    expect((await world.credit(anna)).filter((type) => type === 'SubscriptionUsed')).to.have.length(
      1,
    );
  });

  it('stop when WeChat knows of no acceptance, until there is a new one', async () => {
    world.wechat.replies(noCredit);
    await one.issue('t1', anna);
    expect((await world.message('t1')).at(-1)).to.equal('SendRejected');
    expect(await free()).to.equal(0);
    await one.issue('t2', anna);
    expect((await world.message('t2')).at(-1)).to.equal('MessageWithheld');
    await one.grant(anna);
    expect((await world.message('t2')).at(-1)).to.equal('MessageSent');
    expect(await free()).to.equal(1);
  });

  it('stop when the person takes it back in WeChat’s settings', async () => {
    await one.issue('t1', anna);
    const told = {
      commandId: 'push:1',
      source: 'change',
      answers: [{ templateId: jh, answer: 'reject' }],
      occurredAt: null,
    } as const;
    await one.credits.toldByWeChat(anna, told, by());
    await one.issue('t2', anna);
    const events = await world.events('message-t2.near-turn');
    expect(events.at(-1)).to.include({ type: 'MessageWithheld' });
    expect(dataOf(events.at(-1))).to.deep.equal({ reason: 'declined' });
  });

  it('go by the settings of the day: with the switch off an acceptance is used up again', async () => {
    await one.issue('t1', anna);
    await one.openHall(['near-turn', 'called'], 9);
    await settled();
    await one.issue('t2', anna);
    expect((await world.message('t2')).at(-1)).to.equal('MessageSent');
    expect(await free()).to.equal(0);
    await one.issue('t3', anna);
    expect((await world.message('t3')).at(-1)).to.equal('MessageWithheld');
  });

  it('give their use back when they end unsent', async () => {
    await one.credits.use(
      anna,
      { templateId: jh, messageId: 'm' as MessageId, lasting: true },
      by(),
    );
    await one.credits.giveBack(anna, { templateId: jh, messageId: 'm' as MessageId }, by());
    await one.credits.giveBack(anna, { templateId: jh, messageId: 'm' as MessageId }, by());
    expect((await world.credit(anna)).slice(1)).to.deep.equal([
      'SubscriptionUsed',
      'SubscriptionReturned',
    ]);
    expect(await free()).to.equal(1);
  });
});
