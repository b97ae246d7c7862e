import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { simulatorTemplates } from '../../simulator/simulator.js';
import { said } from './http.js';
import type { TicketPage } from './json.js';
import { fresh, startRig, type Rig } from './rig.js';

const { jh } = simulatorTemplates;
const login = '/api/v1/wechat/login';

/** Every byte under a folder, file by file. */
const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());

describe('a login', () => {
  let rig: Rig;
  beforeEach(async () => (rig = await startRig()));
  afterEach(() => rig.close());

  const asked = async (): Promise<number> =>
    (await rig.simulator.get<{ code2session: number }>('/simulator/requests')).code2session;
  const by = (code: string) => rig.anyone.ask<{ token: string }>('POST', login, { body: { code } });
  const credits = async (caller: Rig['anyone']) =>
    (await caller.get<{ items: { granted: number }[] }>('/api/v1/me/subscriptions')).items;

  it('is asked of who is not logged in, who then goes on where they were, saved once', async () => {
    const hall = await rig.hall({ threshold: 0 });
    await hall.issue();
    const { bindCode, ticketId } = await hall.issue();
    const name = fresh();
    await (await rig.phone(name)).bind(bindCode);
    const ask = (token: string | null) =>
      rig.as(token).ask('POST', `/api/v1/tickets/${ticketId}/subscriptions`, {
        body: { results: { [jh]: 'accept' } },
        key: `subscribe-${name}`,
      });
    for (const stale of [null, 'eyJhbGciOiJIUzI1NiJ9.e30.x']) {
      const refused = await ask(stale);
      expect(said(refused)).to.equal('401 unauthenticated');
      expect(refused.headers.get('www-authenticate')).to.match(/^Bearer/);
    }
    const { token } = (await by(`user-${name}-later`)).body;
    expect((await ask(token)).body).to.deep.equal({ granted: [jh], declined: [] });
    const again = await ask(token);
    expect(again.headers.get('idempotency-replayed')).to.equal('true');
    // A login anew, and the same request once more: still the one that was saved.
    const { token: newer } = (await by(`user-${name}-again`)).body;
    expect((await ask(newer)).headers.get('idempotency-replayed')).to.equal('true');
    expect((await credits(rig.as(newer))).map(({ granted }) => granted)).to.deep.equal([1]);
    const page = await rig.as(newer).get<TicketPage>(`/api/v1/tickets/${ticketId}`);
    expect(page.subscriptions?.map(({ remaining }) => remaining)).to.deep.equal([1]);
  });

  for (const fault of [
    { effect: 'reset', at: 'after' },
    { effect: 'invalid_json', at: 'after' },
    { effect: 'status', status: 502, at: 'after' },
    { effect: 'reset', at: 'before' },
  ])
    it(`that may have used its code up is never tried again: ${JSON.stringify(fault)}`, async () => {
      const name = fresh();
      await rig.faults({ rules: [{ api: 'code2session', count: 1, ...fault }] });
      const before = await asked();
      expect(said(await by(`user-${name}-1`))).to.equal('401 wechat_code_invalid');
      expect((await asked()) - before).to.equal(1);
      expect((await by(`user-${name}-2`)).status).to.equal(200);
      expect((await asked()) - before).to.equal(2);
    });

  it('works while no access token can be had', async () => {
    await rig.faults({
      rules: ['stable_token', 'token'].map((api) => ({ api, effect: 'status', status: 502 })),
    });
    expect((await by(`user-${fresh()}-1`)).status).to.equal(200);
  });

  it('leaves no session_key and no openid in any file of the service', async () => {
    const name = fresh();
    const { code } = await rig.simulator.post<{ code: string }>(`/simulator/phones/${name}/login`);
    const { status, text } = await by(code);
    expect(status).to.equal(200);
    expect(text).not.to.contain('session_key');
    const openid = (
      await rig.simulator.get<{ items: { name: string; openid: string }[] }>('/simulator/phones')
    ).items.find((one) => one.name === name)?.openid;
    expect(openid).to.be.a('string');
    // The simulator is WeChat: what it knows of its phones is its own.
    const files = filesIn(rig.dataDir).filter((path) => !path.endsWith('simulator.jsonl'));
    expect(files.length).to.be.greaterThan(1);
    const telling = files.filter((path) => {
      const bytes = readFileSync(path).toString('latin1');
      return bytes.includes('session_key') || bytes.includes(openid ?? '') || bytes.includes(code);
    });
    expect(telling).to.deep.equal([]);
  });
});
