/** One value of some settings that was changed; `path` in dots, such as `returns.limit`. */
export type Change = Readonly<{ path: string; from: unknown; to: unknown }>;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const fieldOf = (value: unknown, name: string): unknown =>
  isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;

/**
 * What two settings of one thing have different, field by field. A list is one value: what moved in it
 * says less than what it is now. What was not there is null.
 */
export const changesBetween = (before: unknown, after: unknown, path = ''): readonly Change[] => {
  if (isObject(before) || isObject(after)) {
    const names = new Set([
      ...(isObject(before) ? Object.keys(before) : []),
      ...(isObject(after) ? Object.keys(after) : []),
    ]);
    return [...names].flatMap((name) =>
      changesBetween(
        fieldOf(before, name),
        fieldOf(after, name),
        path === '' ? name : `${path}.${name}`,
      ),
    );
  }
  if (JSON.stringify(before ?? null) === JSON.stringify(after ?? null)) return [];
  return [{ path, from: before ?? null, to: after ?? null }];
};
