import { expect } from 'chai';
import { said, type Answer } from '../e2e/http.js';
import type { Appointment, Issued, Page } from '../e2e/json.js';
import { onEventStoreDb, startRig, type Rig } from '../e2e/rig.js';
import { Engine } from '../../src/application/engine/engine.js';

const capacity = 20;

if (!onEventStoreDb) console.warn('SKIPPED: races of appointments at two instances; set ESDB_URL');
else
  describe('appointments at two instances', function () {
    this.timeout(60_000);
    let rigs: readonly [Rig, Rig];
    before(async () => {
      rigs = [await startRig(), await startRig()];
    });
    after(() => Promise.all(rigs.map((rig) => rig.close())));
    const callers = () => rigs.map(({ admin }) => admin);

    const hallTaking = async () => {
      const [one, other] = rigs;
      const hall = await one.hall();
      const all = [{ from: '00:00', to: '24:00', capacity }];
      const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
      const weekly = Object.fromEntries(days.map((day) => [day, all]));
      await one.admin.put(`${hall.path}/queues/A`, {
        name: '综合业务',
        prefix: 'A',
        appointments: { slots: { weekly } },
      });
      await other.service.container.get(Engine).catchUp(5_000);
      const { businessDay: date } = await hall.board();
      return { path: hall.path, date };
    };

    it('promise no more places than there are', async () => {
      const { path, date } = await hallTaking();
      const answers = await Promise.all(
        Array.from({ length: capacity * 2 }, (_, n) => {
          const caller = callers()[n % 2];
          const body = { date, from: '00:00', ref: `race-${n}` };
          return caller?.ask('POST', `${path}/queues/A/appointments`, {
            body,
          }) as Promise<Answer<Appointment>>;
        }),
      );
      expect(answers.filter(({ status }) => status === 201)).to.have.length(capacity);
      expect(new Set(answers.filter(({ status }) => status !== 201).map(said))).to.deep.equal(
        new Set(['409 slot_full']),
      );
      const [{ admin }] = rigs;
      const { items } = await admin.get<Page<Appointment>>(`${path}/appointments?limit=500`);
      expect(items).to.have.length(capacity);
    });

    it('become one ticket, wherever they are checked in, and a name is given once', async () => {
      const { path, date } = await hallTaking();
      const body = { date, from: '00:00', ref: 'once' };
      const booked = await Promise.all(
        callers().map((caller) =>
          caller.ask<Appointment>('POST', `${path}/queues/A/appointments`, { body }),
        ),
      );
      expect(booked.map(said).toSorted()).to.deep.equal(['201', '409 already_booked']);
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, n) => {
          const asked = { body: { ref: 'once' } };
          return callers()[n % 2]?.ask('POST', `${path}/check-ins`, asked) as Promise<
            Answer<Issued>
          >;
        }),
      );
      expect(answers.map(said).toSorted()).to.deep.equal([...Array<string>(11).fill('200'), '201']);
      expect(new Set(answers.map((one) => one.body.ticketId)).size).to.equal(1);
      const [{ admin }] = rigs;
      const { items } = await admin.get<Page<Issued>>(`${path}/tickets`);
      expect(items).to.have.length(1);
    });
  });
