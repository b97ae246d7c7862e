import { expect } from 'chai';
import { openIdOf, simulatorTemplates } from '../../simulator/simulator.js';
import { fresh, messageTo, startRig, type Rig } from './rig.js';

const { jh } = simulatorTemplates;

/** Posts as the older mini-programs do: a form, or everything in the address. */
const post = async (
  rig: Rig,
  fields: Record<string, string>,
  where: 'form' | 'query' = 'form',
): Promise<string> => {
  const encoded = new URLSearchParams(fields);
  const address = `${rig.url}/SaveMessageAuthority.do`;
  const response =
    where === 'form'
      ? await fetch(address, { method: 'POST', body: encoded })
      : await fetch(`${address}?${encoded.toString()}`, { method: 'POST' });
  return `${response.status} ${await response.text()}`;
};

describe('the older back end’s endpoint', () => {
  it('is not there unless it is turned on', async () => {
    const rig = await startRig();
    expect(await post(rig, { openId: openIdOf('anna'), templateId: jh })).to.match(/^404 /);
    await rig.close();
  });

  describe('turned on', () => {
    let rig: Rig;
    before(async () => {
      rig = await startRig({ settings: { LEGACY_ENDPOINTS: 'on' } });
    });
    after(() => rig.close());

    it('records one grant, and the ticket that names the person is told once', async () => {
      const hall = await rig.hall();
      const phone = await rig.phone(fresh());
      const openId = openIdOf(phone.name);
      const userName = encodeURIComponent('张三');
      const fields = { openId, templateId: jh, userName, idCard: '110101199003070000' };
      expect(await post(rig, fields)).to.equal('200 true');
      const { number, ticketId } = await hall.issue('A', { openId });
      expect((await messageTo(rig, phone)).data['character_string2']).to.equal(number);
      await hall.messageOf(ticketId, 'sent');
      const { items } = await rig.admin.get<{ items: { userName: string; isSend: string }[] }>(
        '/api/v1/audit/push-ledger',
      );
      expect(items[0]).to.include({ userName: '张*', isSend: 'Y' });
    });

    it('takes the fields from the address too', async () => {
      const openId = openIdOf(fresh());
      expect(await post(rig, { openId, templateId: jh }, 'query')).to.equal('200 true');
    });

    it('says false of what it cannot record', async () => {
      const openId = openIdOf(fresh());
      expect(await post(rig, { templateId: jh })).to.equal('200 false');
      expect(await post(rig, { openId })).to.equal('200 false');
      expect(await post(rig, { openId: 'not an openid', templateId: jh })).to.equal('200 false');
      expect(await post(rig, { openId, templateId: 'unknown' })).to.equal('200 false');
    });
  });
});
