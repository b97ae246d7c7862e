import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { requestTimeoutMs } from '../../src/infrastructure/http/server.js';
import { openIdOf } from '../../simulator/simulator.js';
import { LeakWatch } from './leak-watch.js';
import { tapServers } from './leaks/http-tap.js';
import { ignoredServers } from './leaks/ignored-servers.js';
import { learnFromRequest, learnFromService, learnFromWeChat } from './leaks/learning.js';
import { isIdentityNumber } from './leaks/patterns.js';

const token = 'token-of-somebody-0123456789';
const openid = openIdOf('leaky');

describe('the watch over what the service says', () => {
  let watch: LeakWatch;
  beforeEach(() => (watch = new LeakWatch()));
  const answers = (body: string, more: object = {}): readonly string[] => {
    const answered = { method: 'GET', url: '/api/v1/me/tickets', status: 200, headers: '' };
    watch.answered({ ...answered, body, ...more });
    return watch.leaks.map(({ what }) => what);
  };
  const writes = (line: string): readonly string[] => {
    watch.wrote(line, 'a test');
    return watch.leaks.map(({ what }) => what);
  };

  it('finds what it has learned, wherever in an answer, a header, an address or a line', () => {
    watch.learn('token', token);
    watch.learn('session_key', 'dGhpcy9pcythK2tleSE9PQ==');
    expect(answers(`{"a":"x${token}y"}`)).to.deep.equal(['a known token']);
    expect(answers('', { headers: `{"location":"/x?t=${token}"}` })).to.have.length(2);
    expect(answers('', { url: `/a/${encodeURIComponent('dGhpcy9pcythK2tleSE9PQ==')}` })).to.include(
      'a known session_key',
    );
    expect(writes(`{"msg":"x","t":"${token}"}`)).to.have.length(4);
    expect(watch.leaks.at(-1)?.where).to.equal('a line of a test (x)');
  });

  it('finds names and identity numbers that a test has told of a person', () => {
    const url = new URL('http://x/api/v1/tickets/t/subscriptions');
    const profile = { userName: '欧阳小明', idCard: '110101199003070011' };
    learnFromRequest(watch, { url, body: JSON.stringify({ results: {}, profile }) });
    const legacy = new URL('http://x/SaveMessageAuthority.do?userName=%E5%BC%A0%E4%B8%89%E4%B8%B0');
    learnFromRequest(watch, { url: legacy, body: 'idCard=110101199003070003' });
    expect(answers('{"n":"欧阳小明"}')).to.deep.equal(['a known name']);
    expect(answers('{"n":"张三丰"}', { url: '/other' })).to.have.length(2);
    expect(writes('{"id":"110101199003070011"}')).to.include('a known identity_number');
  });

  it('learns from a simulated WeChat and from the service itself', () => {
    learnFromWeChat(watch, `{"session_key":"c2Vzc2lvbi1rZXktb2YtMg==","openid":"${openid}"}`);
    learnFromWeChat(watch, '{"access_token":"90_abcdefghijklmnopq","expires_in":7200}');
    const made = { method: 'POST', url: '/api/v1/tokens', status: 201, headers: '' };
    learnFromService(watch, { ...made, body: `{"token":"${token}"}` });
    expect(watch.looked.secrets).to.equal(4);
    expect(writes(`90_abcdefghijklmnopq c2Vzc2lvbi1rZXktb2YtMg== ${token}`)).to.have.members([
      'a known access_token',
      'a known session_key',
      'a known token',
      'the shape of a session_key',
    ]);
  });

  it('lets the two answers that are made to hand over a token do so, and no others', () => {
    watch.learn('token', token);
    const body = `{"token":"${token}"}`;
    expect(answers(body, { method: 'POST', url: '/api/v1/tokens' })).to.deep.equal([]);
    expect(answers(body, { method: 'POST', url: '/api/v1/wechat/login' })).to.deep.equal([]);
    const again = `{"token":"${token}","echo":"${token}2"}`;
    watch.learn('token', `${token}2`);
    expect(answers(again, { method: 'POST', url: '/api/v1/tokens' })).to.deep.equal([
      'a known token',
    ]);
    expect(answers(body, { url: '/api/v1/tokens' })).to.have.length(2);
  });

  it('lets the answer of an issue show its bind code, and no line of the log', () => {
    watch.learn('bind_code', 'k7YxBq3nPz0sVw2tR5mLd8Ha');
    expect(answers('{"bindCode":"k7YxBq3nPz0sVw2tR5mLd8Ha"}')).to.deep.equal([]);
    expect(writes('{"bindCode":"k7YxBq3nPz0sVw2tR5mLd8Ha"}')).to.deep.equal(['a known bind_code']);
  });

  it('takes a refused address for its caller’s doing, and a served one for ours', () => {
    watch.learn('token', token);
    expect(answers('', { url: `/x?access_token=${token}`, status: 404 })).to.deep.equal([]);
    expect(answers('', { url: `/x?access_token=${token}` })).to.have.members([
      'a known token',
      'access_token=',
    ]);
  });

  it('finds by their looks what it was never told of', () => {
    for (const [text, what] of [
      [`{"x":"${openid}"}`, 'the shape of an openid'],
      ['{"x":"11010119900307001X"}', null],
      ['{"msgid":"402530194517268070"}', null],
      ['{"session_key":1}', 'the word session_key'],
      ['{"k":"tiihtNczf5v6AKRyjwEUhQ=="}', 'the shape of a session_key'],
      ['{"picture":"aGVsbG8gd29ybGQhIGhlbGxvIHdvcmxkISE="}', null],
      ['{"k":"nt_aZ09-aZ09-aZ09-aZ09"}', 'the shape of a token of ours'],
      [`{"k":"90_${'aZ9-'.repeat(20)}"}`, 'the shape of an access token'],
      ['Bearer eyJhbGciOiJI', 'an authorization header'],
    ] as const) {
      const alone = new LeakWatch();
      alone.wrote(text, 'a test');
      expect(
        alone.leaks.map((leak) => leak.what),
        text,
      ).to.deep.equal(what === null ? [] : [what]);
    }
    expect(isIdentityNumber('11010519491231002X')).to.equal(true);
    expect(isIdentityNumber('110105194912310021')).to.equal(false);
  });

  describe('at a server that leaks', () => {
    let server: Server;
    let stop: () => void;
    const say = async (write: (response: ServerResponse) => void) => {
      server = createServer({ requestTimeout: requestTimeoutMs }, (_request, response) =>
        write(response),
      );
      ignoredServers.add(server);
      stop = tapServers({
        ours: (answered) => watch.answered(answered),
        others: () => undefined,
        port: () => undefined,
        isIgnored: (other) => other !== server,
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      const response = await fetch(`http://127.0.0.1:${port}/leak`);
      await response.text();
      while (watch.looked.answers === 0) await new Promise((resolve) => setImmediate(resolve));
    };
    afterEach(() => {
      stop();
      server.closeAllConnections();
      server.close();
    });

    it('reports it, also in pieces, with where it was', async () => {
      watch.learn('openid', openid);
      watch.test = 'this one';
      await say((response) => {
        response.write(`{"a":"${openid.slice(0, 9)}`);
        response.end(Buffer.from(`${openid.slice(9)}"}`));
      });
      expect(watch.leaks[0]).to.deep.equal({
        what: 'a known openid',
        where: 'the answer of GET /leak 200',
        test: 'this one',
      });
    });

    it('reports a header', async () => {
      watch.learn('openid', openid);
      await say((response) => response.setHeader('x-who', openid).end('fine'));
      expect(watch.leaks.map(({ where }) => where)).to.include('the headers of GET /leak 200');
    });
  });
});
