import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { z } from 'zod';
import { WeChatHttp } from '../../../src/infrastructure/wechat/http-exchange.js';
import { testData } from '../../support/test-data.js';
import { refusingUrl } from './rig.js';
import { startScriptedWeChat } from './scripted-wechat.js';
import type { ScriptedWeChat } from './scripted-wechat.js';

const post = { method: 'POST', path: '/x', body: { a: 1 } } as const;

describe('one HTTP exchange', () => {
  let wechat: ScriptedWeChat;
  beforeEach(async () => {
    wechat = await startScriptedWeChat();
    wechat.script('/x', { rawBody: 'ok' });
  });
  afterEach(() => wechat.close());

  const exchange = async (baseUrl: string, timeoutMs = 200) => {
    const http = new WeChatHttp({ baseUrl, timeoutMs });
    const result = await http.exchange(post);
    http.close();
    return result;
  };

  it('was not sent when the connection is refused', async () => {
    expect(await exchange(await refusingUrl())).to.deep.equal({
      kind: 'not_sent',
      cause: 'ECONNREFUSED before the request was written',
    });
  });

  it('was not sent when the name cannot be resolved', async () => {
    const result = await exchange('http://wechat.nearturn-test.invalid', 3000);
    expect(result.kind).to.equal('not_sent');
  });

  it('was not sent when the TLS handshake never ends, though TCP is connected', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => void sockets.push(socket));
    const port = await portOf(silent);
    expect(await exchange(`https://127.0.0.1:${port}`)).to.deep.equal({
      kind: 'not_sent',
      cause: 'timeout of 200 ms before the request was written',
    });
    expect(sockets).to.have.length(1);
    for (const socket of sockets) socket.destroy();
    silent.close();
  });

  it('counts as written over https once the handshake is done', async () => {
    const server = createTlsServer(loopbackKeys());
    const requests: string[] = [];
    server.on('secureConnection', (socket) => {
      socket.on('data', (data) => void requests.push(data.toString()));
      socket.on('error', () => undefined);
    });
    const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    const url = `https://127.0.0.1:${await portOf(server)}`;
    expect((await exchange(url)).kind, 'a certificate that is not trusted').to.equal('not_sent');
    expect(requests.join('')).to.equal('');
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    const result = await exchange(url);
    if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
    expect(result.kind).to.equal('unknown');
    expect(requests.join('')).to.include('POST /x');
    server.close();
  });

  it('is unknown when no answer comes after the request was written', async () => {
    wechat.script('/x', { fault: 'socket-timeout-after-write' });
    expect(await exchange(wechat.url)).to.deep.equal({
      kind: 'unknown',
      cause: 'timeout of 200 ms after the request was written',
    });
    expect(wechat.seen).to.have.length(1);
  });

  it('is unknown when the connection is reset after the request was written', async () => {
    wechat.script('/x', { fault: 'ECONNRESET-after-write' });
    const result = await exchange(wechat.url);
    expect(result).to.deep.equal({
      kind: 'unknown',
      cause: 'ECONNRESET after the request was written',
    });
  });

  it('has a deadline for the whole answer, also when bytes keep trickling in', async () => {
    const trickle = createServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n');
      const timer = setInterval(() => socket.write('x'), 30);
      socket.on('close', () => clearInterval(timer)).on('error', () => undefined);
    });
    const startedAt = performance.now();
    const result = await exchange(`http://127.0.0.1:${await portOf(trickle)}`);
    expect(result.kind).to.equal('unknown');
    expect(performance.now() - startedAt).to.be.lessThan(1000);
    trickle.close();
  });

  it('is unknown when a kept connection breaks: it was written at once', async () => {
    const http = new WeChatHttp({ baseUrl: wechat.url, timeoutMs: 500 });
    expect((await http.exchange(post)).kind).to.equal('reply');
    wechat.script('/x', { fault: 'ECONNRESET-after-write' });
    expect((await http.exchange(post)).kind).to.equal('unknown');
    expect(wechat.connections()).to.equal(1);
    http.close();
  });

  it('keeps a connection for the next request, but not an idle one', async () => {
    const http = new WeChatHttp({ baseUrl: wechat.url, idleMs: 50 });
    await http.exchange(post);
    await http.exchange(post);
    expect(wechat.connections()).to.equal(1);
    await sleep(150);
    await http.exchange(post);
    expect(wechat.connections()).to.equal(2);
    http.close();
  });

  it('lets a slow answer come on a kept connection: idle time is not request time', async () => {
    const http = new WeChatHttp({ baseUrl: wechat.url, idleMs: 50, timeoutMs: 400 });
    await http.exchange(post);
    wechat.script('/x', { fault: 'socket-timeout-after-write' });
    const startedAt = performance.now();
    const result = await http.exchange(post);
    expect(result).to.include({ cause: 'timeout of 400 ms after the request was written' });
    expect(performance.now() - startedAt).to.be.greaterThan(350);
    http.close();
  });
});

/** A key and a certificate for 127.0.0.1 that nobody trusts, made for this test. */
const loopbackKeys = (): { key: string; cert: string } =>
  z.object({ key: z.string(), cert: z.string() }).parse(testData('loopback-tls.json'));

const portOf = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' ? (address?.port ?? 0) : 0);
    });
  });
