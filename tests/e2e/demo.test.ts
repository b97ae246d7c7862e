import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const main = fileURLToPath(new URL('../../demo/main.js', import.meta.url));

const runDemo = (seconds: number): Promise<Readonly<{ code: number | null; output: string }>> =>
  new Promise((resolve, reject) => {
    const demo = spawn(process.execPath, [main, '--seconds', String(seconds)], {
      env: { PATH: process.env['PATH'] },
      timeout: 15_000,
    });
    let output = '';
    const collect = (chunk: Buffer): void => void (output += chunk.toString('utf8'));
    demo.stdout.on('data', collect);
    demo.stderr.on('data', collect);
    demo.once('error', reject);
    demo.once('close', (code) => resolve({ code, output }));
  });

describe('the demo', () => {
  it('plays a few seconds of a morning in which everybody near is told exactly once', async () => {
    const { code, output } = await runDemo(4);
    expect(output).to.match(/every bound holder with a grant who came near was told exactly once/);
    expect(output).to.match(/0 missing, 0 unexpected, 0 changed/);
    expect(code, output).to.equal(0);
  });
});
