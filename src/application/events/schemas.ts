import type { z } from 'zod';

type AnyEvent = Readonly<{ type: string; data: object }>;
type DataOf<Event extends AnyEvent, Type extends Event['type']> = Extract<
  Event,
  { type: Type }
>['data'];

/** One schema for each event of a family; what it accepts is what the domain calls that event's data. */
export type SchemasOf<Event extends AnyEvent> = {
  readonly [Type in Event['type']]: z.ZodType<DataOf<Event, Type>>;
};

/**
 * The other half of the proof: all that the domain may write, the schema reads. Compiles to `true`
 * only when no schema asks for more than the domain's type promises.
 */
export type ReadsAllOf<Event extends AnyEvent, Schemas extends SchemasOf<Event>> = {
  [Type in Event['type']]: DataOf<Event, Type> extends z.output<Schemas[Type]> ? never : Type;
}[Event['type']] extends never
  ? true
  : false;
