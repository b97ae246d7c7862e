import { expect } from 'chai';
import { pino } from 'pino';
import { readSettings } from '../../src/infrastructure/config/settings.js';
import { services } from '../../src/composition/di/services.js';
import { startService } from '../../src/composition/service.js';
import { said } from './http.js';
import { environment, reach, startRig, temporaryDir, type Rig } from './rig.js';

type Slip = Readonly<{ ticketId: string; state: string; ahead: number; window: object | null }>;

describe('a paper slip', () => {
  let rig: Rig;
  before(async () => {
    rig = await startRig();
  });
  after(() => rig.close());
  const ask = (code: unknown, to = '') =>
    rig.anyone.ask<Slip>('POST', `/api/v1/slips${to}`, { body: { code } });

  it('is read by its code without a login, and without what belongs to a person', async () => {
    const hall = await rig.hall();
    const { ticket } = await hall.holder();
    const { status, body } = await ask(ticket.bindCode);
    expect(status).to.equal(200);
    expect(body).to.include({ ticketId: ticket.ticketId, state: 'waiting', ahead: 0 });
    expect(body).to.not.have.any.keys('messages', 'subscriptions', 'card', 'subscriberId');
  });

  it('shows an ended ticket as ended, which cannot be given up again', async () => {
    const hall = await rig.hall();
    const { bindCode } = await hall.issue();
    expect((await ask(bindCode, '/cancel')).body.state).to.equal('cancelled');
    expect((await ask(bindCode)).body.state).to.equal('cancelled');
    expect(said(await ask(bindCode, '/cancel'))).to.equal('409 ticket_ended');
  });

  it('is read, but not given up, once somebody has bound its ticket', async () => {
    const hall = await rig.hall();
    const { ticket } = await hall.holder();
    expect(said(await ask(ticket.bindCode, '/cancel'))).to.equal('403 forbidden');
    expect((await ask(ticket.bindCode)).body.state).to.equal('waiting');
  });

  it('is still known after a restart', async () => {
    const dataDir = temporaryDir();
    const first = await startRig({ dataDir });
    const { bindCode, ticketId } = await (await first.hall()).issue();
    await first.close();
    const second = await startRig({ dataDir });
    const { body } = await second.anyone.ask<Slip>('POST', '/api/v1/slips', {
      body: { code: bindCode },
    });
    await second.close();
    expect(body).to.include({ ticketId, state: 'waiting' });
  });

  it('stands in no line of the log, nor in a refusal', async () => {
    const lines: string[] = [];
    const logger = pino({ level: 'debug', base: null }, { write: (line) => lines.push(line) });
    const settings = readSettings(environment(temporaryDir()));
    const service = await startService(settings, (container) => {
      container.rebind(services.logger).toConstantValue(logger);
    });
    await service.ready;
    const { hall, anyone } = reach(service.url, service.simulatorUrl ?? '');
    const { bindCode } = await (await hall()).issue();
    await fetch(`${service.url}/t/${bindCode}`);
    const answers = [];
    for (const code of [bindCode, `x${bindCode}`.slice(0, 32)])
      for (const to of ['', '/cancel', '/cancel'])
        answers.push(await anyone.ask('POST', `/api/v1/slips${to}`, { body: { code } }));
    await service.close();
    expect(lines.join('')).to.include('/api/v1/slips/cancel');
    expect([...lines, ...answers.map(({ text }) => text)].join('')).to.not.include(bindCode);
  });

  it('is not found by trying: an address misses thirty times a minute, and still reads its own', async () => {
    const strict = await startRig();
    const { bindCode } = await (await strict.hall()).issue();
    const slip = (code: string) => strict.anyone.ask('POST', '/api/v1/slips', { body: { code } });
    const misses = [];
    for (let tried = 0; tried < 31; tried += 1) misses.push(said(await slip(`wrong-${tried}`)));
    const own = await slip(bindCode);
    await strict.close();
    expect(misses.slice(0, 30)).to.deep.equal(Array(30).fill('404 unknown_bind_code'));
    expect(misses[30]).to.equal('429 rate_limited');
    expect(own.status).to.equal(200);
  });
});
