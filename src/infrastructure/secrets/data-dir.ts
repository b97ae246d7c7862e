import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';
const existsAlready = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EEXIST';

const read = (file: string): string | null => {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
};

/** A secret kept in a file that only its owner reads; made when it is not there yet. */
const kept = (file: string, make: () => string): string => {
  const known = read(file);
  if (known !== null && known !== '') return known;
  try {
    const made = make();
    writeFileSync(file, `${made}\n`, { mode: 0o600, flag: 'wx' });
    return made;
  } catch (error) {
    // Another process made it in between: its secret is the one.
    if (existsAlready(error)) return kept(file, make);
    throw error;
  }
};

/** The folder of everything that this instance keeps. */
export class DataDir {
  constructor(readonly path: string) {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  }

  file(name: string): string {
    return join(this.path, name);
  }

  /** The generated master key: 64 hex digits. */
  secretKey(): string {
    return kept(this.file('secret-key'), () => randomBytes(32).toString('hex'));
  }

  get adminTokenFile(): string {
    return this.file('admin-token');
  }

  adminToken(): string {
    return kept(this.adminTokenFile, () => `nt_${randomBytes(32).toString('base64url')}`);
  }
}
