import { createHash, timingSafeEqual } from 'node:crypto';

/** SHA-1 in hex over the parts in the order of their bytes (docs/wechat.md). */
export const signatureOf = (...parts: readonly string[]): string =>
  createHash('sha1')
    .update([...parts].toSorted().join(''))
    .digest('hex');

/** Whether `given` is the signature of the parts; takes the same time whatever `given` is. */
export const isSignedBy = (given: string | undefined, ...parts: readonly string[]): boolean => {
  const expected = Buffer.from(signatureOf(...parts));
  const found = Buffer.alloc(expected.length);
  const written = found.write(given ?? '', 'latin1');
  const isEqual = timingSafeEqual(expected, found);
  return isEqual && written === expected.length && given?.length === expected.length;
};
