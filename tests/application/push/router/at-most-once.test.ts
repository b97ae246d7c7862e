import { expect } from 'chai';
import fc from 'fast-check';
import type { AnswerResult, AsyncRule } from '../../../../src/application/push/router/rules.js';
import { pushStream } from '../../../../src/domain/streams.js';
import { FaultyStore } from '../../faulty-store.js';
import { PushRig } from '../rig.js';

type Step =
  | Readonly<{ is: 'push'; key: number; copies: number }>
  | Readonly<{ is: 'start' | 'crash' | 'hang' | 'lose' }>
  | Readonly<{ is: 'wait'; ms: number }>;

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    is: fc.constant('push' as const),
    key: fc.integer({ min: 1, max: 4 }),
    copies: fc.integer({ min: 1, max: 2 }),
  }),
  fc.record({ is: fc.constantFrom('start' as const, 'crash', 'hang', 'lose') }),
  fc.record({ is: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 5_000 }) }),
);

/** Instances come and go while pushes arrive, and count who is answered. */
class Lives {
  readonly asked = new Map<string, number>();
  readonly #hanging: boolean[] = [];
  readonly #rule: AsyncRule = {
    name: 'any',
    when: {},
    mode: 'async',
    handle: ({ push: { key } }): Promise<AnswerResult> => {
      this.asked.set(key, (this.asked.get(key) ?? 0) + 1);
      if (this.#hanging.pop() === true) return new Promise(() => undefined);
      return Promise.resolve({ outcome: 'done', errcode: null });
    },
  };
  readonly rig = new PushRig([this.#rule]);

  async does(next: Step): Promise<void> {
    switch (next.is) {
      case 'push':
        for (let copy = 0; copy < next.copies; copy += 1)
          await this.rig.push({
            kind: 'message.text',
            msgId: String(next.key),
            openId: `o${next.key}`,
          });
        return;
      case 'start':
        return this.rig.start(new FaultyStore(this.rig.store, false));
      case 'lose':
        return this.rig.start(this.#losing());
      case 'crash':
        return this.rig.abandon();
      case 'hang':
        return void this.#hanging.push(true);
      default:
        this.rig.clock.advance(next.ms);
        return this.rig.settle();
    }
  }

  /** A way to the store on which the answer about every other claim is lost. */
  #losing(): FaultyStore {
    const store = new FaultyStore(this.rig.store, false);
    let claims = 0;
    store.fault = ({ events: [event] }) => {
      if (event?.type !== 'AnswerAttempted') return undefined;
      claims += 1;
      return claims % 2 === 1 ? 'written_unknown' : undefined;
    };
    return store;
  }
}

describe('answers from the log, whatever dies', () => {
  it('are given once at most, and once where somebody lives in time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const lives = new Lives();
        const { rig, asked } = lives;
        for (const next of steps) await lives.does(next);
        await rig.start(new FaultyStore(rig.store, false));
        for (let round = 0; round < 3; round += 1) await lives.does({ is: 'wait', ms: 1_000 });
        const keys = new Set(steps.flatMap((one) => (one.is === 'push' ? [String(one.key)] : [])));
        for (const key of keys) {
          const claims = (await rig.events(pushStream(key))).filter(
            ({ type }) => type === 'AnswerAttempted',
          );
          expect([claims.length, asked.get(key)], key).to.deep.equal([1, 1]);
        }
        await rig.store.close();
      }),
      { numRuns: 40 },
    );
  });
});
