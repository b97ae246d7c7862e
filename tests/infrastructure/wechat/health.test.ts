import { expect } from 'chai';
import type { SendOutcome } from '../../../src/application/ports/message-sender.js';
import { WeChatHealthTracker } from '../../../src/infrastructure/wechat/health.js';
import { messageRequest, openId, startRig } from './rig.js';
import { errorAnswer, paths } from './scripted-wechat.js';
import { handClock } from './rig.js';

const sent: SendOutcome = { outcome: 'sent', msgid: '1' };
const account = (errcode: number): SendOutcome => ({
  outcome: 'deferred',
  errcode,
  reason: 'text',
  possiblySent: false,
  scope: 'account',
});

describe('the health of the way to WeChat', () => {
  it('is well until something fails, and again after a success', () => {
    const health = new WeChatHealthTracker({ clock: handClock() });
    expect(health.state()).to.deep.equal({ ok: true, reason: null });
    health.sendEnded(account(45009), 'T');
    expect(health.state()).to.deep.equal({ ok: false, reason: '45009 text' });
    health.sendEnded(sent, 'T');
    expect(health.state().ok).to.equal(true);
  });

  it('is not hurt by what concerns one person or one message', () => {
    const health = new WeChatHealthTracker({ clock: handClock() });
    health.sendEnded({ outcome: 'no_credit', errcode: 43101, reason: '' }, 'T');
    health.sendEnded({ outcome: 'rejected', errcode: 40003, class: 'x', reason: '' }, 'T');
    health.sendEnded(
      { outcome: 'deferred', errcode: 43108, reason: '', possiblySent: false, scope: 'person' },
      'T',
    );
    expect(health.state().ok).to.equal(true);
  });

  it('is not mended by another template, when one template is refused', () => {
    const clock = handClock();
    const health = new WeChatHealthTracker({ clock });
    health.sendEnded(account(40037), 'T');
    health.sendEnded(sent, 'U');
    expect(health.state().ok).to.equal(false);
    health.sendEnded(sent, 'T');
    expect(health.state().ok).to.equal(true);
    health.sendEnded(account(40037), 'T');
    clock.advance(300_000);
    expect(health.state().ok, 'nobody uses T any more').to.equal(true);
  });

  it('sees what sends and logins find out', async () => {
    const rig = await startRig();
    rig.wechat.script(paths.send, { httpStatus: 502, rawBody: '' });
    await rig.client.sender.send(openId, messageRequest);
    expect(rig.client.health.state().reason).to.equal('HTTP 502');
    rig.wechat.script(paths.login, { rawBody: '{"openid":"oX","session_key":"k"}' });
    await rig.client.login.verify('c');
    expect(rig.client.health.state().ok).to.equal(true);
    rig.wechat.script(paths.login, errorAnswer(40125, 'invalid appsecret'));
    await rig.client.login.verify('c');
    expect(rig.client.health.state().reason).to.equal('login: 40125 invalid appsecret');
    await rig.close();
  });
});
