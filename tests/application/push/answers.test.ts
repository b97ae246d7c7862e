import { expect } from 'chai';
import { ticketId, templateId } from '../../../src/domain/ids.js';
import { anna, jh, personOf, PushRig } from './rig.js';

const popup = (answer = 'accept', template = jh) => ({
  kind: 'subscribe_msg_popup_event',
  items: [{ TemplateId: template, SubscribeStatusString: answer, PopupScene: '0' }],
});
const change = {
  kind: 'subscribe_msg_change_event',
  items: [{ TemplateId: jh, SubscribeStatusString: 'reject' }],
};

describe('WeChat’s report of a person’s answers', () => {
  let rig: PushRig;
  beforeEach(async () => {
    rig = new PushRig();
    await rig.start();
  });
  afterEach(async () => {
    await rig.kill();
    await rig.store.close();
  });

  const remaining = async (): Promise<number> =>
    (await rig.credits.remaining(personOf(anna))).get(templateId(jh)) ?? 0;
  const report = async (): Promise<void> => {
    const by = { actor: { kind: 'service', name: 'test' }, correlationId: 'c', idempotency: null };
    const results = [{ templateId: templateId(jh), answer: 'accept' }];
    await rig.credits.report(personOf(anna), ticketId('t1'), results, by as never);
    await rig.settle();
  };

  it('is a grant, at WeChat’s time', async () => {
    rig.clock.advance(500);
    await rig.push(popup());
    expect(await remaining()).to.equal(1);
    const [event] = await rig.credit();
    expect(event).to.deep.include({ type: 'SubscriptionGranted' });
    expect(event?.data).to.include({ source: 'popup', templateId: jh, ticketId: null });
    expect(event?.metadata).to.include({ occurredAt: '2025-03-03T01:00:00.000Z' });
  });

  it('is one grant with the mini-program’s own report, whichever comes first', async () => {
    await rig.push(popup());
    await report();
    expect(await remaining()).to.equal(1);
    rig.clock.advance(60_000);
    await report();
    await rig.push(popup());
    expect(await remaining()).to.equal(2);
  });

  it('of three taps is three grants', async () => {
    for (let tap = 0; tap < 3; tap += 1) {
      await rig.push(popup());
      await report();
      rig.clock.advance(10_000);
    }
    expect(await remaining()).to.equal(3);
  });

  it('of several templates counts each', async () => {
    const items = [...popup().items, ...popup('reject', 'pd').items];
    await rig.push({ ...popup(), items });
    const types = (await rig.credit()).map(({ type }) => type);
    expect(types).to.deep.equal(['SubscriptionGranted', 'SubscriptionDeclined']);
  });

  it('taken back voids what is free', async () => {
    await rig.push(popup());
    rig.clock.advance(10_000);
    await rig.push(change);
    expect(await remaining()).to.equal(0);
    rig.clock.advance(10_000);
    await rig.push(popup());
    expect(await remaining()).to.equal(1);
  });

  it('counts once, however often it comes, at two instances and over a restart', async () => {
    await rig.start();
    await Promise.all([1, 2, 3].map(() => rig.push(popup())));
    expect(await rig.credit()).to.have.length(1);
    await rig.kill();
    rig.clock.advance(1_000);
    await rig.push(popup());
    await rig.push(change);
    expect(await rig.credit()).to.have.length(1);
    await rig.start();
    await rig.start();
    expect(await rig.credit()).to.have.length(3);
    await rig.kill();
    await rig.start();
    expect(await rig.credit()).to.have.length(3);
  });

  it('says nothing when it lists nothing', async () => {
    await rig.push({ ...popup(), items: [] });
    await rig.push({ ...popup(), openId: null });
    await rig.push({ ...change, items: [{ TemplateId: jh, SubscribeStatusString: 'accept' }] });
    expect(await rig.credit()).to.deep.equal([]);
  });
});
