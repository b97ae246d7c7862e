import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContainer } from './composition/di/container.js';
import { httpDeps } from './composition/di/http.module.js';
import { services } from './composition/di/services.js';
import { readSettings } from './infrastructure/config/settings.js';
import { createHttpApp } from './infrastructure/http/app.js';
import type { HttpDeps } from './infrastructure/http/deps.js';
import { openApiDocument } from './infrastructure/http/openapi.js';
import { version } from './infrastructure/version.js';

/** Prints the OpenAPI document of the service, which the pages' types are made of. Nothing is started. */
const dataDir = mkdtempSync(join(tmpdir(), 'nearturn-openapi-'));
try {
  const settings = readSettings({ DATA_DIR: dataDir, LOG_LEVEL: 'silent' });
  const container = createContainer(settings, {
    weChatUrl: 'http://127.0.0.1:9',
    simulatorUrl: null,
  });
  const { routes } = createHttpApp(container.get<HttpDeps>(httpDeps));
  process.stdout.write(`${JSON.stringify(openApiDocument(routes, version))}\n`);
  await container.get(services.eventStore).close();
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}
