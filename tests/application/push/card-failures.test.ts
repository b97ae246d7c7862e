import { expect } from 'chai';
import { serviceInvocation } from '../../../src/application/invocation.js';
import { ticketId } from '../../../src/domain/ids.js';
import { anna, personOf, PushRig } from './rig.js';

const decided = { is: 'decided' } as const;
const byCard = { is: 'attempted', byCard: true } as const;
const sent = { is: 'sent', msgid: null } as const;
const undelivered = 'undelivered null';

describe('WeChat’s word that a service card was not shown', () => {
  let rig: PushRig;
  beforeEach(async () => {
    rig = new PushRig();
    await rig.start();
  });
  afterEach(async () => {
    await rig.kill();
    await rig.store.close();
  });

  const fails = (status: string, more: object = {}, openId = anna): Promise<void> =>
    rig.push({
      kind: 'notify_service_msg_send_result',
      openId,
      items: [
        {
          notify_type: '1005',
          card_status: status,
          fail_ret: '-1004',
          fail_msg: 'user reject message ',
          ...more,
        },
      ],
    });
  const unmatched = (): number =>
    rig.counts.filter((name) => name.startsWith('push_unmatched_total')).length;
  const offer = async (ticket: string): Promise<void> => {
    const by = serviceInvocation('test', 'c-0');
    await rig.subscribers.identify(anna, by);
    await rig.offers.offer(personOf(anna), { ticketId: ticketId(ticket), code: 'p1.c' }, by);
  };

  it('makes the message undelivered, and ends the card', async () => {
    await offer('t1');
    await rig.message('t1', decided, byCard, sent);
    await fails('2');
    expect(await rig.story('t1')).to.deep.equal(['SendAttempted', 'MessageSent', undelivered]);
    const reported = (await rig.events('message-t1.near-turn')).at(-1);
    expect(reported?.data).to.deep.equal({
      msgid: null,
      outcome: 'undelivered',
      errorCode: '-1004',
      errorStatus: 'user reject message',
    });
    expect(await rig.offers.isOffered(personOf(anna), ticketId('t1'))).to.equal(false);
    expect(unmatched()).to.equal(0);
  });

  it('is recorded once, also over a restart and at several instances', async () => {
    await rig.start();
    await rig.message('t1', decided, byCard, sent);
    await fails('2');
    await fails('2');
    await rig.kill();
    await rig.start();
    expect((await rig.story('t1')).filter((one) => one === undelivered)).to.have.length(1);
    expect(unmatched()).to.equal(0);
  });

  it('that came while nobody followed is acted on at the start', async () => {
    await rig.message('t1', decided, byCard, sent);
    rig.abandon();
    await fails('2');
    expect(await rig.story('t1')).not.to.include(undelivered);
    await rig.start();
    expect(await rig.story('t1')).to.include(undelivered);
  });

  it('is never about a card that came after it, also at a start', async () => {
    await fails('2');
    expect(unmatched()).to.equal(1);
    await offer('t1');
    await rig.message('t1', decided, byCard, sent);
    await rig.kill();
    await rig.start();
    expect(await rig.story('t1')).not.to.include(undelivered);
    expect(await rig.offers.isOffered(personOf(anna), ticketId('t1'))).to.equal(true);
  });

  it('that was recorded is not shown at a start because a later card would fit too', async () => {
    await rig.message('t1', decided, byCard, sent);
    await fails('2');
    await rig.message('t2', decided, byCard, sent);
    await rig.kill();
    await rig.start();
    expect(await rig.story('t2')).not.to.include(undelivered);
    expect(unmatched()).to.equal(0);
  });

  it('settles an update that is in doubt', async () => {
    await rig.message('t1', decided, byCard, { is: 'doubted' });
    await fails('2');
    expect((await rig.story('t1')).at(-1)).to.equal(undelivered);
  });

  it('is shown where no single card fits', async () => {
    await rig.message('t1', decided, byCard, sent);
    await rig.message('t2', decided, byCard, sent);
    await fails('2');
    await fails('1');
    await fails('2', { notify_type: '2006' });
    await fails('2', {}, 'oSomebodyElseSomebodyElse00');
    for (const ticket of ['t1', 't2']) expect(await rig.story(ticket)).not.to.include(undelivered);
    expect(unmatched()).to.equal(4);
  });

  it('is not taken for a subscribe message, nor the other way round', async () => {
    await rig.message('t1', decided, { is: 'attempted' }, { is: 'doubted' });
    await fails('2');
    expect(await rig.story('t1')).not.to.include(undelivered);
    await rig.message('t2', decided, byCard, { is: 'doubted' });
    await rig.sentEvent('11');
    expect((await rig.story('t1')).at(-1)).to.equal('delivered 11');
    expect((await rig.story('t2')).at(-1)).to.equal('MessageInDoubt');
  });

  it('leaves neither openid nor code in the log', async () => {
    await rig.message('t1', decided, byCard, sent);
    await fails('2');
    expect(await rig.everything()).not.to.include(anna);
  });
});
