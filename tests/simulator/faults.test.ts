import { mkdtempSync, appendFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { SendOutcome } from '../../src/application/ports/message-sender.js';
import { createWeChatClient } from '../../src/infrastructure/wechat/wechat-client.js';
import type { WeChatClient } from '../../src/infrastructure/wechat/wechat-client.js';
import { openIdOf, simulatorTemplates } from '../../simulator/simulator.js';
import { handClock } from '../infrastructure/wechat/rig.js';
import { messageTo, startSimulator } from './rig.js';
import type { SimulatorRig } from './rig.js';

const alice = openIdOf('alice');
const { jh } = simulatorTemplates;

describe('the adapter against the simulator', () => {
  let rig: SimulatorRig;
  let client: WeChatClient;
  beforeEach(async () => {
    rig = await startSimulator();
    rig.simulator.accept('alice', [jh], 10);
    client = clientWith(200);
    await client.tokens.get();
  });
  afterEach(async () => {
    client.close();
    await rig.close();
  });

  const clientWith = (timeoutMs: number): WeChatClient =>
    createWeChatClient({
      appId: 'wx1',
      secret: 's',
      clock: handClock(),
      baseUrl: rig.simulator.url,
      timeoutMs,
    });
  const send = (): Promise<SendOutcome> => {
    const { touser, ...request } = messageTo(alice);
    return client.sender.send(touser, request);
  };
  const faults = (plan: object) => rig.call('PUT', '/simulator/faults', plan);
  const delivered = (): number => rig.simulator.messages().length;

  it('sends, logs in and lists templates', async () => {
    const outcome = await send();
    expect(outcome).to.deep.equal({ outcome: 'sent', msgid: rig.simulator.messages()[0]?.msgid });
    expect(await client.login.verify('user-alice-1')).to.deep.equal({
      outcome: 'ok',
      openId: alice,
    });
    expect(await client.login.verify('user-alice-1')).to.deep.equal({ outcome: 'code_invalid' });
    const listed = await client.templates.list();
    const keys = listed.outcome === 'ok' ? listed.templates.map((one) => one.keys) : [];
    expect(keys).to.deep.equal([
      ['thing1', 'thing6', 'character_string2', 'number3', 'thing5'],
      ['thing1', 'character_string2', 'number3', 'thing5'],
    ]);
  });

  for (const effect of ['reset', 'hang', 'status', 'invalid_json']) {
    for (const at of ['before', 'after']) {
      it(`${effect} ${at} the delivery: unknown either way`, async () => {
        await faults({ rules: [{ api: 'send', effect, at, count: 1 }] });
        expect((await send()).outcome).to.equal('unknown');
        expect(delivered()).to.equal(at === 'after' ? 1 : 0);
        expect((await send()).outcome, 'the fault is used up').to.equal('sent');
      });
    }
  }

  it('-1 after the delivery is possibly sent', async () => {
    await faults({
      rules: [{ api: 'send', effect: 'errcode', errcode: -1, at: 'after', count: 1 }],
    });
    expect(await send()).to.include({ outcome: 'deferred', possiblySent: true });
    expect(delivered()).to.equal(1);
  });

  it('a delay is only a delay', async () => {
    await faults({ rules: [{ effect: 'delay', delayMs: 50 }] });
    const startedAt = performance.now();
    expect((await send()).outcome).to.equal('sent');
    expect(performance.now() - startedAt).to.be.greaterThan(45);
  });

  it('faults meet whom they name, until cleared', async () => {
    await faults({ rules: [{ api: 'send', user: 'bob', effect: 'errcode', errcode: 45009 }] });
    expect((await send()).outcome).to.equal('sent');
    await faults({ rules: [{ api: 'send', user: 'alice', effect: 'errcode', errcode: 45009 }] });
    for (let turn = 0; turn < 2; turn += 1) expect(await send()).to.include({ errcode: 45009 });
    expect((await rig.call('DELETE', '/simulator/faults')).status).to.equal(204);
    expect((await send()).outcome).to.equal('sent');
    expect((await faults({ rules: [{ effect: 'nonsense' }] })).status).to.equal(400);
  });

  it('a sequence meets one call after the other; null lets one pass', async () => {
    const busy = { api: 'send', effect: 'errcode', errcode: 45011 };
    await faults({ sequence: [null, busy, null, { ...busy, errcode: 48001 }] });
    const outcomes = [await send(), await send(), await send(), await send(), await send()];
    expect(outcomes.map((one) => ('errcode' in one ? one.errcode : 0))).to.deep.equal([
      0, 45011, 0, 48001, 0,
    ]);
  });

  it('a token revoked behind our back is replaced, by force', async () => {
    await rig.call('POST', '/simulator/tokens/revoke');
    expect((await send()).outcome).to.equal('sent');
    expect((await rig.call('GET', '/simulator/requests')).json).to.include({
      stable_token: 3,
      send: 2,
    });
  });

  it('fifty sends to fifty people are fifty messages', async () => {
    const names = Array.from({ length: 50 }, (_, at) => `person${at}`);
    for (const name of names) rig.simulator.accept(name, [jh]);
    const { touser: _, ...request } = messageTo(alice);
    // Fifty at once take longer than the one call whose loss the others wait for.
    const patient = clientWith(5_000);
    const all = await Promise.all(
      names.map((name) => patient.sender.send(openIdOf(name), request)),
    );
    patient.close();
    expect(all.map(({ outcome }) => outcome)).to.deep.equal(names.map(() => 'sent'));
    expect(new Set(rig.simulator.messages().map((one) => one.msgid)).size).to.equal(50);
  });

  it('hanging calls do not keep it from closing', async () => {
    await faults({ rules: [{ api: 'send', effect: 'hang' }] });
    const hanging = send();
    await rig.close();
    expect((await hanging).outcome).to.be.oneOf(['unknown', 'deferred']);
  });
});

describe('a simulator with a state file', () => {
  it('remembers people, used codes, acceptances and messages over a restart', async () => {
    const stateFile = join(mkdtempSync(join(tmpdir(), 'simulator-')), 'state', 'wechat.jsonl');
    const login =
      '/sns/jscode2session?appid=a&secret=s&grant_type=authorization_code&js_code=user-alice-1';
    const first = await startSimulator({ stateFile });
    await first.call('GET', login);
    first.simulator.accept('alice', [jh], 2);
    await first.send(messageTo(alice));
    await first.close();
    appendFileSync(stateFile, '{"type":"torn');

    for (let restart = 0; restart < 2; restart += 1) {
      const next = await startSimulator({ stateFile });
      expect((await next.call('GET', login)).json['errcode']).to.equal(40163);
      expect((await next.send(messageTo(alice))).json['errcode']).to.equal(
        restart === 0 ? 0 : 43101,
      );
      expect(next.simulator.messages()).to.have.length(2);
      expect(new Set(next.simulator.messages().map((one) => one.msgid)).size).to.equal(2);
      await next.close();
    }
  });
});
