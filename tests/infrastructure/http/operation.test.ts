import { expect } from 'chai';
import { Agent } from 'node:http';
import { said, startRig, type Rig } from './rig.js';

const hall = '/api/v1/halls/demo';

describe('the service in operation', () => {
  let rig: Rig;
  afterEach(() => rig.close());

  it('limits each token, and each address without one, but never health', async () => {
    rig = await startRig({ rateLimit: 5 });
    const burst = async (who: string | null, path: string) => {
      const asked = Array.from({ length: 12 }, () => rig.as(who).get(path));
      return (await Promise.all(asked)).filter(({ status }) => status === 429);
    };
    const [limited] = await burst('kiosk', `${hall}/tickets`);
    expect(limited && said(limited)).to.deep.equal([429, 'rate_limited']);
    expect(Number(limited?.headers['retry-after'])).to.be.at.least(1);
    expect(said(await rig.as('terminal').get(`${hall}/tickets`))[0]).to.equal(200);
    expect(await burst(null, `${hall}/board`)).to.not.have.lengthOf(0);
    expect(await burst(null, '/health/live')).to.have.lengthOf(0);
    expect(await burst('nobody', '/health/ready')).to.have.lengthOf(0);
  });

  it('tells one address from another only by proxies that it believes', async () => {
    const ask = async (trustProxy: number) => {
      rig = await startRig({ rateLimit: 2, trustProxy });
      const asked = Array.from({ length: 8 }, (_each, index) =>
        rig.as(null).get(`${hall}/board`, { headers: { 'X-Forwarded-For': `10.0.0.${index}` } }),
      );
      const limited = (await Promise.all(asked)).filter(({ status }) => status === 429);
      return limited.length;
    };
    expect(await ask(1)).to.equal(0);
    await rig.close();
    expect(await ask(0)).to.be.greaterThan(0);
  });

  it('says why it is not ready', async () => {
    const checks = { store: { ok: false, reason: 'no answer' } };
    const readiness = { check: () => Promise.resolve({ ready: false, checks }) };
    rig = await startRig({}, { readiness });
    const { status, data, headers } = await rig.as(null).get('/health/ready');
    expect([status, data]).to.deep.equal([503, { ready: false, checks }]);
    expect(headers['retry-after']).to.match(/^\d+$/);
  });

  it('measures by route, method and status, and logs neither tokens, bodies nor ids', async () => {
    rig = await startRig();
    const { data } = await rig.as('kiosk').post(`${hall}/queues/A/tickets`);
    await rig.as('kiosk').get(`/api/v1/tickets/${data.ticketId}?secret=1`);
    await rig.as(null).post('/api/v1/wechat/login', { code: 'code-of-wx' });
    const metrics = String((await rig.as(null).get('/metrics')).data);
    expect(metrics).to.include(
      'http_request_duration_seconds_count{route="/api/v1/tickets/{ticketId}",method="GET",status="400"} 1',
    );
    const log = rig.log.join('');
    expect(log).to.include('"route":"/api/v1/tickets/{ticketId}"').and.include('invalid_request');
    for (const secret of [data.ticketId, 'secret', 'code-of-wx', 'Bearer', 'demo"'])
      expect(log, secret).to.not.include(secret);
  });

  it('sends no header that says more than it must, and lets nothing be cached', async () => {
    rig = await startRig();
    const { headers } = await rig.as(null).get(`${hall}/board`);
    expect(headers).to.include({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    expect(headers).to.not.have.any.keys('x-powered-by', 'etag');
  });

  it('stops when what runs is answered, and closes kept connections', async () => {
    let finish: () => void = () => undefined;
    const running = new Promise<void>((resolve) => (finish = resolve));
    const execute = async () => {
      await running;
      return { status: 200, body: {}, replayed: false };
    };
    rig = await startRig({}, { commands: { execute } });
    const httpAgent = new Agent({ keepAlive: true });
    const asked = rig
      .as('admin')
      .post(`${hall}/close-day`, {}, { httpAgent })
      .catch((error: Error) => error);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const closed = rig.close(3_000);
    setTimeout(finish, 50);
    await closed;
    expect(await asked).to.not.equal(undefined);
    httpAgent.destroy();
  });

  it('breaks off at its deadline what does not end', async () => {
    rig = await startRig({}, { commands: { execute: () => new Promise(() => undefined) } });
    const asked = rig
      .as('admin')
      .post(`${hall}/close-day`)
      .then(
        () => 'answered',
        () => 'broken off',
      );
    await new Promise((resolve) => setTimeout(resolve, 50));
    await rig.close(50);
    expect(await asked).to.equal('broken off');
  });
});
