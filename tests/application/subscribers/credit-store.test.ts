import { expect } from 'chai';
import type { MessageId, SubscriberId } from '../../../src/domain/ids.js';
import { by, jh, ticketId, World, type Instance } from '../rig.js';

describe('the credits of a person', () => {
  let world: World;
  let one: Instance;
  let two: Instance;
  const anna = 'a'.repeat(32) as SubscriberId;
  const use = (id: string) => ({ templateId: jh, messageId: id as MessageId });
  beforeEach(() => {
    world = new World();
    one = world.instance();
    two = world.instance();
  });
  afterEach(() => world.close());
  const report = (key: string | null, fingerprint = 'f') =>
    one.credits.report(
      anna,
      ticketId('t1'),
      [
        { templateId: jh, answer: 'accept' },
        { templateId: 'pd' as typeof jh, answer: 'ban' },
      ],
      by(key, fingerprint),
    );

  it('are reported once for each key', async () => {
    const first = await report('k1');
    expect(first).to.deep.equal({
      status: 200,
      body: { granted: ['jh'], declined: ['pd'] },
      replayed: false,
    });
    expect(await report('k1')).to.deep.equal({ ...first, replayed: true });
    expect(await world.credit(anna)).to.have.length(2);
    const reused = await report('k1', 'other').catch((error: { code: string }) => error.code);
    expect(reused).to.equal('idempotency_key_reused');
    await report('k2');
    expect((await one.credits.remaining(anna)).get(jh)).to.equal(2);
  });

  it('are used once for each message, by whichever instance', async () => {
    await one.grant(anna);
    const [first, second] = [
      one.credits.use(anna, use('m1'), by()),
      two.credits.use(anna, use('m2'), by()),
    ];
    await world.pass(1_000);
    const found = [await first, await second];
    expect(found.filter(({ ok }) => ok)).to.have.length(1);
    expect(await world.credit(anna)).to.deep.equal(['SubscriptionGranted', 'SubscriptionUsed']);
    expect(await one.credits.use(anna, use('m1'), by())).to.include({ ok: found[0]?.ok });
    expect(await world.credit(anna)).to.have.length(2);
  });

  it('say up to where they were read', async () => {
    await one.grant(anna);
    expect(await one.credits.use(anna, use('m1'), by())).to.deep.equal({
      ok: true,
      readRevision: 1,
    });
    await one.grant(anna);
    expect(await one.credits.use(anna, use('m1'), by())).to.deep.equal({
      ok: true,
      readRevision: 2,
    });
  });

  it('come back, and are voided', async () => {
    await one.grant(anna);
    await one.credits.use(anna, use('m1'), by());
    await one.credits.giveBack(anna, use('m1'), by());
    await one.credits.giveBack(anna, use('m1'), by());
    expect((await one.credits.remaining(anna)).get(jh)).to.equal(1);
    await one.credits.exhaust(anna, { ...use('m1'), upToRevision: 0 }, by());
    expect((await one.credits.remaining(anna)).get(jh)).to.equal(0);
    expect(await one.credits.use(anna, use('m1'), by())).to.deep.equal({
      ok: false,
      reason: 'no_grant',
    });
  });
});
