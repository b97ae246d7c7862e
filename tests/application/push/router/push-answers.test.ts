import { expect } from 'chai';
import type {
  Answering,
  AnswerResult,
  AsyncRule,
} from '../../../../src/application/push/router/rules.js';
import { subscriberStream, pushStream } from '../../../../src/domain/streams.js';
import { FaultyStore } from '../../faulty-store.js';
import { anna, personOf, PushRig } from '../rig.js';

const bella = 'oBellaBellaBellaBellaBellaBe';
const by = {
  actor: { kind: 'service', name: 'test' },
  correlationId: 'c',
  idempotency: null,
} as const;
const done: AnswerResult = { outcome: 'done', errcode: null };

/** A rule whose handler a test watches. */
class Watched {
  readonly asked: Answering[] = [];
  answers: (() => Promise<AnswerResult>)[] = [];

  rule(name = 'watched', more: Partial<AsyncRule> = {}): AsyncRule {
    return {
      name,
      when: { type: 'text' },
      mode: 'async',
      handle: async (answering) => {
        this.asked.push(answering);
        return (await this.answers.shift()?.()) ?? done;
      },
      ...more,
    };
  }
}

describe('an answer from the log', () => {
  let watched: Watched;
  let rig: PushRig;
  beforeEach(async () => {
    watched = new Watched();
    rig = new PushRig([watched.rule()]);
    await rig.start();
  });
  afterEach(async () => {
    await rig.kill();
    await rig.store.close();
  });

  const text = (msgId: string, content = '你好') =>
    rig.push({ kind: 'message.text', msgId, content });
  const story = async (msgId: string) =>
    (await rig.events(pushStream(msgId))).map(({ type, data }) => {
      const { rule, outcome } = data as { rule?: string; outcome?: string };
      return [type, rule, outcome].filter((part) => part !== undefined).join(' ');
    });
  const claimed = ['PushReceived', 'AnswerAttempted watched'];

  it('is claimed, given and recorded', async () => {
    await text('1');
    expect(await story('1')).to.deep.equal([...claimed, 'AnswerRecorded watched done']);
    expect(watched.asked).to.have.length(1);
    const [{ openId, subscriberId, push } = {} as Answering] = watched.asked;
    expect([openId, subscriberId]).to.deep.equal([anna, personOf(anna)]);
    expect(push).to.include({ key: '1', kind: 'message.text', stream: 'push-1' });
    expect(rig.counts).to.include('push_answers_total watched done');
  });

  it('keeps neither the text nor the openid anywhere but encrypted', async () => {
    await text('1', '我叫安娜 110101199003070012');
    const events = [
      await rig.everything(),
      JSON.stringify(await rig.events(subscriberStream(personOf(anna)))),
    ];
    for (const written of [...events, ...rig.log])
      expect(written)
        .to.not.match(/安娜|110101199003070012/)
        .and.not.include(anna);
  });

  it('is given once, however often WeChat repeats the message', async () => {
    await text('1');
    await text('1');
    await text('1');
    expect(watched.asked).to.have.length(1);
    expect(rig.counts.filter((count) => count === 'push_received_total message repeated')) //
      .to.have.length(2);
  });

  it('is given to each of two messages of the same second', async () => {
    await text('1');
    await text('2');
    expect(watched.asked.map(({ push }) => push.key)).to.deep.equal(['1', '2']);
  });

  it('does not wait for those of one person who writes a lot', async () => {
    const never = new Promise<AnswerResult>(() => undefined);
    watched.answers = [() => never];
    for (let count = 0; count < 40; count += 1) await text(String(count));
    expect(watched.asked).to.have.length(1);
    await rig.push({ kind: 'message.text', msgId: 'bella', openId: bella, content: '你好' });
    expect(watched.asked.map(({ openId }) => openId)).to.deep.equal([anna, bella]);
    rig.abandon();
  });

  it('does not make known again who was forgotten after they wrote', async () => {
    const createdAt = rig.clock.now();
    await text('1');
    rig.clock.advance(1_000);
    await rig.subscribers.forget(personOf(anna), by);
    await rig.push({ kind: 'message.text', msgId: '2', content: '你好', createdAt });
    const known = async () =>
      (await rig.events(subscriberStream(personOf(anna)))).map(({ type }) => type);
    expect(await known()).to.deep.equal(['SubscriberForgotten']);
    expect(watched.asked.map(({ openId }) => openId)).to.deep.equal([anna, null]);
    rig.clock.advance(1_000);
    await text('3');
    expect(await known()).to.deep.equal(['SubscriberForgotten', 'SubscriberRegistered']);
  });

  it('is given by one of two instances', async () => {
    await rig.kill();
    await rig.start(new FaultyStore(rig.store, false));
    await rig.start(new FaultyStore(rig.store, false));
    await text('1');
    rig.clock.advance(100);
    await rig.settle();
    expect(watched.asked).to.have.length(1);
    expect(await story('1')).to.deep.equal([...claimed, 'AnswerRecorded watched done']);
  });

  it('that was not begun when everybody died is given by the next life', async () => {
    await rig.kill();
    await text('1');
    expect(await story('1')).to.deep.equal(['PushReceived']);
    await rig.start();
    expect(watched.asked).to.have.length(1);
    expect(await story('1')).to.deep.equal([...claimed, 'AnswerRecorded watched done']);
  });

  it('is not given any more after five minutes', async () => {
    await rig.kill();
    await text('1');
    rig.clock.advance(5 * 60_000 + 1);
    await rig.start();
    expect(watched.asked).to.deep.equal([]);
    expect(await story('1')).to.deep.equal(['PushReceived']);
  });

  it('whose maker died before it was recorded is not given again, and shown', async () => {
    watched.answers = [() => new Promise(() => undefined)];
    await text('1');
    expect(await story('1')).to.deep.equal(claimed);
    rig.abandon();
    await rig.start();
    rig.clock.advance(0);
    await rig.settle();
    expect(watched.asked).to.have.length(1);
    expect(await story('1')).to.deep.equal(claimed);
    expect(rig.counts).to.include('push_answers_total watched lost');
    expect(rig.log.join()).to.include('push_answer_lost');
  });

  it('that another instance may still be giving is shown after a minute', async () => {
    watched.answers = [() => new Promise(() => undefined)];
    await text('1');
    rig.abandon();
    await rig.start(new FaultyStore(rig.store, false));
    rig.clock.advance(59_000);
    expect(rig.counts.join()).to.not.include('lost');
    rig.clock.advance(2_000);
    expect(rig.counts).to.include('push_answers_total watched lost');
    expect(watched.asked).to.have.length(1);
  });

  it('that never comes holds nobody up for longer than half a minute', async () => {
    watched.answers = [() => new Promise(() => undefined)];
    await text('1');
    await text('2');
    expect(watched.asked).to.have.length(1);
    rig.clock.advance(30_000);
    await rig.settle();
    expect(await story('1')).to.deep.equal([...claimed, 'AnswerRecorded watched unknown']);
    expect(await story('2')).to.deep.equal([...claimed, 'AnswerRecorded watched done']);
  });

  it('that was lost the day before is not shown any more', async () => {
    watched.answers = [() => new Promise(() => undefined)];
    await text('1');
    rig.abandon();
    rig.clock.advance(24 * 3_600_000 + 1);
    const before = rig.counts.length;
    await rig.start();
    rig.clock.advance(120_000);
    expect(rig.counts.slice(before).join()).to.not.include('lost');
    expect(watched.asked).to.have.length(1);
  });

  it('is tried again while WeChat does nothing, under the same claim', async () => {
    const later = async (): Promise<AnswerResult> => ({ outcome: 'later', errcode: -1 });
    watched.answers = [later, later];
    await text('1');
    for (const pauseMs of [1_000, 3_000]) {
      rig.clock.advance(pauseMs);
      await rig.settle();
    }
    expect(watched.asked).to.have.length(3);
    expect(await story('1')).to.deep.equal([...claimed, 'AnswerRecorded watched done']);
  });

  it('that WeChat refuses, or that fails, is recorded and not tried again', async () => {
    watched.answers = [
      async () => ({ outcome: 'refused', errcode: 45015 }),
      () => Promise.reject(new Error('no')),
      async () => ({ outcome: 'unknown', errcode: null }),
    ];
    for (const id of ['1', '2', '3']) await text(id);
    const outcomes = await Promise.all(['1', '2', '3'].map(async (id) => (await story(id)).at(-1)));
    expect(outcomes).to.deep.equal([
      'AnswerRecorded watched refused',
      'AnswerRecorded watched failed',
      'AnswerRecorded watched unknown',
    ]);
    expect(watched.asked).to.have.length(3);
  });

  it('whose claim was written and never confirmed is given by its maker, once', async () => {
    await rig.kill();
    const store = new FaultyStore(rig.store);
    let isOver = false;
    store.fault = ({ events: [event] }) =>
      event?.type === 'AnswerAttempted' && !isOver ? 'written_unknown' : undefined;
    await rig.start(store);
    await text('1');
    expect(watched.asked).to.deep.equal([]);
    for (let passedMs = 0; passedMs < 8_000; passedMs += 500) {
      rig.clock.advance(500);
      await rig.settle();
      isOver = passedMs >= 5_000;
    }
    expect(watched.asked).to.have.length(1);
    expect(await story('1')).to.deep.equal([...claimed, 'AnswerRecorded watched done']);
  });

  it('whose outcome cannot be written is not given again while that is tried', async () => {
    await rig.kill();
    const store = new FaultyStore(rig.store);
    store.fault = ({ events: [event] }) =>
      event?.type === 'AnswerRecorded' ? 'refused' : undefined;
    await rig.start(store);
    await text('1');
    expect(await story('1')).to.deep.equal(claimed);
    store.fault = () => undefined;
    for (let passedMs = 0; passedMs < 3_000; passedMs += 500) {
      rig.clock.advance(500);
      await rig.settle();
    }
    expect(await story('1')).to.deep.equal([...claimed, 'AnswerRecorded watched done']);
    expect(watched.asked).to.have.length(1);
  });

  it('goes to nobody who was forgotten meanwhile, and a repeat does not make them known', async () => {
    await rig.kill();
    await text('1');
    const by = { actor: { kind: 'service', name: 'test' }, correlationId: 'c', idempotency: null };
    await rig.subscribers.forget(personOf(anna), by as never);
    await text('1');
    await rig.start();
    expect(watched.asked.map(({ openId }) => openId)).to.deep.equal([null]);
    const person = await rig.events(subscriberStream(personOf(anna)));
    expect(person.map(({ type }) => type)).to.deep.equal(['SubscriberForgotten']);
  });
});

describe('an answer of a rule that this version does not have', () => {
  it('is shown at a start while nobody has claimed it, and never after', async () => {
    const watched = new Watched();
    const rules = [watched.rule('gone', { next: true }), watched.rule('kept')];
    const rig = new PushRig(rules);
    await rig.push({ kind: 'message.text', msgId: '1', content: 'x' });
    /** What one life of a version counts of answers. */
    const life = async (version: readonly AsyncRule[]): Promise<readonly string[]> => {
      const before = rig.counts.length;
      await rig.start(rig.store, version);
      await rig.kill();
      return rig.counts.slice(before);
    };
    const without = rules.slice(1);
    expect(await life(without)).to.deep.equal([
      'push_answers_total gone unknown_rule',
      'push_answers_total kept done',
    ]);
    expect(await life(rules)).to.deep.equal(['push_answers_total gone done']);
    expect(await life(without)).to.deep.equal([]);
    expect(watched.asked).to.have.length(2);
    await rig.store.close();
  });
});

describe('answers of several rules', () => {
  it('each have a claim of their own, in the order of the rules', async () => {
    const watched = new Watched();
    const rig = new PushRig([
      watched.rule('a', { next: true, keep: ({ type }) => ({ type }) }),
      watched.rule('b'),
      watched.rule('c'),
    ]);
    await rig.start();
    await rig.push({ kind: 'message.text', msgId: '1', content: 'x' });
    const types = (await rig.events(pushStream('1'))).slice(1).map(({ type, data }) => {
      const { rule } = data as { rule: string };
      return `${type} ${rule}`;
    });
    expect(types).to.deep.equal([
      'AnswerAttempted a',
      'AnswerRecorded a',
      'AnswerAttempted b',
      'AnswerRecorded b',
    ]);
    expect(watched.asked.map(({ kept }) => kept)).to.deep.equal([{ type: 'text' }, {}]);
    await rig.kill();
    await rig.store.close();
  });
});
