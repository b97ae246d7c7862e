import { simulatorTemplates } from '../../simulator/simulator.js';
import { expect } from 'chai';
import { adminToken, startRig, type Rig } from './rig.js';
import type { Page } from './json.js';

type Change = Readonly<{ path: string; from: unknown; to: unknown }>;
type Entry = Readonly<{
  revision: number;
  by: string;
  subject: string;
  id: string;
  changes: Change[];
}>;
type Imported = Readonly<{
  changes: (Change & { subject: string; id: string })[];
  applied: boolean;
}>;

describe('the settings of a hall as a whole', () => {
  let rig: Rig;
  before(async () => {
    rig = await startRig();
  });
  after(() => rig.close());

  const yaml = async (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${rig.url}${path}`, {
      ...init,
      headers: { Authorization: `Bearer ${adminToken}`, 'Content-Type': 'application/yaml' },
    });

  it('tell what was changed, by whom, from what to what; newest first', async () => {
    const hall = await rig.hall();
    await rig.admin.put(`${hall.path}/queues/A`, { name: '综合业务', prefix: 'A', lockedHead: 2 });
    const page = await rig.admin.get<Page<Entry>>(`${hall.path}/settings/history?limit=1`);
    const [newest] = page.items;
    expect(newest).to.deep.include({
      subject: 'queue',
      id: 'A',
      changes: [{ path: 'lockedHead', from: 0, to: 2 }],
    });
    expect(newest?.by).to.match(/^admin:/);
    const next = await rig.admin.get<Page<Entry>>(
      `${hall.path}/settings/history?limit=500&cursor=${page.nextCursor}`,
    );
    expect(next.items.map(({ revision }) => revision)).to.deep.equal([5, 4, 3, 2, 1, 0]);
    expect(next.items.at(-1)?.changes).to.deep.include({
      path: 'name',
      from: null,
      to: '测试大厅',
    });
  });

  it('go out and come in as one text, which changes nothing by itself', async () => {
    const hall = await rig.hall();
    const path = `${hall.path}/settings.yaml`;
    const out = await yaml(path);
    expect(out.headers.get('content-type')).to.contain('application/yaml');
    const text = await out.text();
    // The hall has left its templates to the service.
    expect(text).not.to.contain(simulatorTemplates.jh);
    const again = await yaml(`${path}?dryRun=true`, { method: 'PUT', body: text });
    expect(await again.json()).to.deep.equal({ changes: [], applied: false });
    const other = text.replace('name: 测试大厅', 'name: 新大厅');
    const tried = (await (
      await yaml(`${path}?dryRun=true`, { method: 'PUT', body: other })
    ).json()) as Imported;
    expect(tried).to.deep.equal({
      changes: [{ subject: 'hall', id: hall.hallId, path: 'name', from: '测试大厅', to: '新大厅' }],
      applied: false,
    });
    expect(await hall.board()).to.include({ name: '测试大厅' });
    await yaml(path, { method: 'PUT', body: other });
    expect(await hall.board()).to.include({ name: '新大厅' });
  });

  it('are refused by name where nobody knows a field, and at once where a text refers to itself', async () => {
    const hall = await rig.hall();
    const path = `${hall.path}/settings.yaml`;
    const put = async (body: string) => {
      const answer = await yaml(path, { method: 'PUT', body });
      const { errors = [] } = (await answer.json()) as { errors?: { path: string }[] };
      return [answer.status, ...errors.map((one) => one.path)];
    };
    const of = (rest: string): string => `halls:\n  ${hall.hallId}:\n    name: x\n${rest}`;
    expect(await put(of('    colour: red\n'))).to.deep.equal([400, `halls.${hall.hallId}.colour`]);
    expect(await put('halls:\n  other:\n    name: x\n')).to.deep.equal([400, 'halls.other']);
    expect(await put('halls: [')).to.deep.equal([400, '']);
    expect((await put('a: &a [1]\nb: *a\n'))[0]).to.equal(400);
  });
});
