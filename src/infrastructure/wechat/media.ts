import { z } from 'zod';
import type { CallOutcome, Picture, TemporaryMedia } from '../../application/ports/wechat.js';
import { callApi } from './api-call.js';
import { logged, type WeChatApiOptions } from './api-log.js';
import { callOutcomeOf, refusedHere } from './call-outcome.js';
import { pictureTypeOf } from './picture.js';

/** The smaller of the two limits that WeChat's documentation names (docs/wechat.md). */
const mostBytes = 2 * 1024 * 1024;

const uploadedSchema = z.object({ media_id: z.string().min(1).max(512) });

type Uploaded = CallOutcome<Readonly<{ mediaId: string }>>;

/** uploadTempMedia (docs/wechat.md). */
export class WeChatMedia implements TemporaryMedia {
  readonly #options: WeChatApiOptions;

  constructor(options: WeChatApiOptions) {
    this.#options = options;
  }

  async uploadImage({ bytes }: Picture): Promise<Uploaded> {
    // What the bytes are is what WeChat will find, whatever they were said to be.
    const contentType = pictureTypeOf(bytes);
    if (contentType === null) return refusedHere('expected a PNG, JPEG, GIF or BMP picture');
    if (bytes.length > mostBytes)
      return refusedHere(`expected a picture of at most ${mostBytes} bytes, found ${bytes.length}`);
    const filename = `picture.${contentType.slice('image/'.length)}`;
    const result = await callApi(this.#options, {
      method: 'POST',
      path: '/cgi-bin/media/upload',
      query: { type: 'image' },
      file: { field: 'media', filename, contentType, bytes },
    });
    // WeChat leaves errcode out of some successes; a media id says it all.
    const outcome = callOutcomeOf<Readonly<{ mediaId: string }>>(result, {
      bareSuccess: true,
      read: (reply) => {
        const uploaded = uploadedSchema.safeParse(reply);
        return uploaded.success ? { mediaId: uploaded.data.media_id } : undefined;
      },
    });
    return logged(this.#options, 'uploadTempMedia', outcome);
  }
}
