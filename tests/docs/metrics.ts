import { Registry } from 'prom-client';
import { registerStreams } from '../../src/infrastructure/http/sse.js';
import { appendHistogram } from '../../src/infrastructure/observability/append-latency.js';
import { registerGauges } from '../../src/infrastructure/observability/gauges.js';
import { PrometheusMetrics } from '../../src/infrastructure/observability/prometheus-metrics.js';

/** The names of all metrics that the service has beside those of every Node process. */
export const metricNames = (): readonly string[] => {
  const registry = new Registry();
  new PrometheusMetrics(registry).count('commands_total');
  registerGauges(registry, {} as Parameters<typeof registerGauges>[1]);
  registerStreams(registry, { count: () => 0 });
  appendHistogram(registry);
  const names = registry.getMetricsAsArray().map(({ name }) => name);
  return [...names, 'http_request_duration_seconds'];
};
