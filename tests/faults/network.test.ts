import { expect } from 'chai';
import { esdbUrl } from '../support/esdb/test-store.js';
import { Bench, eventually, type Waiting } from './lab/bench.js';
import { isReady, post, type Probed } from './lab/probe.js';
import { TcpProxy, type ProxyMode } from './tcp-proxy.js';

const portOf = (url: string): number => Number(new URL(url).port);

describe('the network between the service and WeChat', function () {
  this.timeout(120_000);
  let bench: Bench;
  let proxy: TcpProxy;

  before(async () => {
    bench = await Bench.open({
      weChatUrl: async (simulator) => {
        proxy = await TcpProxy.start({ host: '127.0.0.1', port: portOf(simulator.url) });
        return `http://127.0.0.1:${proxy.port}`;
      },
    });
  });
  after(async () => {
    await bench.close();
    await proxy.stop();
  });

  /** Somebody new is first in line, and the line before them is gone. */
  const first = async (): Promise<Waiting> => {
    await bench.hall('windows/1/call-next');
    return bench.visitor('A', 3);
  };

  /** Logged in and bound while all is well; the message follows the grant. */
  const tellUnder = async (mode: ProxyMode): Promise<Waiting> => {
    await bench.hall('windows/1/call-next');
    const visitor = await bench.visitor('A', 0);
    proxy.set(mode);
    await bench.accept(visitor);
    return visitor;
  };

  for (const mode of ['slow', 'half-open', 'blackhole', 'reset'] as const)
    it(`sends at most once, and goes on (${mode})`, async () => {
      const visitor = await tellUnder(mode);
      await bench.message(visitor, ['sent', 'in_doubt', 'deferred']);
      const called = await post(
        bench.instance.url,
        `/api/v1/halls/${bench.hallId}/windows/3/call-next`,
      );
      expect(called.status, 'calling works without WeChat').to.equal(200);
      proxy.set('pass');
      const { status } = await bench.message(visitor, ['sent', 'in_doubt']);
      const received = await bench.deliveriesOf(visitor);
      expect(received.length).to.be.at.most(1);
      if (status === 'sent') expect(received).to.have.length(1);
      await bench.message(await first(), ['sent']);
    });
});

const store = esdbUrl;

if (store === undefined) {
  const hint = 'set ESDB_URL=esdb://127.0.0.1:2113?tls=false to run it against a real server';
  console.warn(`SKIPPED: the network between the service and EventStoreDB; ${hint}`);
} else
  describe('the network between the service and EventStoreDB', function () {
    this.timeout(180_000);
    let bench: Bench;
    let proxy: TcpProxy;

    before(async () => {
      const { hostname, port } = new URL(store.replace(/^esdb(\+discover)?:/, 'http:'));
      proxy = await TcpProxy.start({ host: hostname, port: Number(port) });
      const EVENT_STORE = `esdb://127.0.0.1:${proxy.port}?tls=false`;
      bench = await Bench.open({ env: { EVENT_STORE } });
    });
    after(async () => {
      await bench.close();
      await proxy.stop();
    });

    const issue = (key?: string): Promise<Probed> =>
      post(bench.instance.url, `/api/v1/halls/${bench.hallId}/queues/B/tickets`, key);

    const issued = async (): Promise<number> => (await bench.records.states()).size;

    it('passes what comes late', async () => {
      proxy.set('slow');
      const before = await issued();
      const answer = await issue();
      proxy.set('pass');
      expect(answer.status).to.be.oneOf([201, 503]);
      expect((await issue(answer.key)).status).to.equal(201);
      await eventually(async () => (await issued()) === before + 1);
      expect(await issued()).to.equal(before + 1);
    });

    for (const mode of ['half-open', 'blackhole', 'reset'] as const)
      it(`answers 503 in time and never a false success, and recovers by itself (${mode})`, async () => {
        const before = await issued();
        proxy.set(mode);
        const answer = await issue();
        expect(answer.ms).to.be.lessThan(11_000);
        // A half-open connection is given up, and a new one may pass within the time.
        if (mode !== 'half-open' || answer.status !== 201) {
          expect(answer).to.include({ status: 503, code: 'store_unavailable' });
          expect(Number(answer.retryAfter)).to.be.greaterThan(0);
        }
        proxy.set('pass');
        expect(await eventually(() => isReady(bench.instance.url), 15_000)).to.equal(true);
        const again = await eventually(async () => (await issue(answer.key)).status === 201);
        expect(again, 'the same key tells').to.equal(true);
        // The live view comes from the subscription: it goes on where it was.
        expect(await eventually(async () => (await issued()) > before)).to.equal(true);
        expect(await issued()).to.equal(before + 1);
        await bench.message(await bench.visitor('A'), ['sent', 'in_doubt'], 45_000);
        await bench.hall('windows/1/call-next');
      });
  });
