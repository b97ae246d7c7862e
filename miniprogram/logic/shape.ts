/** What a shape says of itself, so that a test can hold it against the service's OpenAPI document. */
export type Outline =
  | Readonly<{ kind: 'text' | 'number' | 'flag' }>
  | Readonly<{ kind: 'nullable'; of: Outline }>
  | Readonly<{ kind: 'list'; of: Outline }>
  | Readonly<{ kind: 'optional'; of: Outline }>
  | Readonly<{ kind: 'record'; fields: Readonly<Record<string, Outline>> }>;

/** Reads what the service has answered: a value of the type, or a `ShapeError`. */
export type Shape<T> = Readonly<{
  outline: Outline;
  read: (value: unknown, path: string) => T;
}>;
export type Read<S> = S extends Shape<infer T> ? T : never;

/** An answer is not as the service's document says. */
export class ShapeError extends Error {}

const expected = (path: string, what: string): ShapeError =>
  new ShapeError(`${path}: expected ${what}`);

const primitive = <T>(kind: 'text' | 'number' | 'flag', typeName: string): Shape<T> => ({
  outline: { kind },
  read: (value, path) => {
    if (typeof value !== typeName) throw expected(path, typeName);
    return value as T;
  },
});

export const text = primitive<string>('text', 'string');
export const number = primitive<number>('number', 'number');
export const flag = primitive<boolean>('flag', 'boolean');

export const nullable = <T>(shape: Shape<T>): Shape<T | null> => ({
  outline: { kind: 'nullable', of: shape.outline },
  read: (value, path) => (value === null ? null : shape.read(value, path)),
});

/** A field that an answer may lack. */
export const optional = <T>(shape: Shape<T>): Shape<T | undefined> => ({
  outline: { kind: 'optional', of: shape.outline },
  read: (value, path) => (value === undefined ? undefined : shape.read(value, path)),
});

export const list = <T>(shape: Shape<T>): Shape<readonly T[]> => ({
  outline: { kind: 'list', of: shape.outline },
  read: (value, path) => {
    if (!Array.isArray(value)) throw expected(path, 'a list');
    return value.map((item: unknown, at) => shape.read(item, `${path}[${at}]`));
  },
});

/** An object with these fields; others are not looked at. */
export const record = <Fields extends Readonly<Record<string, Shape<unknown>>>>(
  fields: Fields,
): Shape<Readonly<{ [Name in keyof Fields]: Read<Fields[Name]> }>> => {
  const entries = Object.entries(fields);
  return {
    outline: {
      kind: 'record',
      fields: Object.fromEntries(entries.map(([name, { outline }]) => [name, outline])),
    },
    read: (value, path) => {
      if (typeof value !== 'object' || value === null) throw expected(path, 'an object');
      const given = value as Readonly<Record<string, unknown>>;
      const read = entries.map(([name, shape]) => [
        name,
        shape.read(given[name], `${path}.${name}`),
      ]);
      return Object.fromEntries(read) as { [Name in keyof Fields]: Read<Fields[Name]> };
    },
  };
};
