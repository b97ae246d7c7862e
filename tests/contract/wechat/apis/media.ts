import { onePixel } from '../../../infrastructure/wechat/scripted-wechat.js';
import { nextFaults } from '../harness.js';
import type { ContractApi, RequestChange } from '../harness.js';
import { callExpectation, callFactsOf } from '../call-outcomes.js';

const formOf = (bytes: Uint8Array): Promise<RequestChange> => {
  const form = new FormData();
  form.set('media', new Blob([Buffer.from(bytes)], { type: 'image/png' }), 'picture.png');
  return Promise.resolve({ form });
};

export const uploadTempMedia: ContractApi = {
  api: 'uploadTempMedia',
  adapter: {
    path: '/cgi-bin/media/upload',
    call: async (client) =>
      callFactsOf(await client.media.uploadImage({ bytes: onePixel, contentType: 'image/png' })),
    expectation: callExpectation,
  },
  arrange: {
    'media.ok': { prepare: () => formOf(onePixel) },
    'media.40004': {
      prepare: () => formOf(Buffer.from('no picture')),
      // The adapter looks at the bytes itself.
      forAdapter: nextFaults({ api: 'media_upload', effect: 'errcode', errcode: 40004 }),
    },
  },
};
