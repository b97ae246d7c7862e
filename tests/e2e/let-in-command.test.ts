import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { adminToken, startRig, temporaryDir, type Rig } from './rig.js';

const program = fileURLToPath(new URL('../../src/let-in-command.js', import.meta.url));
const grantType = 'urn:ietf:params:oauth:grant-type:device_code';

type Done = Readonly<{ code: number; said: string; complained: string }>;
type Asked = Readonly<{ device_code: string; user_code: string }>;
type Session = Readonly<{ role: string; hallId: string | null; windowIds: string[] | null }>;

describe('the let-in command', () => {
  let rig: Rig;
  before(async () => (rig = await startRig()));
  after(() => rig.close());

  const run = (words: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    new Promise<Done>((resolve) => {
      const { hostname, port } = new URL(rig.url);
      const given = { PATH: process.env['PATH'] ?? '', HOST: hostname, PORT: port, ...env };
      const whole = { ADMIN_TOKEN: adminToken, ...given };
      execFile(process.execPath, [program, ...words], { env: whole }, (error, said, complained) => {
        expect(said + complained).not.to.contain(adminToken);
        expect(said + complained).not.to.match(/\bat .*\.ts:/);
        resolve({ code: error === null ? 0 : Number(error.code ?? -1), said, complained });
      });
    });

  const ask = (client: string): Promise<Asked> =>
    rig.anyone.post<Asked>('/oauth/device_authorization', { client_id: client });

  const sessionOf = async ({ device_code }: Asked): Promise<Session> => {
    const body = { grant_type: grantType, device_code };
    const { access_token } = await rig.anyone.post<{ access_token: string }>('/oauth/token', body);
    return rig.as(access_token).get<Session>('/api/v1/session');
  };

  it('lets the first manager in with the token that the service keeps, which nobody types', async () => {
    const dataDir = temporaryDir();
    writeFileSync(join(dataDir, 'admin-token'), `${adminToken}\n`);
    const asked = await ask('manager');
    const { code, said } = await run([asked.user_code], { ADMIN_TOKEN: '', DATA_DIR: dataDir });
    expect(code).to.equal(0);
    expect(said).to.contain(`let in: manager ${asked.user_code} as admin of every hall`);
    expect(await sessionOf(asked)).to.include({ role: 'admin', hallId: null });
  });

  it('gives each page what such a page needs, in the hall that is named', async () => {
    const { hallId } = await rig.hall();
    const counter = await ask('counter');
    const words = ['--hall', hallId, '--windows', '1,2', '--label', '前台'];
    const { said } = await run([counter.user_code.toLowerCase(), ...words]);
    expect(said).to.contain(`as terminal of hall ${hallId}, windows 1, 2`).and.contain('前台');
    expect(await sessionOf(counter)).to.deep.include({ role: 'terminal', windowIds: ['1', '2'] });
    const kiosk = await ask('kiosk');
    await run([kiosk.user_code, '--hall', hallId]);
    expect(await sessionOf(kiosk)).to.include({ role: 'kiosk', hallId });
    const auditor = await ask('auditor');
    await run([auditor.user_code]);
    expect(await sessionOf(auditor)).to.include({ role: 'auditor', hallId: null });
  });

  it('says what is wrong and what to do, and lets nobody in', async () => {
    const { hallId } = await rig.hall();
    const kiosk = await ask('kiosk');
    const display = await ask('display');
    const used = await ask('auditor');
    await run([used.user_code]);
    const cases: readonly (readonly [readonly string[], RegExp, Record<string, string>?])[] = [
      [[], /^let-in: usage: npm run let-in/],
      [['WDJB'], /eight letters/],
      [['BBBB-BBBB'], /no page shows this code now/],
      [[used.user_code], /this code was used/],
      [[kiosk.user_code], /--hall: is needed, one of .*demo/],
      [[kiosk.user_code, '--hall', 'nowhere'], /no such hall/],
      [[kiosk.user_code, '--hall', hallId, '--windows', '1'], /only a counter acts for windows/],
      [[kiosk.user_code, '--role', 'king'], /--role: must be one of/],
      [[display.user_code], /a display needs no token/],
      [[kiosk.user_code, '--url', 'http://127.0.0.1:1'], /cannot be reached/],
      [[kiosk.user_code], /does not know this admin token/, { ADMIN_TOKEN: 'nt_another-one-0000' }],
      [[kiosk.user_code], /no admin token/, { ADMIN_TOKEN: '', DATA_DIR: temporaryDir() }],
    ];
    for (const [words, complaint, env] of cases) {
      const { code, said, complained } = await run(words, env);
      expect(complained, words.join(' ')).to.match(complaint);
      expect([code, said], words.join(' ')).to.deep.equal([2, '']);
    }
    const waiting = await rig.admin.get<{ clientId: string }>(`/api/v1/devices/${kiosk.user_code}`);
    expect(waiting.clientId).to.equal('kiosk');
  });
});
