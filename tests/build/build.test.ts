import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { expect } from 'chai';

const build = (): void => void execFileSync(process.execPath, ['build/build.mjs']);
const writtenAt = (file: string): number => statSync(file).mtimeMs;

describe('the build', function () {
  this.timeout(120_000);

  it('leaves alone what has not changed', () => {
    const made = ['dist/built.json', 'dist/src/main.js', 'dist/simulator/phone/phone.js'];
    build();
    const before = made.map(writtenAt);
    build();
    expect(made.map(writtenAt)).to.deep.equal(before);
  });
});
