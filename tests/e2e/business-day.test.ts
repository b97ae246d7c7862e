import { expect } from 'chai';
import { eventually, said } from './http.js';
import type { TicketPage } from './json.js';
import { startTimedRig, type TimedRig } from './rig.js';

const hourMs = 3_600_000;

describe('the day of a hall', () => {
  let rig: TimedRig;
  beforeEach(async () => {
    rig = await startTimedRig();
  });
  afterEach(() => rig.close());
  const read = (ticketId: string) => rig.admin.get<TicketPage>(`/api/v1/tickets/${ticketId}`);
  /** The local hour of Shanghai now. */
  const hour = (): number => (new Date(Date.parse(rig.clock.now())).getUTCHours() + 8) % 24;

  it('goes on as it began when the time zone is changed; the next day goes by the new one', async () => {
    const hall = await rig.hall();
    const ticket = await hall.issue();
    await hall.at('1', 'open');
    const { businessDay } = await hall.board();
    await rig.admin.put(hall.path, { name: '测试大厅', timeZone: 'Pacific/Kiritimati' });
    expect(await read(ticket.ticketId)).to.include({ state: 'waiting' });
    expect(await hall.issue()).to.include({ number: 'A002' });
    expect((await hall.at('1', 'call-next')).ticket).to.include({ ticketId: ticket.ticketId });
    expect(await hall.board()).to.include({ businessDay });
    rig.clock.advance((24 - hour()) * hourMs);
    await eventually('the next day', async () =>
      (await hall.board()).businessDay > businessDay ? true : null,
    );
    expect(await hall.issue()).to.include({ number: 'A001' });
    await eventually('the end of the day before', async () =>
      (await read(ticket.ticketId)).state === 'expired' ? true : null,
    );
  });

  it('closes itself at its closing time, once: who opens it again meant to', async () => {
    const hall = await rig.hall();
    const closing = `${String(hour() + 1).padStart(2, '0')}:00`;
    await rig.admin.put(hall.path, { name: '测试大厅', closesAt: closing });
    const waiting = await hall.issue();
    await hall.at('1', 'open');
    rig.clock.advance(hourMs);
    await eventually('closing time', async () =>
      (await read(waiting.ticketId)).state === 'expired' ? true : null,
    );
    const refused = await rig.admin.ask('POST', `${hall.path}/queues/A/tickets`);
    expect(said(refused)).to.equal('409 day_closed');
    await rig.admin.post(`${hall.path}/open-day`);
    const late = await hall.issue();
    rig.clock.advance(5_000);
    await hall.at('1', 'call-next');
    expect(await read(late.ticketId)).to.include({ state: 'called' });
  });

  it('may begin in the morning: the night belongs to the day before', async () => {
    const hall = await rig.hall();
    await rig.admin.put(hall.path, { name: '急诊', dayStartsAt: '06:00' });
    const first = await hall.issue();
    const { businessDay } = await hall.board();
    rig.clock.advance((24 - hour() + 2) * hourMs);
    expect(await hall.issue()).to.include({ number: 'A002' });
    expect(await hall.board()).to.include({ businessDay });
    rig.clock.advance(5 * hourMs);
    await eventually('the end of the night', async () =>
      (await read(first.ticketId)).state === 'expired' ? true : null,
    );
    expect(await hall.issue()).to.include({ number: 'A001' });
  });
});
