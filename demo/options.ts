import { parseArgs } from 'node:util';

export type DemoOptions = Readonly<{
  /** How long numbers are given and called. @default 50 */
  seconds: number;
  /** @default 20250301 */
  seed: number;
  /** A service that runs already; null: one is started here. */
  target: Readonly<{ url: string; adminToken: string; simulatorUrl: string }> | null;
}>;

const wholeNumber = (name: string, text: string, [low, high]: readonly [number, number]) => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= low && value <= high) return value;
  throw new Error(`--${name}: expected a whole number from ${low} to ${high}, found ${text}`);
};

const targetOf = (env: NodeJS.ProcessEnv): DemoOptions['target'] => {
  const url = env['NEARTURN_URL'] ?? '';
  if (url === '') return null;
  const adminToken = env['ADMIN_TOKEN'] ?? '';
  const simulatorUrl = env['SIMULATOR_URL'] ?? '';
  if (adminToken === '' || simulatorUrl === '')
    throw new Error('NEARTURN_URL goes together with ADMIN_TOKEN and SIMULATOR_URL');
  const plain = (address: string): string => address.replace(/\/+$/, '');
  return { url: plain(url), adminToken, simulatorUrl: plain(simulatorUrl) };
};

/** Reads the command line and the environment. @throws Error that says what was expected */
export const readOptions = (args: readonly string[], env: NodeJS.ProcessEnv): DemoOptions => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: 'string', default: '50' },
      seed: { type: 'string', default: '20250301' },
    },
  });
  return {
    seconds: wholeNumber('seconds', values.seconds, [1, 3600]),
    seed: wholeNumber('seed', values.seed, [0, 2 ** 32 - 1]),
    target: targetOf(env),
  };
};
