import { expect } from 'chai';
import { demo } from './service-twins.js';
import { said, startRig, template, type Rig } from './rig.js';

const shown = {
  templateId: template,
  longTerm: false,
  granted: 3,
  declined: 1,
  used: 1,
  returned: 0,
  voided: 0,
  remaining: 2,
  lastAnswer: 'accept',
  lastSource: 'popup',
};

describe('credits', () => {
  let rig: Rig;
  beforeEach(async () => (rig = await startRig()));
  afterEach(() => rig.close());

  const longTerm = (): void => {
    const settings = rig.halls.settings.get(demo);
    if (settings === undefined) throw new Error('expected the demo hall');
    const { messages } = settings;
    const lasting = { ...messages.called, templateId: template, longTerm: true };
    rig.halls.settings.set(demo, { ...settings, messages: { ...messages, called: lasting } });
  };

  it('are shown to the holder and to auditors alike', async () => {
    const mine = await rig.as('holder').get('/api/v1/me/subscriptions');
    expect(mine.data.items).to.have.length(1);
    expect(mine.data.items[0]).to.deep.include(shown);
    const page = await rig.as('auditor').get('/api/v1/audit/credits');
    expect(page.data).to.deep.equal({
      items: [{ subscriberId: 's-1', ...mine.data.items[0] }],
      nextCursor: null,
    });
    const one = await rig.as('admin').get('/api/v1/audit/credits/s-1');
    expect(one.data).to.deep.equal({ subscriberId: 's-1', items: page.data.items, timeline: [] });
  });

  it('of a template that some hall sends as a long-term one are one or none', async () => {
    longTerm();
    const mine = await rig.as('holder').get('/api/v1/me/subscriptions');
    expect(mine.data.items[0]).to.include({ longTerm: true, remaining: 1, granted: 3 });
    const page = await rig.as('auditor').get('/api/v1/audit/credits');
    expect(page.data.items[0]).to.include({ longTerm: true, remaining: 1 });
  });

  it('belong to no hall, and to nobody else', async () => {
    for (const who of ['hallAuditor', 'terminal', 'kiosk', 'holder'])
      for (const path of ['', '/s-1'])
        expect(said(await rig.as(who).get(`/api/v1/audit/credits${path}`)), who).to.deep.equal([
          403,
          'forbidden',
        ]);
    expect(said(await rig.as('auditor').get('/api/v1/me/subscriptions'))[0]).to.equal(403);
    expect(said(await rig.as('auditor').get('/api/v1/audit/credits/s-9'))).to.deep.equal([
      404,
      'unknown_subscriber',
    ]);
    expect(said(await rig.as('auditor').get('/api/v1/audit/credits?limit=0'))[0]).to.equal(400);
  });
});
