import type { Logger } from '../../application/ports/logger.js';
import type { Settings } from '../config/settings.js';
import type { Tracing } from './otel-tracer.js';

/** Whether spans have somewhere to go. */
export const isTracing = (settings: Settings): boolean => {
  const { OTEL_TRACES_EXPORTER: exporter, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = settings;
  return exporter === 'otlp' || (exporter === null && endpoint !== null);
};

/** Starts tracing where an exporter is configured. Where none is, OpenTelemetry's SDK is not even loaded. */
export const startTracing = async (
  settings: Settings,
  deps: Readonly<{ instanceId: string; logger: Logger }>,
): Promise<Tracing | null> => {
  if (!isTracing(settings)) return null;
  const { otlpTracing } = await import('./otlp.js');
  return otlpTracing(deps);
};
