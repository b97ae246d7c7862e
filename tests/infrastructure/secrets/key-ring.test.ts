import { expect } from 'chai';
import fc from 'fast-check';
import { instant, subscriberId, ticketId } from '../../../src/domain/ids.js';
import { KeyRing } from '../../../src/infrastructure/secrets/key-ring.js';

const keys = new KeyRing('ab'.repeat(32), 'wx1');
const others = new KeyRing('cd'.repeat(32), 'wx1');
const ticket = ticketId('0b9f9b52-3f0a-4d7e-9c58-2f7a8c1d9e60');

describe('the key ring', () => {
  it('knows a person by appid and openid, and gives neither away', () => {
    const id = keys.subscriberIdOf('openid-anna');
    expect(id).to.match(/^[0-9a-f]{32}$/);
    expect(keys.subscriberIdOf('openid-anna')).to.equal(id);
    expect(others.subscriberIdOf('openid-anna')).not.to.equal(id);
    expect(new KeyRing('ab'.repeat(32), 'wx2').subscriberIdOf('openid-anna')).not.to.equal(id);
  });

  describe('bind codes', () => {
    it('name the ticket in at most 32 characters, the same every time', () => {
      fc.assert(
        fc.property(fc.uuid(), (id) => {
          const code = keys.bindCodeOf(ticketId(id));
          expect(code).to.match(/^[0-9A-Za-z_-]{1,32}$/);
          expect(keys.bindCodeOf(ticketId(id))).to.equal(code);
          expect(keys.ticketOfBindCode(code)).to.equal(id);
        }),
      );
    });

    it('cannot be made up, changed, or brought from elsewhere', () => {
      const code = keys.bindCodeOf(ticket);
      expect(others.ticketOfBindCode(code)).to.equal(null);
      const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
      for (let place = 0; place < code.length; place += 1)
        for (const letter of alphabet) {
          const forged = code.slice(0, place) + letter + code.slice(place + 1);
          expect(keys.ticketOfBindCode(forged)).to.equal(forged === code ? ticket : null);
        }
      for (const text of ['', code.slice(1), `${code}A`, code.toLowerCase(), '码'.repeat(32)])
        expect(keys.ticketOfBindCode(text)).to.equal(null);
    });
  });

  describe('sealing', () => {
    it('opens for the stream that it was made for, and never looks the same', () => {
      const sealed = keys.seal('openid-anna', 'subscriber-a');
      expect(keys.open(sealed, 'subscriber-a')).to.equal('openid-anna');
      expect(keys.seal('openid-anna', 'subscriber-a')).not.to.equal(sealed);
      expect(Buffer.from(sealed, 'base64').toString('latin1')).not.to.include('openid');
      expect(() => keys.open(sealed, 'subscriber-b')).to.throw();
      expect(() => others.open(sealed, 'subscriber-a')).to.throw();
    });

    it('does not open what was changed or cut', () => {
      const bytes = Buffer.from(keys.seal('张三', 's'), 'base64');
      for (let place = 0; place < bytes.length; place += 1) {
        const changed = Buffer.from(bytes);
        changed[place] = (changed[place] ?? 0) ^ 1;
        expect(() => keys.open(changed.toString('base64'), 's')).to.throw();
      }
      for (const length of [0, 5, 12, 20, bytes.length - 1])
        expect(() => keys.open(bytes.subarray(0, length).toString('base64'), 's')).to.throw();
    });
  });

  describe('a holder’s token', () => {
    const anna = subscriberId('a'.repeat(32));
    const issuedAt = instant(Date.UTC(2025, 2, 1));
    const expiresAt = instant(Date.UTC(2025, 2, 2));
    const token = () =>
      keys.signHolder({ subscriberId: anna, registration: 4, issuedAt, expiresAt });

    it('speaks for the person and the registration until its time is over', async () => {
      const holder = { subscriberId: anna, registration: 4 };
      const before = instant(Date.UTC(2025, 2, 2) - 1_000);
      expect(await keys.verifyHolder(await token(), issuedAt)).to.deep.equal(holder);
      expect(await keys.verifyHolder(await token(), before)).to.deep.equal(holder);
      expect(await keys.verifyHolder(await token(), expiresAt)).to.equal(null);
    });

    it('is nobody’s when another key, or none, has signed it', async () => {
      const text = await token();
      expect(await others.verifyHolder(text, issuedAt)).to.equal(null);
      const [head = '', body = '', signature = ''] = text.split('.');
      const none = Buffer.from('{"alg":"none"}').toString('base64url');
      const other = Buffer.from(
        JSON.stringify({
          ...(JSON.parse(Buffer.from(body, 'base64url').toString()) as object),
          reg: 5,
        }),
      ).toString('base64url');
      for (const forged of [`${none}.${body}.`, `${head}.${other}.${signature}`, 'ey', 'nt_x', ''])
        expect(await keys.verifyHolder(forged, issuedAt)).to.equal(null);
    });
  });

  it('tells master keys apart', () => {
    expect(keys.fingerprint()).to.equal(new KeyRing('AB'.repeat(32), 'wx2').fingerprint());
    expect(keys.fingerprint()).not.to.equal(others.fingerprint());
    expect('ab'.repeat(32)).not.to.include(keys.fingerprint());
  });

  it('makes tokens that are never the same', () => {
    expect(keys.newToken()).to.match(/^nt_[\w-]{43}$/);
    expect(keys.newToken()).not.to.equal(keys.newToken());
  });
});
