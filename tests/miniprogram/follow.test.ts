import { expect } from 'chai';
import type { Ticket } from '../../miniprogram/logic/answers.js';
import { createCore } from '../../miniprogram/logic/core.js';
import type { FollowState } from '../../miniprogram/logic/follow.js';
import { fakePhone, loginReply, problem, settle, type Said } from './fake-phone.js';
import { ticketOf } from './samples.js';

const base = 'https://queue.test';

const frame = (id: string, ticket: Ticket): Uint8Array =>
  new TextEncoder().encode(`id: ${id}\nevent: change\ndata: ${JSON.stringify(ticket)}\n\n`);

/** Follows a ticket on a phone of a person who is logged in. */
const following = async (streams: boolean, say: () => Said | 'lost') => {
  const phone = fakePhone({ streams });
  phone.serve(({ url }) => (url.endsWith('/login') ? loginReply() : say()));
  const core = createCore(phone.platform, base);
  await core.session.signIn();
  phone.requests.length = 0;
  const seen: number[] = [];
  const states: FollowState[] = [];
  const problems: string[] = [];
  const followed = core.follow('t1', {
    onTicket: ({ ahead }) => seen.push(ahead),
    onState: (state) => states.push(state),
    onProblem: ({ code }) => problems.push(code),
  });
  await settle();
  const pass = async (ms: number): Promise<void> => {
    phone.clock.advance(ms);
    await settle();
  };
  const last = () => {
    const stream = phone.streams.at(-1);
    if (stream === undefined) throw new Error('no stream was opened');
    return stream;
  };
  return { phone, core, followed, seen, states, problems, pass, last };
};

const answering = (ahead: number) => (): Said => ({ status: 200, body: ticketOf({ ahead }) });

describe('A ticket that is followed by asking', () => {
  it('is read at once and every five seconds', async () => {
    let ahead = 4;
    const { seen, pass, phone } = await following(false, () => answering(ahead)());
    expect(seen).to.deep.equal([4]);
    ahead = 3;
    await pass(4_999);
    expect(phone.requests).to.have.length(1);
    await pass(1);
    expect(seen).to.deep.equal([4, 3]);
  });

  it('is asked for more and more seldom while nothing answers, and says so', async () => {
    const { phone, pass, states } = await following(false, () => problem(500, 'internal'));
    const gaps: number[] = [];
    for (let turn = 0; turn < 6; turn += 1) {
      const before = phone.requests.length;
      let waited = 0;
      for (; phone.requests.length === before && waited < 600_000; waited += 1_000)
        await pass(1_000);
      gaps.push(waited / 1000);
    }
    expect(gaps).to.deep.equal([10, 20, 40, 60, 60, 60]);
    expect(states.at(-1)).to.equal('trouble');
  });

  it('is asked for seldom while the page is hidden, and at once when it is seen again', async () => {
    const { phone, pass, followed } = await following(false, answering(4));
    followed.hide();
    await pass(29_999);
    expect(phone.requests).to.have.length(1);
    await pass(1);
    expect(phone.requests).to.have.length(2);
    await pass(59_999);
    expect(phone.requests).to.have.length(2);
    followed.show();
    await settle();
    expect(phone.requests).to.have.length(3);
  });

  it('is left alone once it has ended, or is not to be seen', async () => {
    const done = await following(false, () => ({
      status: 200,
      body: ticketOf({ state: 'completed' }),
    }));
    const not = await following(false, () => problem(403, 'forbidden'));
    await done.pass(600_000);
    await not.pass(600_000);
    expect(done.phone.requests).to.have.length(1);
    expect(not.phone.requests).to.have.length(1);
    expect(not.problems).to.deep.equal(['forbidden']);
  });

  it('is left alone when the page is closed', async () => {
    const { phone, pass, followed, seen } = await following(false, answering(4));
    followed.stop();
    await pass(600_000);
    expect(phone.requests).to.have.length(1);
    expect(seen).to.deep.equal([4]);
    expect(phone.clock.waiting).to.equal(0);
  });
});

describe('A ticket that is followed by its stream', () => {
  it('is shown as the stream tells it, in whatever pieces', async () => {
    const { phone, seen, states, last } = await following(true, answering(9));
    expect(last().request.headers).to.include({
      authorization: 'Bearer token-1',
      accept: 'text/event-stream',
    });
    for (const byte of frame('70', ticketOf({ ahead: 4 })))
      last().listener.onBytes(Uint8Array.of(byte));
    expect(seen).to.deep.equal([4]);
    expect(states.at(-1)).to.equal('live');
    expect(phone.requests, 'nothing else is asked').to.deep.equal([]);
  });

  it('goes on after the last event that it has heard', async () => {
    const { phone, last, pass, seen } = await following(true, answering(3));
    last().listener.onBytes(frame('71', ticketOf({ ahead: 4 })));
    last().listener.onEnd(200);
    await settle();
    expect(seen, 'what was missed is asked for at once').to.deep.equal([4, 3]);
    await pass(5_000);
    expect(phone.streams).to.have.length(2);
    expect(last().request.headers['last-event-id']).to.equal('71');
  });

  it('hears nothing more of a stream that it has left', async () => {
    const { phone, followed, last, seen } = await following(true, answering(3));
    const first = last();
    followed.hide();
    expect(first.stopped).to.equal(true);
    first.listener.onBytes(frame('72', ticketOf({ ahead: 1 })));
    first.listener.onEnd(200);
    await settle();
    expect(seen).to.deep.equal([]);
    followed.show();
    expect(phone.streams).to.have.length(2);
  });

  it('is asked for when two streams in a row have brought nothing', async () => {
    const { phone, last, pass } = await following(true, answering(3));
    last().listener.onEnd(null);
    await settle();
    await pass(5_000);
    expect(phone.streams).to.have.length(2);
    last().listener.onEnd(null);
    await settle();
    for (let turn = 0; turn < 6; turn += 1) await pass(5_000);
    expect(phone.streams).to.have.length(2);
    expect(phone.requests.length).to.be.greaterThan(5);
  });

  it('is listened to again when a stream is silent for 45 seconds', async () => {
    const { phone, last, pass } = await following(true, answering(3));
    await pass(44_000);
    last().listener.onBytes(new TextEncoder().encode(':\n\n'));
    await pass(44_000);
    expect(last().stopped).to.equal(false);
    await pass(1_000);
    expect(last().stopped).to.equal(true);
    await pass(5_000);
    expect(phone.streams).to.have.length(2);
  });

  it('logs in anew when the stream’s token is refused', async () => {
    const { phone, last, pass } = await following(true, answering(3));
    last().listener.onEnd(401);
    await settle();
    expect(phone.requests[0]?.url).to.equal(`${base}/api/v1/wechat/login`);
    await pass(5_000);
    expect(phone.streams).to.have.length(2);
  });

  it('is read and opened anew when the person has done something that it does not know', async () => {
    const { phone, followed, last, seen } = await following(true, answering(3));
    const first = last();
    first.listener.onBytes(frame('74', ticketOf({ ahead: 4 })));
    await followed.renew();
    first.listener.onBytes(frame('75', ticketOf({ ahead: 9 })));
    expect(seen).to.deep.equal([4, 3]);
    expect(first.stopped).to.equal(true);
    expect(phone.streams).to.have.length(2);
    expect(last().request.headers['last-event-id']).to.equal('74');
  });

  it('is asked for where a stream has said nothing for five seconds, and still listened to', async () => {
    const { last, pass, seen } = await following(true, answering(3));
    await pass(4_999);
    expect(seen).to.deep.equal([]);
    await pass(1);
    expect(seen).to.deep.equal([3]);
    expect(last().stopped).to.equal(false);
    last().listener.onBytes(frame('76', ticketOf({ ahead: 2 })));
    expect(seen).to.deep.equal([3, 2]);
  });

  it('shows no answer that is older than what the stream has told meanwhile', async () => {
    const late: ((said: Said) => void)[] = [];
    const { phone, followed, last, seen } = await following(true, answering(3));
    phone.serve(() => new Promise((resolve) => void late.push(resolve)));
    const asked = followed.refresh();
    last().listener.onBytes(frame('77', ticketOf({ state: 'called', ahead: 0 })));
    late[0]?.(answering(4)());
    await asked;
    expect(seen).to.deep.equal([0]);
  });

  it('says why it is not to be seen, which a refused stream does not', async () => {
    const { phone, problems, last, pass } = await following(true, () => problem(403, 'forbidden'));
    last().listener.onEnd(403);
    await settle();
    expect(problems).to.deep.equal(['forbidden']);
    await pass(600_000);
    expect(phone.requests).to.have.length(1);
  });

  it('is no longer in trouble once it has been asked for again', async () => {
    let say: () => Said | 'lost' = () => problem(404, 'not_found');
    const { followed, last, states } = await following(true, () => say());
    last().listener.onBytes(frame('78', ticketOf({ ahead: 4 })));
    say = () => problem(500, 'internal');
    await followed.refresh();
    expect(states.at(-1)).to.equal('trouble');
    say = answering(4);
    await followed.refresh();
    expect(states.at(-1)).to.equal('live');
  });

  it('ends with the ticket', async () => {
    const { phone, last, pass } = await following(true, answering(3));
    last().listener.onBytes(frame('73', ticketOf({ state: 'completed' })));
    expect(last().stopped).to.equal(true);
    await pass(600_000);
    expect(phone.requests).to.deep.equal([]);
    expect(phone.clock.waiting).to.equal(0);
  });
});
