import { ContainerModule } from 'inversify';
import { destination, pino } from 'pino';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { randomUUID } from 'node:crypto';
import { noTracer } from '../../application/ports/tracer.js';
import { SystemClock, SystemIds } from '../../infrastructure/clock/system-clock.js';
import type { Settings } from '../../infrastructure/config/settings.js';
import { PrometheusMetrics } from '../../infrastructure/observability/prometheus-metrics.js';
import { WriteTrouble } from '../../infrastructure/observability/write-trouble.js';
import { DataDir } from '../../infrastructure/secrets/data-dir.js';
import { KeyRing } from '../../infrastructure/secrets/key-ring.js';
import { weChatAppId } from './wechat.module.js';
import { services } from './services.js';

/** The machine: time, randomness, files, keys, logs, metrics. */
export const platformModule = (settings: Settings): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(services.settings).toConstantValue(settings);
    bind(services.instanceId).toConstantValue(randomUUID());
    bind(services.clock).toConstantValue(new SystemClock());
    bind(services.ids).toConstantValue(new SystemIds());
    bind(services.dataDir)
      .toDynamicValue(() => new DataDir(settings.DATA_DIR))
      .inSingletonScope();
    bind(services.secrets)
      .toDynamicValue((context) => {
        const key = settings.SECRET_KEY ?? context.get(services.dataDir).secretKey();
        return new KeyRing(key, weChatAppId(settings));
      })
      .inSingletonScope();
    bind(services.logger)
      .toDynamicValue(() => pino({ level: settings.LOG_LEVEL, base: null }, destination(2)))
      .inSingletonScope();
    bind(services.registry)
      .toDynamicValue(() => {
        const registry = new Registry();
        collectDefaultMetrics({ register: registry });
        return registry;
      })
      .inSingletonScope();
    bind(services.tracer).toConstantValue(noTracer);
    bind(WriteTrouble)
      .toDynamicValue((context) => new WriteTrouble(context.get(services.clock)))
      .inSingletonScope();
    bind(services.metrics)
      .toDynamicValue((context) => new PrometheusMetrics(context.get(services.registry)))
      .inSingletonScope();
  });
