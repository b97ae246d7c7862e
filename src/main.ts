import { isAppError } from './application/errors.js';
import { readSettings } from './infrastructure/config/settings.js';
import { startService, type Service } from './composition/service.js';

/** A stop that takes longer than this is cut short. */
const longestStopMs = 9_000;

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const announce = (service: Service): void => {
  print(`nearturn        ${service.url}`);
  print(`  API docs      ${service.url}/docs`);
  print(`  board         ${service.url}/api/v1/halls/demo/board`);
  if (service.simulatorUrl !== null)
    print(
      `  simulator     ${service.simulatorUrl}  (stands in for WeChat: open it for phones; their messages: /messages)`,
    );
  if (service.adminTokenFile !== null) print(`  admin token   in ${service.adminTokenFile}`);
};

const stopOnSignal = (service: Service): void => {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), longestStopMs).unref();
    service.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
};

const fail = (error: unknown): never => {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`nearturn: ${message}\n`);
  if (!isAppError(error) && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  process.exit(1);
};

try {
  const service = await startService(readSettings(process.env));
  stopOnSignal(service);
  await service.ready;
  announce(service);
} catch (error) {
  fail(error);
}
