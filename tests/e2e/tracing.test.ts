import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { isTracing } from '../../src/infrastructure/observability/tracing.js';
import { readSettings } from '../../src/infrastructure/config/settings.js';
import { messageTo, startRig } from './rig.js';

/** Takes what is exported, as a collector does. */
class Collector {
  readonly bodies: Buffer[] = [];
  readonly paths = new Set<string | undefined>();
  readonly #server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    this.paths.add(request.url);
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.on('end', () => {
      this.bodies.push(Buffer.concat(chunks));
      response.writeHead(200, { 'Content-Type': 'application/x-protobuf' }).end();
    });
  });

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

const endpoint = 'OTEL_EXPORTER_OTLP_ENDPOINT';

/** How often a trace is named in what was exported: once for each of its spans. */
const times = (exported: Buffer, bytes: Buffer): number => {
  let count = 0;
  for (let at = exported.indexOf(bytes); at !== -1; at = exported.indexOf(bytes, at + 1))
    count += 1;
  return count;
};

describe('traces', () => {
  let collector: Collector;
  beforeEach(() => (collector = new Collector()));
  afterEach(() => {
    collector.close();
    delete process.env[endpoint];
  });

  it('reach the collector, from the request to the send, and name nobody', async () => {
    const url = await collector.listen();
    // The SDK reads its own settings from the process' environment.
    process.env[endpoint] = url;
    const rig = await startRig({ settings: { [endpoint]: url } });
    const traceId = 'c0ffee'.padEnd(32, '1');
    const hall = await rig.hall();
    const holder = await hall.holder();
    await messageTo(rig, holder.phone);
    const headers = { traceparent: `00-${traceId}-${'b'.repeat(16)}-01` };
    await rig.admin.ask('POST', `/api/v1/halls/${hall.hallId}/windows/1/open`, { headers });
    await rig.close();
    expect([...collector.paths]).to.deep.equal(['/v1/traces']);
    const exported = Buffer.concat(collector.bodies);
    expect(times(exported, Buffer.from(traceId, 'hex'))).to.equal(2);
    for (const name of ['hall command', 'decide message', 'process message', 'send message'])
      expect(exported.includes(name), name).to.equal(true);
    for (const secret of [holder.phone.name, 'Bearer', 'touser', 'nt_e2e'])
      expect(exported.includes(secret), secret).to.equal(false);
  });

  it('are made only where they have somewhere to go', () => {
    const given = (env: Record<string, string>): boolean => isTracing(readSettings(env));
    expect(given({})).to.equal(false);
    expect(given({ [endpoint]: 'http://collector:4318' })).to.equal(true);
    expect(given({ OTEL_TRACES_EXPORTER: 'otlp' })).to.equal(true);
    expect(given({ OTEL_TRACES_EXPORTER: 'none', [endpoint]: 'http://collector:4318' })).to.equal(
      false,
    );
  });
});
