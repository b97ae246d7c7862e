import { expect } from 'chai';
import { said } from './http.js';
import { startRig, type Rig } from './rig.js';

describe('taking a number, within the rules of the hall', () => {
  let rig: Rig;
  before(async () => {
    rig = await startRig();
  });
  after(() => rig.close());
  const queue = { name: '综合业务', prefix: 'A' };

  it('says until when a queue is closed, what is full, and when the next part of the day has room', async () => {
    const hall = await rig.hall();
    const path = `${hall.path}/queues/A`;
    await rig.admin.put(path, { ...queue, hours: { weekly: {}, days: {} } });
    const closed = await rig.admin.ask('POST', `${path}/tickets`);
    expect([said(closed), closed.body]).to.deep.equal([
      '409 queue_closed',
      { ...(closed.body as object), queueId: 'A', opensAt: null },
    ]);
    await rig.admin.put(path, { ...queue, quota: { day: 1 } });
    await hall.issue();
    const full = await rig.admin.ask('POST', `${path}/tickets`);
    expect([said(full), full.body]).to.deep.equal([
      '409 quota_exhausted',
      { ...(full.body as object), queueId: 'A', nextSlot: null },
    ]);
    expect(await hall.issue('A', { extra: true })).to.include({ number: 'A002' });
    const kiosk = await hall.token('kiosk');
    const asked = { body: { extra: true } };
    expect(said(await kiosk.ask('POST', `${path}/tickets`, asked))).to.equal('403 forbidden');
    const terminal = await hall.token('terminal');
    expect((await terminal.ask('POST', `${path}/tickets`, asked)).status).to.equal(201);
    expect(said(await terminal.ask('POST', `${path}/tickets`))).to.equal('403 forbidden');
  });

  it('gives a person one open ticket a queue where phones take numbers', async () => {
    const hall = await rig.hall({ hall: { holdersTakeNumbers: true } });
    const { phone, ticket } = await hall.holder();
    const path = `${hall.path}/queues/A/tickets`;
    const again = await phone.caller.ask('POST', path);
    expect([said(again), again.body]).to.deep.equal([
      '409 too_many_tickets',
      { ...(again.body as object), ticketId: ticket.ticketId },
    ]);
    await phone.caller.post(`/api/v1/tickets/${ticket.ticketId}/cancel`);
    expect((await phone.caller.ask('POST', path)).status).to.equal(201);
  });

  it('refuses rules that contradict themselves, with their path', async () => {
    const hall = await rig.hall();
    const put = async (body: object) => {
      const answer = await rig.admin.ask('PUT', `${hall.path}/queues/A`, {
        body: { ...queue, ...body },
      });
      const { errors = [] } = answer.body as { errors?: { path: string }[] };
      return [answer.status, ...errors.map(({ path }) => path)];
    };
    const monday = (...intervals: [string, string][]) => ({
      hours: { weekly: { mon: intervals } },
    });
    expect(await put(monday(['08:00', '12:00'], ['11:00', '13:00']))).to.deep.equal([
      400,
      'hours.weekly.mon.1',
    ]);
    expect(await put(monday(['12:00', '08:00']))).to.deep.equal([400, 'hours.weekly.mon.0']);
    expect(await put(monday(['08:00', '08:00']))).to.deep.equal([400, 'hours.weekly.mon.0']);
    expect(await put({ hours: { days: { '2026-02-30': [] } } })).to.deep.equal([
      400,
      'hours.days.2026-02-30',
    ]);
    const slots = [
      { from: '08:00', to: '12:00', tickets: 3 },
      { from: '08:00', to: '09:00', tickets: 3 },
    ];
    expect(await put({ quota: { slots } })).to.deep.equal([400, 'quota.slots.1']);
    expect(await put({ firstNumber: 5, lastNumber: 4 })).to.deep.equal([400, 'lastNumber']);
    const skip = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];
    expect(await put({ skip })).to.deep.equal([400, 'skip']);
    expect(await put({ colour: 'red' })).to.deep.equal([400, 'colour']);
  });
});
