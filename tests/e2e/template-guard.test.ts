import { expect } from 'chai';
import { simulatorTemplates } from '../../simulator/simulator.js';
import { fresh, startRig, temporaryDir, type Rig } from './rig.js';

const { jh } = simulatorTemplates;
const whole = {
  thing1: '{service}',
  thing6: '{window}',
  character_string2: '{number}',
  number3: '{ahead}',
  thing5: '请到窗口办理',
};

type Hall = Readonly<{ warnings?: readonly Readonly<{ path: string; message: string }>[] }>;

describe('a hall whose templates the account does not have', () => {
  let rig: Rig;
  const hallIds = new Set<string>();
  before(async () => (rig = await startRig()));
  after(() => rig.close());
  afterEach(async () => {
    await rig.faults(null);
    // The tests that share the store are to find halls that are in order.
    for (const hallId of hallIds) await rig.admin.put(`/api/v1/halls/${hallId}`, { name: '大厅' });
    hallIds.clear();
  });

  const put = (hallId: string, messages: object) => {
    hallIds.add(hallId);
    const body = { name: '大厅', messages };
    return rig.admin.ask<Hall>('PUT', `/api/v1/halls/${hallId}`, { body });
  };
  const warned = async (called: object): Promise<readonly string[]> => {
    const hallId = `h-${fresh()}`;
    const { status, body } = await put(hallId, { called: { enabled: true, ...called } });
    expect(status).to.equal(201);
    const read = await rig.admin.get<Hall>(`/api/v1/halls/${hallId}`);
    const { warnings = [], ...hall } = body;
    expect(read, 'it is as the PUT says, and a GET warns of nothing').to.deep.equal(hall);
    return warnings.map(({ path, message }) => `${path}: ${message}`);
  };
  const lists = async (): Promise<number> =>
    (await rig.simulator.get<{ gettemplate: number }>('/simulator/requests')).gettemplate;

  it('is made all the same, with a warning that names the field', async () => {
    expect(await warned({ templateId: 'made-up', data: whole })).to.deep.equal([
      'messages.called.templateId: the account has no such template',
    ]);
    const { thing5: _left, ...fewer } = whole;
    expect(await warned({ templateId: jh, data: fewer })).to.deep.equal([
      'messages.called.data.thing5: the template needs this key',
    ]);
    expect(await warned({ data: { ...whole, thing9: 'x' } })).to.deep.equal([
      'messages.called.data.thing9: the template has no such key',
    ]);
    expect(await warned({ longTerm: true, data: whole })).to.deep.equal([
      'messages.called.longTerm: the template is a one-time one',
    ]);
  });

  it('is warned of nothing when the kind is off, or all is well', async () => {
    const called = { enabled: false, templateId: 'made-up', data: { thing1: 'x' } };
    expect((await put(`h-${fresh()}`, { called })).body).not.to.have.property('warnings');
    expect(await warned({ templateId: jh, data: whole })).to.deep.equal([]);
  });

  it('costs one question of WeChat, and one more for each unknown template', async () => {
    const called = { enabled: true, data: whole };
    await put(`h-${fresh()}`, { called });
    const before = await lists();
    for (let turn = 0; turn < 3; turn += 1) await put(`h-${fresh()}`, { called });
    expect(await lists()).to.equal(before);
    await warned({ templateId: 'made-up', data: whole });
    expect(await lists()).to.equal(before + 1);
  });

  it('is warned of nothing while WeChat cannot be asked, nor again as it is', async () => {
    await rig.faults({ rules: [{ api: 'gettemplate', effect: 'errcode', errcode: 45009 }] });
    const hallId = `h-${fresh()}`;
    const messages = { called: { enabled: true, templateId: 'not-there-yet', data: whole } };
    expect((await put(hallId, messages)).body).not.to.have.property('warnings');
    await rig.faults(null);
    expect((await put(hallId, messages)).body).not.to.have.property('warnings');
    const changed = { called: { ...messages.called, templateId: 'still-not-there' } };
    expect((await put(hallId, changed)).body.warnings).to.have.length(1);
  });

  it('does not keep the next start from calling', async () => {
    const dataDir = temporaryDir();
    const first = await startRig({ dataDir });
    const hallId = `h-${fresh()}`;
    const called = { enabled: true, templateId: 'made-up', data: whole };
    await first.admin.put(`/api/v1/halls/${hallId}`, { name: '大厅', messages: { called } });
    await first.close();
    const second = await startRig({ dataDir });
    expect(await second.admin.get(`/api/v1/halls/${hallId}`)).to.have.nested.property(
      'messages.called.templateId',
      'made-up',
    );
    await second.admin.put(`/api/v1/halls/${hallId}`, { name: '大厅' });
    await second.close();
  });
});
