/** Event type → old version → the data as of the next version. */
export type UpcastTable = Readonly<
  Record<string, Readonly<Record<number, (data: unknown) => unknown>>>
>;

/** The version in which events are written now, for types that have had more than one. */
export type CurrentVersions = Readonly<Record<string, number>>;

/**
 * The one place where old data becomes new. To change an event: raise its version here, add the step
 * from the version before, and keep the old golden file (docs/how-to: change an event).
 */
export const upcasts: UpcastTable = {};
export const currentVersions: CurrentVersions = {};

/** What old events need to be read. */
export type Upcasting = Readonly<{ steps: UpcastTable; versions: CurrentVersions }>;
export const upcasting: Upcasting = { steps: upcasts, versions: currentVersions };

/** The version in which an event of this type is written now: 1 unless the table says more. */
export const versionOf = (type: string, { versions }: Upcasting = upcasting): number =>
  Object.hasOwn(versions, type) ? (versions[type] ?? 1) : 1;

/**
 * Checks at start that every old version of a type has its step.
 * @throws Error for a missing step: a mistake of whoever raised the version.
 */
export const checkSteps = (type: string, using: Upcasting): void => {
  for (let version = 1; version < versionOf(type, using); version += 1)
    if (using.steps[type]?.[version] === undefined)
      throw new Error(`${type}: expected an upcast from version ${version}, found none`);
};

/** The data of an old event as the current version has it, one step after the other. */
export const upcast = (
  type: string,
  old: Readonly<{ version: number; data: unknown }>,
  using: Upcasting = upcasting,
): unknown => {
  let data = old.data;
  for (let version = old.version; version < versionOf(type, using); version += 1)
    data = using.steps[type]?.[version]?.(data);
  return data;
};
