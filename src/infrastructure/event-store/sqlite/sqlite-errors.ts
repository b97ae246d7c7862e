import type { Refused } from '../compose.js';

/** What a failed write says of itself. */
export type WriteFailure = Refused['reason'] | 'unknown';

/** SQLite's (extended) result code of an error, such as `SQLITE_FULL`, or the empty string. */
export const codeOf = (error: unknown): string => {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
};

export const isBusy = (error: unknown): boolean => codeOf(error).startsWith('SQLITE_BUSY');

/**
 * Judges a transaction that failed. Before COMMIT nothing can be on disk. A COMMIT that could not
 * *write* has no complete commit frame in the WAL; one that could not *sync* may have: a power cut
 * could bring it back, so only a repeat tells.
 */
export const classifyWriteFailure = (error: unknown, step: 'write' | 'commit'): WriteFailure => {
  const code = codeOf(error);
  if (code.startsWith('SQLITE_FULL')) return 'full';
  if (code.startsWith('SQLITE_READONLY')) return 'read_only';
  // A file-size limit or a quota: ENOSPC alone is SQLITE_FULL, these come as a failed write.
  if (code === 'SQLITE_IOERR_WRITE') return 'full';
  return step === 'commit' && !isBusy(error) ? 'unknown' : 'unavailable';
};
