import { expect } from 'chai';
import fc from 'fast-check';
import {
  decideDevice,
  evolveDevice,
  noDevice,
  readUserCode,
  userCodeOf,
  type Device,
  type DeviceCommand,
  type DeviceEvent,
  type DeviceRefusal,
} from '../../../src/domain/access/devices.js';
import { hallId, instant } from '../../../src/domain/ids.js';
import { specificationOf } from '../specification.js';

const at = instant(Date.UTC(2025, 2, 3, 1, 0));
const later = instant(Date.UTC(2025, 2, 3, 1, 10));
const now = { at, occurredAt: null } as const;
const request = { clientId: 'display', sha256: 'own', expiresAt: later } as const;
const requested = { type: 'DeviceRequested', data: request, ...now } as const;
const grant = { role: 'kiosk', hallId: hallId('demo'), windowIds: null, label: '取号机' } as const;
const approved = { type: 'DeviceApproved', data: grant, ...now } as const;
const denied = { type: 'DeviceDenied', data: {}, ...now } as const;
const letIn = { type: 'DeviceLetIn', data: {}, ...now } as const;
const ask = { type: 'LetDeviceIn', at, sha256: 'own' } as const;

const given = specificationOf<Device, DeviceCommand, DeviceEvent, DeviceRefusal>({
  initialState: noDevice,
  decide: decideDevice,
  evolve: evolveDevice,
});

describe('a device that shows a code', () => {
  it('waits until somebody lets it in, and gets one token', () => {
    given()
      .when({ type: 'RequestDevice', at, ...request })
      .then(requested);
    given(requested).when(ask).thenRefused({ code: 'authorization_pending' });
    given(requested).when({ type: 'ApproveDevice', at, grant }).then(approved);
    given(requested, approved).when(ask).then(letIn);
    given(requested, approved, letIn).when(ask).thenRefused({ code: 'invalid_grant' });
  });

  it('is refused for good, and not by who has only seen its code', () => {
    given(requested).when({ type: 'DenyDevice', at }).then(denied);
    given(requested, denied).when(ask).thenRefused({ code: 'access_denied' });
    given(requested, approved)
      .when({ ...ask, sha256: 'other' })
      .thenRefused({ code: 'invalid_grant' });
  });

  it('is decided on once, and not after its time', () => {
    for (const end of [approved, denied])
      given(requested, end)
        .when({ type: 'ApproveDevice', at, grant })
        .thenRefused({ code: 'device_ended' });
    given(requested)
      .when({ type: 'ApproveDevice', at: later, grant })
      .thenRefused({ code: 'unknown_device' });
    given(requested, approved)
      .when({ ...ask, at: later })
      .thenRefused({ code: 'expired_token' });
    given().when({ type: 'DenyDevice', at }).thenRefused({ code: 'unknown_device' });
  });

  it('takes no code that is in use, and begins anew with one that is over', () => {
    const again = { type: 'RequestDevice', ...request, sha256: 'new' } as const;
    given(requested)
      .when({ ...again, at })
      .thenRefused({ code: 'device_ended' });
    const state = [requested, approved, { ...requested, data: { ...request, sha256: 'new' } }];
    expect(state.reduce<Device>(evolveDevice, noDevice)).to.include({
      status: 'pending',
      sha256: 'new',
      grant: null,
    });
  });
});

describe('a user code', () => {
  it('is eight letters that are not taken for others, read however it is typed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        const code = userCodeOf(Buffer.from(bytes).toString('hex'));
        if (code === null) return;
        expect(code).to.match(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
        expect(readUserCode(` ${code.toLowerCase().replace('-', '')} `)).to.equal(code);
      }),
    );
    expect(readUserCode('ABCD-EFGH')).to.equal(null);
    expect(readUserCode('WDJB-MJH')).to.equal(null);
  });
});
