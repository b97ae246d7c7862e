import { createHmac, timingSafeEqual } from 'node:crypto';
import { AppError } from '../../application/errors.js';

/** The lists that hand out cursors; one's cursor is no other's. */
export type ListName =
  'messages' | 'tickets' | 'ledger' | 'credits' | 'my-tickets' | 'my-appointments';

const macBytes = 16;

const notOurs = (): AppError =>
  new AppError('invalid_request', 'cursor: not one that we gave out', {
    data: {
      path: 'cursor',
      errors: [{ path: 'cursor', message: 'not a cursor that this list gave out' }],
    },
  });

/** Signs and reads the keys at which a list goes on, so that only our own cursors are taken. */
export class Cursors {
  readonly #key: string;

  /** @param key shared by all instances, so that any of them takes up a list that another began */
  constructor(key: string) {
    this.#key = key;
  }

  encode(list: ListName, keys: readonly string[]): string {
    const payload = Buffer.from(JSON.stringify(keys));
    return Buffer.concat([this.#mac(list, payload), payload]).toString('base64url');
  }

  /** @throws AppError `invalid_request` for anything that `encode` has not made for this list */
  decode(list: ListName, cursor: string): readonly string[] {
    const bytes = Buffer.from(cursor, 'base64url');
    // Buffer.from passes over what is not base64url: only the one true spelling counts.
    if (bytes.length <= macBytes || bytes.toString('base64url') !== cursor) throw notOurs();
    const payload = bytes.subarray(macBytes);
    if (!timingSafeEqual(bytes.subarray(0, macBytes), this.#mac(list, payload))) throw notOurs();
    return JSON.parse(payload.toString()) as string[];
  }

  #mac(list: ListName, payload: Buffer): Buffer {
    const mac = createHmac('sha256', this.#key).update(`cursor ${list} `).update(payload).digest();
    return mac.subarray(0, macBytes);
  }
}
