import { expect } from 'chai';
import { eventually, said, type Answer, type Caller } from './http.js';
import type { Hall } from './hall.js';
import type { Appointment, AuditTicket, Issued, Page } from './json.js';
import { startTimedRig, type TimedRig } from './rig.js';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const today = '2025-03-03';
const tomorrow = '2025-03-04';

// It is 9 in the morning of a Monday in Shanghai.
const slots = [
  { from: '08:00', to: '08:40', capacity: 3 },
  { from: '09:00', to: '10:00', capacity: 2 },
  { from: '10:00', to: '11:00', capacity: 20 },
];
const allDays = { mon: slots, tue: slots };

describe('appointments', () => {
  let rig: TimedRig;
  beforeEach(async () => {
    rig = await startTimedRig();
  });
  afterEach(() => rig.close());

  const hallTaking = async (appointments: object = {}, hall: object = {}): Promise<Hall> => {
    const made = await rig.hall({ hall });
    await rig.admin.put(`${made.path}/queues/A`, {
      name: '综合业务',
      prefix: 'A',
      appointments: { slots: { weekly: allDays }, ...appointments },
    });
    return made;
  };
  const askToBook = (who: Caller, hall: Hall, body: object = {}): Promise<Answer<Appointment>> =>
    who.ask('POST', `${hall.path}/queues/A/appointments`, {
      body: { date: today, from: '09:00', ...body },
    });
  const book = (who: Caller, hall: Hall, body: object = {}): Promise<Appointment> =>
    who.post(`${hall.path}/queues/A/appointments`, { date: today, from: '09:00', ...body });
  type CheckedIn = Issued & Readonly<{ late: boolean; appointmentId: string }>;
  /** Asked again while the history is being built that an unknown name is looked up in. */
  const askToCheckIn = (who: Caller, hall: Hall, body: object): Promise<Answer<CheckedIn>> =>
    eventually('a check-in', async () => {
      const answer = await who.ask<CheckedIn>('POST', `${hall.path}/check-ins`, { body });
      return answer.status === 503 ? null : answer;
    });
  const listed = async (hall: Hall, query = '') => {
    const { items } = await rig.admin.get<Page<Appointment>>(`${hall.path}/appointments${query}`);
    return items;
  };
  /** A person's appointments, when there are some: a history that is being built anew has them later. */
  const mineOf = (who: Caller): Promise<readonly Appointment[]> =>
    eventually('my appointments', async () => {
      const { items } = await who.get<Page<Appointment>>('/api/v1/me/appointments');
      return items.length === 0 ? null : items;
    });
  const left = async (hall: Hall, date = today) => {
    const path = `${hall.path}/queues/A/slots?date=${date}`;
    const { items } = await rig.anyone.get<{ items: { from: string; left: number }[] }>(path);
    return items.map((slot) => `${slot.from} ${slot.left}`);
  };

  it('are booked by a holder, seen by everybody concerned, and given up', async () => {
    const hall = await hallTaking();
    const phone = await rig.phone();
    expect(await left(hall)).to.deep.equal(['08:00 0', '09:00 2', '10:00 20']);
    const mine = await book(phone.caller, hall);
    const { hallId } = hall;
    const { appointmentId, code, ...shown } = mine;
    expect(shown).to.deep.equal({
      hallId,
      queueId: 'A',
      date: today,
      from: '09:00',
      to: '10:00',
      ref: null,
      state: 'booked',
      ticketId: null,
    });
    expect(code).to.match(/^[0-9A-Za-z_-]{1,32}$/);
    expect(await left(hall)).to.deep.equal(['08:00 0', '09:00 1', '10:00 20']);
    expect(await mineOf(phone.caller)).to.deep.equal([mine]);
    expect(await listed(hall)).to.deep.equal([mine]);
    const auditor = await hall.token('auditor');
    const seen = await auditor.get<Page<Appointment>>(`${hall.path}/appointments`);
    expect(seen.items).to.deep.equal([{ appointmentId, ...shown }]);

    // Beyond the days that may be booked nothing is left.
    expect(await left(hall, '2025-03-17')).to.deep.equal(['08:00 0', '09:00 0', '10:00 0']);
    const other = await rig.phone();
    const path = `/api/v1/appointments/${appointmentId}`;
    expect(said(await other.caller.ask('DELETE', path))).to.equal('403 forbidden');
    expect((await phone.caller.ask('DELETE', path)).status).to.equal(204);
    expect((await phone.caller.ask('DELETE', path)).status).to.equal(204);
    expect(await left(hall)).to.deep.equal(['08:00 0', '09:00 2', '10:00 20']);
    const lost = await eventually('an answer from a history that is caught up', async () => {
      const answer = await phone.caller.ask('DELETE', '/api/v1/appointments/nothing');
      return answer.status === 503 ? null : said(answer);
    });
    expect(lost).to.equal('404 unknown_appointment');
  });

  it('are refused in words that a program understands', async () => {
    const hall = await hallTaking();
    const { caller } = await rig.phone();
    const code = async (body: object) => said(await askToBook(caller, hall, body));
    expect(await code({ from: '09:30' })).to.equal('404 unknown_slot');
    expect(await code({ from: '08:00' })).to.equal('409 not_bookable');
    expect(await code({ date: '2025-04-03' })).to.equal('409 not_bookable');
    expect(await code({ date: '2025-03-05' })).to.equal('404 unknown_slot');
    expect(await code({ date: '2025-02-30' })).to.equal('400 invalid_request');
    expect(await code({ openId: 'o-1' })).to.equal('400 invalid_request');
    const elsewhere = `${hall.path}/queues/B/appointments`;
    const asked = { body: { date: today, from: '09:00' } };
    expect(said(await caller.ask('POST', elsewhere, asked))).to.equal('409 not_bookable');
    const first = await book(caller, hall);
    const again = await askToBook(caller, hall, { from: '10:00' });
    expect([said(again), again.body.appointmentId]).to.deep.equal([
      '409 already_booked',
      first.appointmentId,
    ]);
    await book((await rig.phone()).caller, hall);
    expect(said(await askToBook((await rig.phone()).caller, hall))).to.equal('409 slot_full');
  });

  it('of another system have its names, and come again with the same key', async () => {
    const hall = await hallTaking();
    const kiosk = await hall.token('kiosk');
    const path = `${hall.path}/queues/A/appointments`;
    const body = { date: tomorrow, from: '09:00', ref: 'HIS-0815' };
    const first = await kiosk.ask<Appointment>('POST', path, { body, key: 'his-0815-once' });
    expect(first.status).to.equal(201);
    const again = await kiosk.ask<Appointment>('POST', path, { body, key: 'his-0815-once' });
    expect([again.status, again.body]).to.deep.equal([201, first.body]);
    expect(again.headers.get('idempotency-replayed')).to.equal('true');
    const other = { body: { ...body, date: today }, key: 'his-0815-once' };
    expect(said(await kiosk.ask('POST', path, other))).to.equal('422 idempotency_key_reused');
    expect(said(await kiosk.ask('POST', path, { body }))).to.equal('409 already_booked');
    expect(await listed(hall)).to.deep.equal([]);
    expect(await listed(hall, `?date=${tomorrow}&ref=HIS-0815`)).to.deep.equal([first.body]);
    const early = await askToCheckIn(kiosk, hall, { ref: 'HIS-0815' });
    expect([said(early), (early.body as unknown as { from: string }).from]).to.deep.equal([
      '409 too_early',
      '2025-03-04T00:30:00.000Z',
    ]);
  });

  it('become one ticket each when somebody comes, however they name it', async () => {
    const hall = await hallTaking();
    const kiosk = await hall.token('kiosk');
    await hall.issue();
    const phone = await rig.phone();
    const mine = await book(phone.caller, hall, { from: '10:00', ref: 'HIS-1' });
    expect(said(await askToCheckIn(kiosk, hall, { ref: 'HIS-1' }))).to.equal('409 too_early');
    rig.clock.advance(30 * minuteMs);
    const stranger = await rig.phone();
    const named = { appointmentId: mine.appointmentId };
    expect(said(await askToCheckIn(stranger.caller, hall, named))).to.equal('403 forbidden');
    const came = await askToCheckIn(kiosk, hall, { code: mine.code });
    expect([came.status, came.body.late, came.body.number]).to.deep.equal([201, false, 'A002']);
    expect(came.body).to.include({ appointmentId: mine.appointmentId, priority: 'priority' });
    expect(came.body).to.include({ ahead: 0, bindCode: mine.code });
    for (const name of [{ ref: 'HIS-1' }, named, { code: mine.code }]) {
      const again = await askToCheckIn(phone.caller, hall, name);
      expect([again.status, again.body.ticketId]).to.deep.equal([200, came.body.ticketId]);
    }
    const noted = { ...mine, state: 'checked_in', ticketId: came.body.ticketId };
    // The agenda follows from the log.
    const [seen] = await eventually('the check-in in the agenda', async () => {
      const all = await listed(hall);
      return all[0]?.state === 'booked' ? null : all;
    });
    expect(seen).to.deep.equal(noted);
    // It is theirs already, and they hear of it.
    expect(await phone.ticket(came.body.ticketId)).to.include({ state: 'waiting' });
    const gone = await phone.caller.ask('DELETE', `/api/v1/appointments/${mine.appointmentId}`);
    expect(said(gone)).to.equal('409 appointment_ended');
    const audited = await rig.admin.get<AuditTicket>(`/api/v1/audit/tickets/${mine.appointmentId}`);
    expect(audited).to.include({ number: 'A002' });
  });

  it('that are late wait as those who come now, or are over', async () => {
    const hall = await hallTaking();
    const { caller } = await rig.phone();
    const { appointmentId } = await book(caller, hall);
    rig.clock.advance(hourMs + 16 * minuteMs);
    const late = await askToCheckIn(caller, hall, { appointmentId });
    expect([late.status, late.body.late, late.body.priority]).to.deep.equal([201, true, 'normal']);

    const strict = await hallTaking({ late: 'refuse', checkIn: { lateMinutes: 0 } });
    const given = await book(caller, strict, { from: '10:00' });
    rig.clock.advance(hourMs);
    const refused = await askToCheckIn(caller, strict, { appointmentId: given.appointmentId });
    expect(said(refused)).to.equal('409 too_late');
  });

  it('that were given up are not checked in', async () => {
    const hall = await hallTaking();
    const { appointmentId, code } = await book(rig.admin, hall);
    await rig.admin.ask('DELETE', `/api/v1/appointments/${appointmentId}`);
    const answer = await askToCheckIn(rig.admin, hall, { code });
    expect([said(answer), (answer.body as unknown as { state: string }).state]).to.deep.equal([
      '409 appointment_ended',
      'cancelled',
    ]);
    expect(said(await askToCheckIn(rig.admin, hall, { ref: 'none' }))).to.equal(
      '404 unknown_appointment',
    );
    expect(said(await askToCheckIn(rig.admin, hall, {}))).to.equal('400 invalid_request');
    const two = { code, appointmentId };
    expect(said(await askToCheckIn(rig.admin, hall, two))).to.equal('400 invalid_request');
    const other = await hallTaking();
    const elsewhere = await other.token('kiosk');
    const wrong = await askToCheckIn(elsewhere, other, { appointmentId });
    expect(said(wrong)).to.equal('404 unknown_appointment');
  });

  it('are missed when the day is over and nobody came', async () => {
    const hall = await hallTaking();
    const [came, stayed] = [await book(rig.admin, hall), await book(rig.admin, hall)];
    await askToCheckIn(rig.admin, hall, { code: came.code });
    rig.clock.advance(15 * hourMs + minuteMs);
    const states = await eventually('the end of the day', async () => {
      const day = await listed(hall, `?date=${today}`);
      return day.some(({ state }) => state === 'booked') ? null : day;
    });
    expect(Object.fromEntries(states.map((one) => [one.appointmentId, one.state]))).to.deep.equal({
      [came.appointmentId]: 'checked_in',
      [stayed.appointmentId]: 'missed',
    });
    const answer = await askToCheckIn(rig.admin, hall, { code: stayed.code });
    expect(said(answer)).to.equal('409 appointment_ended');
  });

  it('never promise more places than there are, however many ask at once', async () => {
    const hall = await hallTaking();
    const phones = await Promise.all(Array.from({ length: 40 }, () => rig.phone()));
    const answers = await Promise.all(
      phones.map(({ caller }) => askToBook(caller, hall, { from: '10:00' })),
    );
    const expected = [...Array(20).fill('201'), ...Array(20).fill('409 slot_full')];
    expect(answers.map(said).toSorted()).to.deep.equal(expected);
    expect(await left(hall)).to.include('10:00 0');
  });

  it('stay, without the person, when they are forgotten', async () => {
    const hall = await hallTaking();
    const phone = await rig.phone();
    const mine = await book(phone.caller, hall, { from: '09:00' });
    await phone.caller.ask('DELETE', '/api/v1/me');
    expect(await listed(hall)).to.deep.equal([mine]);
    const again = await rig.phone(phone.name);
    const theirs = await again.caller.get<Page<Appointment>>('/api/v1/me/appointments');
    expect(theirs.items).to.deep.equal([]);
    const named = { appointmentId: mine.appointmentId };
    expect(said(await askToCheckIn(again.caller, hall, named))).to.equal('403 forbidden');
    const came = await askToCheckIn(await hall.token('kiosk'), hall, { code: mine.code });
    expect(came.status).to.equal(201);
    const { ticketId } = came.body;
    expect(said(await again.caller.ask('GET', `/api/v1/tickets/${ticketId}`))).to.equal(
      '403 forbidden',
    );
    await book(again.caller, hall, { from: '10:00' });
  });
});
