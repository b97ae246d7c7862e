import { expect } from 'chai';
import { MessageResolutions } from '../../../src/application/sending/resolutions.js';
import type { SubscriberId } from '../../../src/domain/ids.js';
import { messageId } from '../../../src/domain/streams.js';
import { by, dataOf, settled, ticketId, World, type Instance } from '../rig.js';
import { cardRefused, showing } from '../scripted-cards.js';
import { lost } from '../scripted-sender.js';
import { code, offerCard, switchCards } from './card-rig.js';

describe('a service card whose update is in doubt', () => {
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

  const offer = (text = code) => offerCard(one, anna, { text });
  /** A ticket of Anna's with a card, next in line. */
  const near = async (): Promise<void> => {
    await offer();
    await one.issue('t1', anna);
  };
  const message = () => world.message('t1');

  const doubtful = async (): Promise<void> => {
    world.cards.replies(lost);
    await near();
    expect(await message()).to.deep.equal(['NearTurn', 'SendAttempted', 'MessageInDoubt']);
  };
  const shown = { cur_status: 2, queue_number: 'A001', current_number: 'A001' };

  it('is sent when the card shows it', async () => {
    await doubtful();
    world.cards.shows(showing(shown));
    await world.pass(5_000);
    const resolved = (await world.events('message-t1.near-turn')).at(-1);
    expect(resolved?.type).to.equal('MessageResolved');
    expect(dataOf<object>(resolved)).to.deep.equal({ outcome: 'sent', note: 'get_user_notify' });
    expect(resolved?.metadata).to.include({ by: 'service:wechat' });
    expect(world.cards.updates).to.have.length(1);
  });

  it('is sent again when the card shows something earlier, twice', async () => {
    await doubtful();
    const earlier = { ...shown, cur_status: 1 };
    world.cards.shows(showing(earlier), showing(earlier));
    await world.pass(10_000);
    expect((await message()).slice(3)).to.deep.equal([
      'MessageResolved',
      'SendAttempted',
      'MessageSent',
    ]);
    expect([world.wechat.calls.length, world.cards.updates.length]).to.deep.equal([0, 2]);
  });

  it('is sent when the card shows it at the second look', async () => {
    await doubtful();
    world.cards.shows(showing(null), showing(shown));
    await world.pass(10_000);
    expect((await message()).slice(3)).to.deep.equal(['MessageResolved']);
    expect(world.cards.updates).to.have.length(1);
  });

  it('is withdrawn when it was not shown and is no longer true', async () => {
    await doubtful();
    await one.does({ type: 'CancelTicket', ticketId: ticketId('t1') });
    await world.pass(10_000);
    expect((await message()).slice(3)).to.deep.equal(['MessageResolved', 'MessageWithdrawn']);
    expect(world.cards.updates).to.have.length(1);
  });

  it('goes as a subscribe message when the person has refused the card', async () => {
    await one.grant(anna);
    await doubtful();
    world.cards.shows(showing(null, 10));
    await world.pass(5_000);
    expect((await message()).slice(3)).to.deep.equal([
      'MessageResolved',
      'SendAttempted',
      'MessageSent',
    ]);
    expect([world.wechat.calls.length, world.cards.updates.length]).to.deep.equal([1, 1]);
  });

  it('is sent when the person has refused the card that shows it: they may have seen it', async () => {
    await one.grant(anna);
    await doubtful();
    world.cards.shows(showing(shown, 10));
    await world.pass(10_000);
    expect((await message()).slice(3)).to.deep.equal(['MessageResolved']);
    expect([world.wechat.calls.length, world.cards.updates.length]).to.deep.equal([0, 1]);
  });

  it('stays in doubt when WeChat does not tell, after five looks', async () => {
    await doubtful();
    world.cards.shows(
      ...Array.from({ length: 9 }, () => ({ outcome: 'unknown', reason: '' }) as const),
    );
    await world.pass(120_000, 500);
    expect(world.cards.looks).to.have.length(5);
    expect((await message()).at(-1)).to.equal('MessageInDoubt');
  });

  it('stays in doubt when the person has tapped anew: that card says nothing of the first', async () => {
    await doubtful();
    await world.advance(10);
    await offer('p1.another-code');
    await world.pass(120_000, 500);
    expect(world.cards.looks).to.deep.equal([]);
    expect((await message()).at(-1)).to.equal('MessageInDoubt');
  });

  it('stays in doubt when the card has gone on since: it may have shown it', async () => {
    const queued = () => typesOf('message-t1.queued');
    const typesOf = async (stream: string) => (await world.events(stream)).map(({ type }) => type);
    await one.openHall(['near-turn', 'queued']);
    await switchCards(one, true);
    await one.grant(anna);
    await offer();
    world.cards.replies(lost);
    await one.issue('t0');
    await one.issue('t1', anna);
    expect((await queued()).at(-1)).to.equal('MessageInDoubt');
    await one.does({ type: 'CancelTicket', ticketId: ticketId('t0') });
    expect((await message()).at(-1)).to.equal('MessageSent');
    await world.pass(120_000, 500);
    expect((await queued()).at(-1)).to.equal('MessageInDoubt');
    expect([world.wechat.calls.length, world.cards.updates.length]).to.deep.equal([0, 2]);
  });

  it('says nothing of an attempt that was made while WeChat was asked', async () => {
    await doubtful();
    let answer = (_look: ReturnType<typeof showing>): void => undefined;
    world.cards.shows(new Promise((resolve) => (answer = resolve)));
    await world.pass(3_000);
    expect(world.cards.looks).to.have.length(1);
    const id = messageId(ticketId('t1'), 'near-turn', 1);
    world.cards.replies(lost);
    await one.container
      .get(MessageResolutions)
      .resolve(id, { outcome: 'not_sent', note: 'asked' }, by('key'), () => undefined);
    await settled();
    expect((await message()).slice(-2)).to.deep.equal(['SendAttempted', 'MessageInDoubt']);
    answer(showing(shown));
    await settled();
    expect((await message()).at(-1)).to.equal('MessageInDoubt');
  });

  it('does not end the card of a tap that came while WeChat was asked', async () => {
    await doubtful();
    let answer = (_look: ReturnType<typeof showing>): void => undefined;
    world.cards.shows(new Promise((resolve) => (answer = resolve)));
    await world.pass(3_000);
    await offer('p1.another-code');
    answer(showing(null, 10));
    await settled();
    const types = (await world.events(`subscriber-${anna}`)).map(({ type }) => type);
    expect(types.at(-1)).to.equal('CardOffered');
  });

  it('is left to a person’s word when that comes first', async () => {
    await doubtful();
    const said = { outcome: 'sent', note: 'asked' } as const;
    await one.container
      .get(MessageResolutions)
      .resolve(messageId(ticketId('t1'), 'near-turn', 1), said, by('key'), () => undefined);
    await world.pass(10_000);
    expect((await message()).slice(3)).to.deep.equal(['MessageResolved']);
  });

  it('is settled after a crash between claim and outcome', async () => {
    let release = (_outcome: typeof lost): void => undefined;
    world.cards.replies(new Promise((resolve) => (release = resolve)));
    await near();
    expect(await message()).to.deep.equal(['NearTurn', 'SendAttempted']);
    const other = world.instance();
    await other.start();
    expect((await message()).at(-1)).to.equal('MessageInDoubt');
    world.cards.shows(showing(shown));
    await world.pass(5_000);
    expect((await message()).at(-1)).to.equal('MessageResolved');
    expect(world.cards.updates).to.have.length(1);
    release(lost);
  });

  it('settles a doubt once, however many instances look', async () => {
    const others = [1, 2].map(() => world.instance({ singleWriter: false }));
    for (const other of others) await other.start();
    world.cards.replies(lost);
    await near();
    await world.pass(30_000);
    const types = await message();
    expect(types.filter((type) => type === 'MessageResolved')).to.have.length(1);
    expect(types.at(-1)).to.equal('MessageSent');
    expect(world.cards.updates).to.have.length(2);
  });
});

describe('sending by service card at least once', () => {
  let world: World;
  let one: Instance;
  beforeEach(async () => {
    world = new World();
    one = world.instance({ policy: 'at-least-once' });
    await one.start();
    await one.openHall();
  });
  afterEach(() => world.close());

  const doubtful = async (): Promise<SubscriberId> => {
    await switchCards(one, true);
    const anna = await one.subscribed('openid-anna');
    await offerCard(one, anna);
    world.cards.replies(lost, cardRefused(85438));
    const unknown = { outcome: 'unknown', reason: '' } as const;
    world.cards.shows(unknown, unknown, unknown, unknown, unknown);
    await one.issue('t1', anna);
    return anna;
  };

  it('repeats what stays in doubt by card, and never as a subscribe message', async () => {
    const anna = await doubtful();
    await world.pass(120_000, 500);
    expect(await world.message('t1')).to.deep.equal([
      'NearTurn',
      'SendAttempted',
      'MessageInDoubt',
      'SendAttempted',
      'SendRejected',
    ]);
    expect([world.wechat.calls.length, world.cards.updates.length]).to.deep.equal([0, 2]);
    expect(await world.credit(anna)).to.deep.equal(['SubscriptionGranted']);
  });

  it('leaves what is in doubt where the hall has turned cards off, and takes no grant for it', async () => {
    const anna = await doubtful();
    await switchCards(one, false);
    await world.pass(120_000, 500);
    expect((await world.message('t1')).at(-1)).to.equal('MessageInDoubt');
    expect([world.wechat.calls.length, world.cards.updates.length]).to.deep.equal([0, 1]);
    expect(await world.credit(anna)).to.deep.equal(['SubscriptionGranted']);
  });
});
