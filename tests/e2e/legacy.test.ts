import { expect } from 'chai';
import { streamPrefixes } from '../../src/domain/streams.js';
import { services } from '../../src/composition/di/services.js';
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

/** Posts text as it stands. */
const postRaw = async (rig: Rig, { search = '', form }: { search?: string; form?: string }) => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const response = await fetch(`${rig.url}/SaveMessageAuthority.do${search}`, {
    method: 'POST',
    ...(form === undefined ? {} : { headers, body: form }),
  });
  return `${response.status} ${await response.text()}`;
};

/** Escapes that stand for no text: broken off, no hexadecimal, and bytes that are no UTF-8. */
const undecodable = ['%E0%A4%A', '%', '%zz', 'a%4', '%D5%C5', '%ED%A0%80', '%C0%AF', '%FF'];

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

    describe('records nothing, and says false,', () => {
      const events = async (): Promise<string> => {
        const { items } = await rig.admin.get<{ items: object[] }>(
          '/api/v1/audit/push-ledger?limit=500',
        );
        const store = rig.service.container.get(services.eventStore);
        return `${items.length} grants, log at ${await store.end(Object.values(streamPrefixes))}`;
      };
      const expectFalse = async (fields: Readonly<Record<string, string>>): Promise<void> => {
        const before = await events();
        const text = Object.entries(fields)
          .map(([name, value]) => `${name}=${value}`)
          .join('&');
        expect(await postRaw(rig, { form: text }), `form ${text}`).to.equal('200 false');
        expect(await postRaw(rig, { search: `?${text}` }), `query ${text}`).to.equal('200 false');
        expect(await events()).to.equal(before);
      };
      const good = () => ({ openId: openIdOf(fresh()), templateId: jh });

      for (const field of ['openId', 'templateId', 'userName', 'idCard'])
        it(`of ${field} that cannot be decoded`, async () => {
          for (const value of undecodable) await expectFalse({ ...good(), [field]: value });
        });

      it('of userName that cannot be decoded the second time', async () => {
        for (const value of undecodable)
          await expectFalse({ ...good(), userName: encodeURIComponent(value) });
      });

      it('of a field that is too long', async () => {
        const long = (length: number) => 'x'.repeat(length);
        await expectFalse({ ...good(), openId: long(65) });
        await expectFalse({ ...good(), templateId: long(129) });
        await expectFalse({ ...good(), userName: long(101) });
        await expectFalse({ ...good(), idCard: long(33) });
        for (const field of ['openId', 'templateId', 'userName', 'idCard'])
          await expectFalse({ ...good(), [field]: long(5_000) });
      });

      it('of a field that is needed and empty', async () => {
        await expectFalse({ ...good(), openId: '' });
        await expectFalse({ ...good(), templateId: '' });
      });

      it('of text of several lines, and of a field that is given twice', async () => {
        await expectFalse({ ...good(), userName: encodeURIComponent('%0A') });
        await expectFalse({ ...good(), idCard: '1%00' });
        await expectFalse({ ...good(), templateId: `${jh}&openId=${openIdOf(fresh())}` });
      });
    });

    it('takes an empty name and identity number for none, and leaves what is known', async () => {
      const openId = openIdOf(fresh());
      const userName = encodeURIComponent('百分之百');
      expect(await post(rig, { openId, templateId: jh, userName })).to.equal('200 true');
      const again = { openId, templateId: jh, userName: '', idCard: '' };
      expect(await post(rig, again)).to.equal('200 true');
      const { items } = await rig.admin.get<{ items: { userName: string | null }[] }>(
        '/api/v1/audit/push-ledger?limit=2',
      );
      expect(items.map((row) => row.userName)).to.deep.equal(['百***', '百***']);
    });

    it('takes a name of a hundred characters, with a percent sign and spaces', async () => {
      const userName = `100% ${'名'.repeat(95)}`;
      const fields = { openId: openIdOf(fresh()), templateId: jh };
      const twice = { ...fields, userName: encodeURIComponent(userName) };
      expect(await post(rig, twice)).to.equal('200 true');
      expect(await post(rig, twice, 'query')).to.equal('200 true');
    });
  });
});
