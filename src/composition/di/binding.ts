import type { ContainerModuleLoadOptions, ResolutionContext, ServiceIdentifier } from 'inversify';
import type { StreamDeps } from '../../application/writing/stream-writer.js';
import { services } from './services.js';

/** Binds services of which there is one each, made when it is first needed. */
export const onesOf =
  ({ bind }: Pick<ContainerModuleLoadOptions, 'bind'>) =>
  <Service>(id: ServiceIdentifier<Service>, make: (context: ResolutionContext) => Service): void =>
    void bind(id).toDynamicValue(make).inSingletonScope();

/** What reads and writes streams needs these. */
export const streamDeps = (context: ResolutionContext): StreamDeps => ({
  store: context.get(services.eventStore),
  clock: context.get(services.clock),
  ids: context.get(services.ids),
  metrics: context.get(services.metrics),
});
