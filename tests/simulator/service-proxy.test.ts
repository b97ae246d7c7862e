import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { expect } from 'chai';
import { startSimulator, type SimulatorRig } from './rig.js';

type Asked = Readonly<{
  url: string;
  method: string;
  headers: IncomingMessage['headers'];
  body: string;
}>;

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let body = '';
  for await (const text of request.setEncoding('utf8')) body += String(text);
  return body;
};

describe('what phones ask of the service through the simulator', () => {
  let rig: SimulatorRig;
  let service: Server;
  let asked: Asked[];
  let answer: (response: ServerResponse) => void;

  beforeEach(async () => {
    asked = [];
    answer = (response) => void response.writeHead(204).end();
    service = createServer((request, response) => {
      void bodyOf(request).then((body) => {
        const { url = '', method = '', headers } = request;
        asked.push({ url, method, headers, body });
        answer(response);
      });
    });
    service.listen(0, '127.0.0.1');
    await once(service, 'listening');
    rig = await startSimulator();
    rig.simulator.setService(`http://127.0.0.1:${(service.address() as AddressInfo).port}`);
  });
  afterEach(async () => {
    await rig.close();
    service.closeAllConnections();
    service.close();
  });

  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${rig.simulator.url}/service${path}`, init);

  it('reaches it as the phone wrote it, less what a browser says of itself', async () => {
    await ask('/api/v1/tickets/bind?x=%2B1', {
      method: 'POST',
      headers: {
        authorization: 'Bearer t',
        'content-type': 'application/json',
        'idempotency-key': 'key-0001',
        origin: 'http://127.0.0.1:8090',
        cookie: 'a=b',
      },
      body: '{"bindCode":"排队"}',
    });
    const [first] = asked;
    if (first === undefined) throw new Error('nothing was asked');
    const { url, method, headers, body } = first;
    expect({ url, method, body }).to.deep.equal({
      url: '/api/v1/tickets/bind?x=%2B1',
      method: 'POST',
      body: '{"bindCode":"排队"}',
    });
    expect(headers).to.include({ authorization: 'Bearer t', 'idempotency-key': 'key-0001' });
    expect(headers).to.not.have.any.keys('origin', 'cookie', 'referer', 'sec-fetch-mode');
  });

  it('comes back as the service answered', async () => {
    answer = (response) =>
      void response
        .writeHead(409, { 'content-type': 'application/problem+json', 'retry-after': '3' })
        .end('{"code":"ticket_bound"}');
    const reply = await ask('/api/v1/tickets/bind', { method: 'POST' });
    expect(reply.status).to.equal(409);
    expect(reply.headers.get('content-type')).to.equal('application/problem+json');
    expect(reply.headers.get('retry-after')).to.equal('3');
    expect(await reply.json()).to.deep.equal({ code: 'ticket_bound' });
  });

  it('is read as it streams, before the service has ended its answer', async () => {
    answer = (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('event: snapshot\ndata: {}\n\n');
    };
    const reply = await ask('/api/v1/halls/demo/board/live');
    const reader = reply.body?.getReader();
    const read = await reader?.read();
    expect(new TextDecoder().decode(read?.value)).to.equal('event: snapshot\ndata: {}\n\n');
    await reader?.cancel();
  });

  it('ends at the service when the phone hangs up', async () => {
    const ended = new Promise<void>((resolve) => {
      answer = (response) => {
        response.writeHead(200).write('begun');
        response.once('close', resolve);
      };
    });
    const abort = new AbortController();
    await ask('/slow', { signal: abort.signal });
    abort.abort();
    await ended;
  });

  it('goes nowhere but to the service', async () => {
    await ask('//example.org/x');
    await ask('/http://example.org/x');
    expect(asked.map(({ url }) => url)).to.deep.equal(['//example.org/x', '/http://example.org/x']);
  });

  it('is told by an option where the service is', async () => {
    const { port } = service.address() as AddressInfo;
    const other = await startSimulator({ serviceUrl: `http://127.0.0.1:${port}/below/` });
    await fetch(`${other.simulator.url}/service/health/live`);
    await other.close();
    expect(asked.map(({ url }) => url)).to.deep.equal(['/below/health/live']);
  });

  it('is a 502 where there is no service, or none answers', async () => {
    service.closeAllConnections();
    service.close();
    await once(service, 'close');
    expect((await ask('/')).status).to.equal(502);
    rig.simulator.setService(null);
    const reply = await ask('/');
    expect(reply.status).to.equal(502);
    expect(await reply.json()).to.have.property('code', 'service_unreachable');
  });
});
