import { expect } from 'chai';
import { NoSlot, Slots } from '../../../../src/infrastructure/event-store/eventstoredb/slots.js';

describe('slots for appends under way', () => {
  it('let a bounded number through, the others in order', async () => {
    const slots = new Slots(2);
    const entered: number[] = [];
    const enter = async (n: number): Promise<() => void> => {
      const giveBack = await slots.take(1_000);
      entered.push(n);
      return giveBack;
    };
    const [first, second, ...waiting] = [1, 2, 3, 4].map(enter);
    (await first)?.();
    await second;
    await waiting[0];
    expect(entered).to.deep.equal([1, 2, 3]);
    (await second)?.();
    await waiting[1];
    expect(entered).to.deep.equal([1, 2, 3, 4]);
  });

  it('are waited for a bounded time', async () => {
    const slots = new Slots(1);
    const giveBack = await slots.take(10);
    const error: unknown = await slots.take(10).catch((e: unknown) => e);
    expect(error).to.be.instanceOf(NoSlot);
    giveBack();
    (await slots.take(10))();
  });

  it('are given back once, however often it is said', async () => {
    const slots = new Slots(1);
    const giveBack = await slots.take(10);
    giveBack();
    giveBack();
    await slots.take(10);
    const error: unknown = await slots.take(10).catch((e: unknown) => e);
    expect(error).to.be.instanceOf(NoSlot);
  });
});
