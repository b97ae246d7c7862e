import { diag, DiagLogLevel } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { Logger } from '../../application/ports/logger.js';
import { version } from '../version.js';
import { otelTracer, type Tracing } from './otel-tracer.js';

/** What is not exported when the process stops is given up after this. */
const flushMs = 2_000;
const longestDetail = 300;

const logTrouble = (logger: Logger): void => {
  const warn = (detail: string): void =>
    logger.warn({ detail: detail.slice(0, longestDetail) }, 'trace_export_failed');
  const quiet = (): void => undefined;
  diag.setLogger(
    { error: warn, warn, info: quiet, debug: quiet, verbose: quiet },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
};

const givenUpAfter = async (ms: number, work: Promise<unknown>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work.catch(() => undefined), late]);
  clearTimeout(timer);
};

/** Exports spans by OTLP; where to, which and how often is read from `OTEL_…` by the SDK. */
export const otlpTracing = ({
  instanceId,
  logger,
}: Readonly<{ instanceId: string; logger: Logger }>): Tracing => {
  logTrouble(logger);
  const ours = resourceFromAttributes({
    'service.name': 'nearturn',
    'service.version': version,
    'service.instance.id': instanceId,
  });
  const provider = new BasicTracerProvider({
    // What the environment says stands above what we say.
    resource: defaultResource()
      .merge(ours)
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  return {
    tracer: otelTracer(provider.getTracer('nearturn', version)),
    stop: () => givenUpAfter(flushMs, provider.shutdown()),
  };
};
