import { expect } from 'chai';
import { Bench } from './lab/bench.js';

describe('-1 although the message was delivered', function () {
  this.timeout(60_000);

  it('costs one message more at the most, and the attempt is marked possibly sent', async () => {
    const bench = await Bench.open();
    try {
      const error = { api: 'send', effect: 'errcode', errcode: -1, at: 'after' } as const;
      await bench.simulator.setFaults({ sequence: [error] });
      const visitor = await bench.visitor();
      const { messageId, status, attempts } = await bench.message(visitor, ['sent', 'in_doubt']);
      expect({ status, attempts }).to.deep.equal({ status: 'sent', attempts: 2 });
      expect(await bench.deliveriesOf(visitor)).to.have.length(2);
      const timeline = await bench.records.message(messageId);
      const deferred = timeline.find(({ type }) => type === 'SendDeferred');
      expect(deferred?.data).to.include({ errcode: -1, possiblySent: true });
    } finally {
      await bench.close();
    }
  });
});
