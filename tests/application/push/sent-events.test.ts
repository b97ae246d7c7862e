import { expect } from 'chai';
import { anna, jh, PushRig } from './rig.js';

const decided = { is: 'decided' } as const;
const attempted = { is: 'attempted' } as const;
const doubted = { is: 'doubted' } as const;
const sent = (msgid: string | null) => ({ is: 'sent', msgid }) as const;

describe('WeChat’s report of a message', () => {
  let rig: PushRig;
  beforeEach(async () => {
    rig = new PushRig();
    await rig.start();
  });
  afterEach(async () => {
    await rig.kill();
    await rig.store.close();
  });

  const unmatched = (): number =>
    rig.counts.filter((name) => name.startsWith('push_unmatched_total')).length;

  it('belongs to the message whose id it names', async () => {
    await rig.message('t1', decided, attempted, sent('11'));
    await rig.message('t2', decided, attempted, sent('12'));
    await rig.sentEvent('12');
    await rig.sentEvent('11', { ErrorCode: '-1', ErrorStatus: 'failed' });
    expect(await rig.story('t1')).to.deep.equal(['SendAttempted', 'MessageSent', 'undelivered 11']);
    expect(await rig.story('t2')).to.deep.equal(['SendAttempted', 'MessageSent', 'delivered 12']);
    expect(unmatched()).to.equal(0);
  });

  it('that comes before the outcome waits for it', async () => {
    await rig.message('t1', decided, attempted);
    await rig.sentEvent('11');
    expect(await rig.story('t1')).to.deep.equal(['SendAttempted']);
    await rig.message('t1', sent('11'));
    expect((await rig.story('t1')).at(-1)).to.equal('delivered 11');
    expect(unmatched()).to.equal(0);
  });

  it('waits for the outcomes of others to the same person, for it may be theirs', async () => {
    await rig.message('t1', decided, attempted, doubted);
    await rig.message('t2', decided, attempted);
    await rig.sentEvent('12');
    expect(await rig.story('t1')).to.deep.equal(['SendAttempted', 'MessageInDoubt']);
    await rig.message('t2', sent('12'));
    expect((await rig.story('t2')).at(-1)).to.equal('delivered 12');
    expect(await rig.story('t1')).to.deep.equal(['SendAttempted', 'MessageInDoubt']);
    await rig.sentEvent('11');
    expect((await rig.story('t1')).at(-1)).to.equal('delivered 11');
  });

  it('settles a doubt of the only attempt that fits', async () => {
    await rig.message('t1', decided, attempted, doubted);
    rig.clock.advance(4 * 60_000);
    await rig.sentEvent('11');
    expect(await rig.story('t1')).to.deep.equal([
      'SendAttempted',
      'MessageInDoubt',
      'delivered 11',
    ]);
  });

  it('settles it as undelivered when WeChat says so', async () => {
    await rig.message('t1', decided, attempted, doubted);
    await rig.sentEvent('11', { ErrorCode: '-3', ErrorStatus: 'system failed' });
    expect((await rig.story('t1')).at(-1)).to.equal('undelivered 11');
  });

  it('settles what WeChat itself had said to have failed, or sent without an id', async () => {
    await rig.message('t1', decided, attempted, { is: 'deferred', possiblySent: true });
    await rig.sentEvent('11');
    expect((await rig.story('t1')).at(-1)).to.equal('delivered 11');
    await rig.message('t2', decided, attempted, sent(null));
    await rig.sentEvent('12');
    expect((await rig.story('t2')).at(-1)).to.equal('delivered 12');
  });

  it('stays unmatched and shown when two attempts fit, also after a person settles one', async () => {
    await rig.message('t1', decided, attempted, doubted);
    await rig.message('t2', decided, attempted, doubted);
    await rig.sentEvent('11');
    expect(unmatched()).to.equal(1);
    expect(rig.log.join()).to.include('push_unmatched').and.include('"11"');
    await rig.message('t1', { is: 'resolved', outcome: 'sent' });
    expect(await rig.story('t2')).to.deep.equal(['SendAttempted', 'MessageInDoubt']);
    expect(unmatched()).to.equal(1);
  });

  it('still matches an outcome that comes later and names it', async () => {
    await rig.message('t1', decided, attempted, doubted);
    await rig.message('t2', decided, attempted, doubted);
    await rig.sentEvent('11');
    await rig.message('t2', sent('11'));
    expect((await rig.story('t2')).at(-1)).to.equal('delivered 11');
    expect(await rig.story('t1')).to.deep.equal(['SendAttempted', 'MessageInDoubt']);
  });

  it('does not fit another person, template or time, or what came after it', async () => {
    await rig.message('t1', { ...decided, openId: 'oOther' }, attempted, doubted);
    await rig.message('t2', { ...decided, template: 'pd' }, attempted, doubted);
    await rig.message('t3', decided, attempted, doubted);
    rig.clock.advance(5 * 60_000 + 1_000);
    await rig.sentEvent('11');
    await rig.message('t4', decided, attempted, doubted);
    for (const ticket of ['t1', 't2', 't3', 't4'])
      expect(await rig.story(ticket)).to.deep.equal(['SendAttempted', 'MessageInDoubt']);
    expect(unmatched()).to.equal(1);
  });

  it('is not of an attempt that is known to have sent nothing', async () => {
    await rig.message('t1', decided, attempted, { is: 'deferred', possiblySent: false });
    await rig.message('t2', decided, attempted, doubted, { is: 'resolved', outcome: 'not_sent' });
    await rig.message('t3', decided, attempted, doubted);
    await rig.sentEvent('11');
    expect((await rig.story('t3')).at(-1)).to.equal('delivered 11');
    expect(await rig.story('t1')).to.have.length(2);
  });

  it('of a second delivery of the same message settles nothing and is shown', async () => {
    const again = { attempt: 2 };
    await rig.message('t1', decided, attempted, { is: 'deferred', possiblySent: true });
    await rig.message('t1', { ...attempted, ...again }, { ...sent('12'), ...again });
    await rig.sentEvent('12');
    await rig.sentEvent('11');
    const reports = (await rig.story('t1')).filter((line) => line.startsWith('delivered'));
    expect(reports).to.deep.equal(['delivered 12']);
    expect(unmatched()).to.equal(1);
  });

  it('comes twice within a second under two ids: both count', async () => {
    await rig.message('t1', decided, attempted, sent('11'));
    await rig.message('t2', decided, attempted, sent('12'));
    await Promise.all([rig.sentEvent('11'), rig.sentEvent('12')]);
    await rig.settle();
    expect((await rig.story('t1')).at(-1)).to.equal('delivered 11');
    expect((await rig.story('t2')).at(-1)).to.equal('delivered 12');
  });

  it('is recorded once, however often and wherever it comes', async () => {
    await rig.start();
    await rig.message('t1', decided, attempted, sent('11'));
    await Promise.all([1, 2, 3].map(() => rig.sentEvent('11')));
    await rig.sentEvent('11');
    await rig.settle();
    const reports = (await rig.story('t1')).filter((line) => line.startsWith('delivered'));
    expect(reports).to.deep.equal(['delivered 11']);
    expect(rig.counts.filter((name) => name.endsWith('repeated'))).to.have.length(3);
  });

  it('is acted on after a restart, in the order of nothing but the log', async () => {
    await rig.message('t1', decided, attempted, doubted);
    await rig.message('t2', decided, attempted, sent('12'));
    await rig.kill();
    await rig.sentEvent('11');
    await rig.sentEvent('12');
    await rig.start();
    expect((await rig.story('t1')).at(-1)).to.equal('delivered 11');
    expect((await rig.story('t2')).at(-1)).to.equal('delivered 12');
    const before = await rig.everything();
    await rig.kill();
    await rig.start();
    expect(await rig.everything()).to.equal(before);
  });

  it('without an id is shown, not guessed', async () => {
    await rig.message('t1', decided, attempted, doubted);
    for (const msgid of ['', '0', 'x', '-1']) await rig.sentEvent(msgid);
    expect(await rig.story('t1')).to.have.length(2);
    expect(unmatched()).to.equal(4);
  });

  it('keeps who it is about out of the log, and of what is logged', async () => {
    await rig.message('t1', decided, attempted, doubted);
    await rig.sentEvent('11');
    await rig.sentEvent('99');
    await rig.push({ kind: 'message.text', msgId: '123', items: [] });
    await rig.push({ kind: 'something_new', items: [] });
    expect(await rig.everything()).to.include(jh);
    expect(await rig.everything()).to.not.include(anna);
    expect(rig.log.join()).to.include('push_unused').and.include('push_unmatched');
    expect(rig.log.join()).to.not.include(anna);
    expect(rig.counts).to.include.members([
      'push_received_total message recorded',
      'push_received_total other recorded',
    ]);
    expect(await rig.events('push-123')).to.have.length(1);
  });
});
