import { createSimulator, simulatorTemplates } from './simulator.js';

const { env } = process;

const portOf = (text: string | undefined): number => {
  const port = Number(text ?? '8090');
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new Error(`SIMULATOR_PORT: expected 0 to 65535, found ${text ?? ''}`);
};

const unseenTapsOf = (text: string | undefined): 'refuse' | 'accept' => {
  if (text === undefined || text === 'accept') return 'accept';
  if (text === 'refuse') return 'refuse';
  throw new Error(`SIMULATOR_UNSEEN_TAPS: expected accept or refuse, found ${text}`);
};

const serviceUrlOf = (text: string): string => {
  if (URL.canParse(text) && /^https?:/.test(text)) return text;
  throw new Error(`SIMULATOR_SERVICE_URL: expected http://… or https://…, found ${text}`);
};

const simulator = createSimulator({
  unseenTaps: unseenTapsOf(env['SIMULATOR_UNSEEN_TAPS']),
  ...(env['SIMULATOR_SERVICE_URL'] === undefined
    ? {}
    : { serviceUrl: serviceUrlOf(env['SIMULATOR_SERVICE_URL']) }),
  ...(env['SIMULATOR_STATE_FILE'] === undefined ? {} : { stateFile: env['SIMULATOR_STATE_FILE'] }),
});
const url = await simulator.listen(portOf(env['SIMULATOR_PORT']), env['HOST'] ?? '127.0.0.1');
console.log(`WeChat simulator: ${url} (open it for phones; their messages: ${url}/messages)`);
console.log(`templates: jh ${simulatorTemplates.jh}, pd ${simulatorTemplates.pd}`);

const stop = (): void => void simulator.close();
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
