import Database from 'libsql';
import { AppError } from '../../../application/errors.js';
import { isBusy } from './sqlite-errors.js';

/** Gives the lock back. */
export type Release = () => void;

/**
 * Makes this process the one writer of `file`: an exclusive SQLite transaction held open on an
 * empty file beside it. The kernel drops that lock with the process, however it dies, so there is
 * no stale pid file to judge. (Never open and close the lock file otherwise from this process:
 * POSIX drops all locks of a process on a file when it closes any descriptor of it.)
 */
export const lockForThisProcess = (file: string): Release => {
  const lock = new Database(`${file}.lock`);
  try {
    // In memory: a rollback journal on disk would only be left behind by a kill.
    lock.pragma('journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    if (!isBusy(cause)) throw cause;
    const message = `${file}: expected to be the only process, found another that has it open`;
    throw new AppError('store_locked', message, { cause, data: { file } });
  }
  return () => {
    lock.exec('ROLLBACK');
    lock.close();
  };
};
