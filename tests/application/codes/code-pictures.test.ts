import { expect } from 'chai';
import { WeChatCodePictures } from '../../../src/application/codes/code-pictures.js';
import { QueuePosterCodes } from '../../../src/application/codes/poster-codes.js';
import type { CallOutcome, Picture } from '../../../src/application/ports/wechat.js';
import { hallId, queueId, ticketId } from '../../../src/domain/ids.js';

const drawn: CallOutcome<Picture> = {
  outcome: 'ok',
  value: { bytes: Buffer.from('x'), contentType: 'image/png' },
};
const queue = { hallId: hallId('h'), queueId: queueId('A') };

const picturesOf = (answers: readonly CallOutcome<Picture>[]) => {
  const asked: unknown[] = [];
  const pictures = new WeChatCodePictures({
    codes: {
      unlimited: (request) => {
        asked.push(request);
        return Promise.resolve(answers[asked.length - 1] ?? drawn);
      },
    },
    bindCodes: { codeOf: (id) => `code-of-${id}` },
    posters: { codeOf: (one) => `q.${one.hallId}-${one.queueId}` },
  });
  return { pictures, asked };
};

describe('the pictures of codes', () => {
  it('have the bind code or the poster code for their scene', async () => {
    const { pictures, asked } = picturesOf([]);
    expect(await pictures.ofTicket(ticketId('t'))).to.equal(drawn);
    await pictures.ofQueue(queue);
    const page = 'pages/index/index';
    expect(asked).to.deep.equal([
      { scene: 'code-of-t', page },
      { scene: 'q.h-A', page },
    ]);
  });

  it('of posters are drawn once, also when asked for at the same time', async () => {
    const { pictures, asked } = picturesOf([]);
    await Promise.all([pictures.ofQueue(queue), pictures.ofQueue(queue)]);
    await pictures.ofQueue(queue);
    expect(asked).to.have.length(1);
    await pictures.ofQueue({ ...queue, queueId: queueId('B') });
    expect(asked).to.have.length(2);
  });

  it('that did not come about are asked for again', async () => {
    const { pictures } = picturesOf([{ outcome: 'later', errcode: 45009, reason: 'quota' }]);
    expect((await pictures.ofQueue(queue)).outcome).to.equal('later');
    expect((await pictures.ofQueue(queue)).outcome).to.equal('ok');
  });
});

describe('the codes of posters', () => {
  it('name a queue as long as there is one', () => {
    let queues = [{ queueId: queueId('A') }, { queueId: queueId('B') }];
    const codes = new QueuePosterCodes({
      secrets: { posterCodeOf: (hall, id) => `q.${hall}.${id}` },
      settings: {
        hallIds: () => [hallId('h')],
        settingsOf: () => ({ queues }) as never,
      },
    });
    expect(codes.queueOf(codes.codeOf(queue))).to.deep.equal(queue);
    expect(codes.queueOf('q.h.C')).to.equal(null);
    queues = [];
    expect(codes.queueOf(codes.codeOf(queue))).to.equal(null);
  });
});
