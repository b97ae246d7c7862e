import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { simulatorTemplates } from '../../simulator/simulator.js';
import { problemsOf } from '../../src/composition/cli/templates/check.js';
import { hallSchema } from '../../src/composition/cli/templates/service-api.js';
import { services } from '../../src/composition/di/services.js';
import type { Hall } from './hall.js';
import { adminToken, fresh, messageTo, startRig, temporaryDir, type Rig } from './rig.js';

const { jh, pd } = simulatorTemplates;
const program = fileURLToPath(new URL('../../src/templates-command.js', import.meta.url));

type Done = Readonly<{ code: number; said: string; complained: string }>;
type HallBody = Readonly<{
  messages: Readonly<Record<string, Readonly<{ templateId: string | null; data: object }>>>;
}>;

describe('the templates command', () => {
  let rig: Rig;
  const paths: string[] = [];
  before(async () => (rig = await startRig()));
  after(() => rig.close());
  afterEach(async () => {
    await rig.faults(null);
    // A store that outlives the test must not be left with a template that stops the next start.
    for (const path of paths.splice(0)) await rig.admin.put(path, { name: '测试大厅' });
  });

  const openHall = async (): Promise<Hall> => {
    const hall = await rig.hall();
    paths.push(hall.path);
    return hall;
  };

  const run = (words: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    new Promise<Done>((resolve) => {
      const given = {
        PATH: process.env['PATH'] ?? '',
        NEARTURN_URL: rig.url,
        WECHAT_BASE_URL: rig.service.simulatorUrl ?? '',
        ADMIN_TOKEN: adminToken,
        ...env,
      };
      execFile(process.execPath, [program, ...words], { env: given }, (error, said, complained) => {
        const code = error === null ? 0 : Number(error.code ?? -1);
        expect(said + complained).not.to.contain(adminToken);
        expect(said + complained).not.to.match(/access_token|\bat .*\.ts:/);
        resolve({ code, said, complained });
      });
    });
  const idIn = (said: string): string => /^template (\S+)$/m.exec(said)?.[1] ?? '';
  const hallOf = (hallId: string): Promise<HallBody> => rig.admin.get(`/api/v1/halls/${hallId}`);

  /** A hall's messages, with `queued` alone, and without a template. */
  const queuedAlone = async (hallId: string) => {
    const { messages } = hallSchema.parse(await rig.admin.get(`/api/v1/halls/${hallId}`));
    const off = Object.fromEntries(
      Object.entries(messages).map(([kind, one]) => [kind, { ...one, enabled: false }]),
    ) as typeof messages;
    return { ...off, queued: { ...off.queued, enabled: true, templateId: null } };
  };

  /** The templates as the hall's settings themselves name them. */
  const namedIn = async (hallId: string): Promise<object> => {
    let messages: HallBody['messages'] = {};
    const store = rig.service.container.get(services.eventStore);
    for await (const { type, data } of store.readStream({ stream: `settings-${hallId}` }))
      if (type === 'HallConfigured') ({ messages } = (data as { profile: HallBody }).profile);
    return Object.fromEntries(
      Object.entries(messages).map(([kind, { templateId }]) => [kind, templateId]),
    );
  };

  it('lists the account’s templates with their keys', async () => {
    const { code, said } = await run(['list']);
    expect(code).to.equal(0);
    expect(said).to.contain(
      `${jh}  叫号提醒  (one-time)\n  thing1  业务名称\n  thing6  办理窗口\n`,
    );
    expect(said).to.contain(`${pd}  排队成功通知`);
  });

  it('finds what fits already instead of adding it again', async () => {
    for (const kind of ['near-turn', 'called']) {
      const { code, said } = await run(['add', '--kind', kind]);
      expect([code, idIn(said)]).to.deep.equal([0, jh]);
    }
    expect(idIn((await run(['add', '--kind', 'queued'])).said)).to.equal(pd);
  });

  it('adds one from the public library, has a hall use it, and changes nothing else', async () => {
    const hall = await openHall();
    const before = await hallOf(hall.hallId);
    const { code, said, complained } = await run([
      'add',
      '--kind',
      'missed',
      '--hall',
      hall.hallId,
    ]);
    expect([code, complained]).to.deep.equal([0, '']);
    expect(said).to.contain('过号提醒 (tid 403)');
    const templateId = idIn(said);
    const after = await hallOf(hall.hallId);
    expect(after.messages['missed']).to.deep.include({
      enabled: true,
      templateId,
      data: {
        thing1: '{service}',
        character_string2: '{number}',
        thing3: '您已过号,请到服务台',
      },
    });
    const { missed: _was, ...messages } = before.messages;
    const { missed: _is, ...others } = after.messages;
    expect({ ...after, messages: others }).to.deep.equal({ ...before, messages });
    expect(await namedIn(hall.hallId), 'the others go on following the service').to.deep.equal({
      'near-turn': null,
      queued: null,
      called: null,
      missed: templateId,
    });
    await hall.at('1', 'open');
    const { phone, ticket } = await hall.holder();
    await phone.subscribe(ticket.ticketId, { templateIds: [templateId] });
    await messageTo(rig, phone, 1);
    await hall.at('1', 'call-next');
    await hall.at('1', 'no-show');
    const message = await messageTo(rig, phone, 2);
    expect(message.templateId).to.equal(templateId);
    expect(message.data['character_string2']).to.equal(ticket.number);
    expect(idIn((await run(['add', '--kind', 'missed'])).said), 'once').to.equal(templateId);
  });

  it('takes tid, keywords and scene as told, and sees a long-term template', async () => {
    const hall = await openHall();
    const told = ['--tid', '404', '--kids', '2,1,3', '--scene', '叫号', '--hall', hall.hallId];
    const { code, said } = await run(['add', '--kind', 'called', ...told]);
    expect(code).to.equal(0);
    const { messages } = await hallOf(hall.hallId);
    expect(messages['called']).to.deep.include({
      templateId: idIn(said),
      longTerm: true,
      data: { character_string2: '{number}', thing1: '{service}', number3: '{ahead}' },
    });
    const wrong = ['add', '--kind', 'called', '--tid', '404', '--kids', '1,99'];
    expect(await run(wrong)).to.deep.include({ code: 2 });
    expect((await run(wrong)).complained).to.match(/^templates: addtemplate: refused: 200020/);
  });

  it('maps with texts of the operator’s, and names the key that does not match', async () => {
    const hall = await openHall();
    const map = (...words: string[]) =>
      run(['map', '--hall', hall.hallId, '--kind', 'near-turn', '--template', ...words]);
    const before = await hallOf(hall.hallId);
    expect(await map(jh, '--set', 'thing9=x')).to.deep.include({
      code: 2,
      complained: `templates: --set thing9: the template has no such key; it has thing1, thing6, character_string2, number3, thing5\n`,
    });
    expect((await map('unknown')).complained).to.contain('the account has no template unknown');
    expect((await map(jh, '--set', 'number3={number}')).complained).to.contain(
      'messages.near-turn.data.number3',
    );
    expect(await hallOf(hall.hallId)).to.deep.equal(before);
    expect((await map(jh, '--set', 'thing5=请到{windows}=前')).code).to.equal(0);
    const { messages } = await hallOf(hall.hallId);
    expect(messages['near-turn']?.data).to.include({
      thing5: '请到{windows}=前',
      thing1: '{service}',
    });
    expect(messages['called'], 'still what the service says').to.deep.equal(
      before.messages['called'],
    );
  });

  it('checks all halls: a line and exit code 1 for what the account lacks', async () => {
    expect(await run(['check'])).to.deep.include({ code: 0 });
    const hallId = `h-${fresh()}`;
    paths.push(`/api/v1/halls/${hallId}`);
    await rig.faults({ rules: [{ api: 'gettemplate', effect: 'errcode', errcode: -1 }] });
    const messages = {
      queued: { enabled: true, templateId: 'gone', data: { thing1: '{service}' } },
      called: { enabled: true, longTerm: true, data: { thing1: '{service}', thing7: '{hall}' } },
    };
    await rig.admin.put(`/api/v1/halls/${hallId}`, { name: '未检查', messages });
    expect(await run(['check']), 'WeChat cannot be asked').to.deep.include({ code: 2 });
    await rig.faults(null);
    const { code, said } = await run(['check']);
    expect(code).to.equal(1);
    expect(said.trim().split('\n')).to.have.members([
      `hall ${hallId}, queued: template gone: the account has no such template`,
      `hall ${hallId}, called: template ${jh}: it is a one-time one, and used as a long-term one`,
      `hall ${hallId}, called: template ${jh}: it has no thing7, which our messages fill`,
      ...['thing6', 'character_string2', 'number3', 'thing5'].map(
        (key) =>
          `hall ${hallId}, called: template ${jh}: it needs ${key}, which our messages leave out`,
      ),
    ]);
  });

  it('finds nothing wrong with a kind that only the service card says', async () => {
    const { hallId } = await openHall();
    const card = { enabled: true };
    const halls = [
      { hallId: 'with', card, messages: await queuedAlone(hallId) },
      { hallId: 'without', messages: await queuedAlone(hallId) },
    ];
    expect(problemsOf(halls, [])).to.deep.equal(['hall without, queued: no template']);
  });

  it('reads the token that the service has made for itself', async () => {
    const dir = temporaryDir();
    writeFileSync(join(dir, 'admin-token'), `${adminToken}\n`);
    expect(await run(['check'], { ADMIN_TOKEN: '', DATA_DIR: dir })).not.to.include({ code: 2 });
  });

  it('says what it cannot do, and exits with 2', async () => {
    expect((await run([])).complained).to.contain('usage: npm run templates');
    expect((await run(['add'])).complained).to.contain('--kind: must be one of near-turn');
    expect((await run(['add', '--kind', 'late'])).code).to.equal(2);
    expect((await run(['list', '--hall', 'demo'])).code).to.equal(2);
    const down = await run(['check'], { NEARTURN_URL: 'http://127.0.0.1:9' });
    expect(down.complained).to.contain('the service cannot be reached');
    const noToken = await run(['check'], { ADMIN_TOKEN: '', DATA_DIR: '/nonexistent' });
    expect(noToken.complained).to.contain('set ADMIN_TOKEN, or DATA_DIR');
    const elsewhere = await run(['check'], { NEARTURN_URL: `${rig.service.simulatorUrl ?? ''}` });
    expect([elsewhere.code, elsewhere.said]).to.deep.equal([2, '']);
    const stranger = await run(['check'], { ADMIN_TOKEN: 'nt_not-the-admin-token' });
    expect([stranger.code, stranger.said]).to.deep.equal([2, '']);
    const gone = await run(['list'], { WECHAT_BASE_URL: 'http://127.0.0.1:9' });
    expect(gone.complained).to.contain('cannot be listed: access token');
  });
});
