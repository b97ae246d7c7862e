import type { Outline } from '../../miniprogram/logic/shape.js';

/** As much of a JSON schema as answers are described with. */
export type Schema = Readonly<{
  $ref?: string;
  type?: string | readonly string[];
  enum?: readonly unknown[];
  const?: unknown;
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  items?: Schema;
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
}>;
type Named = Readonly<Record<string, Schema>>;

const typeOf = { text: 'string', number: 'number', flag: 'boolean' } as const;

/** The schemas that a value may have one of, without references. */
const branchesOf = (schema: Schema, named: Named): readonly Schema[] => {
  if (schema.$ref !== undefined) {
    const target = named[schema.$ref.split('/').at(-1) ?? ''];
    return target === undefined ? [{}] : branchesOf(target, named);
  }
  const choices = schema.anyOf ?? schema.oneOf;
  return choices === undefined ? [schema] : choices.flatMap((one) => branchesOf(one, named));
};

const typeNames = ({ type, enum: values, const: value }: Schema): readonly string[] => {
  if (type !== undefined) return [type].flat();
  const known = values ?? (value === undefined ? [] : [value]);
  return known.map((one) => (one === null ? 'null' : typeof one));
};

const isNull = (schema: Schema): boolean => typeNames(schema).every((name) => name === 'null');

type Place = Readonly<{ named: Named; path: string; mayBeNull: boolean }>;

const recordMismatches = (
  fields: Readonly<Record<string, Outline>>,
  branch: Schema,
  { named, path }: Place,
): readonly string[] =>
  Object.entries(fields).flatMap(([name, outline]) => {
    const at = `${path}.${name}`;
    const schema = branch.properties?.[name];
    if (schema === undefined)
      return outline.kind === 'optional' ? [] : [`${at}: is not in the document`];
    const isSure = branch.required?.includes(name) === true;
    if (!isSure && outline.kind !== 'optional') return [`${at}: may be left out`];
    return compared(outline, schema, { named, path: at, mayBeNull: false });
  });

const branchMismatches = (outline: Outline, branch: Schema, place: Place): readonly string[] => {
  const { path, mayBeNull } = place;
  const names = typeNames(branch);
  if (names.includes('null') && !mayBeNull) return [`${path}: may be null`];
  if (isNull(branch) && names.length > 0) return [];
  if (outline.kind === 'nullable' || outline.kind === 'optional')
    return compared(outline, branch, place);
  if (outline.kind === 'record') return recordMismatches(outline.fields, branch, place);
  if (outline.kind === 'list')
    return names.includes('array')
      ? compared(outline.of, branch.items ?? {}, { ...place, path: `${path}[]`, mayBeNull: false })
      : [`${path}: is no list but ${names.join()}`];
  const wanted = typeOf[outline.kind];
  const isRight = names.some(
    (name) => name === wanted || (wanted === 'number' && name === 'integer'),
  );
  return isRight ? [] : [`${path}: is ${names.join() || 'anything'}, not ${wanted}`];
};

const compared = (outline: Outline, schema: Schema, place: Place): readonly string[] => {
  if (outline.kind === 'nullable')
    return compared(outline.of, schema, { ...place, mayBeNull: true });
  if (outline.kind === 'optional') return compared(outline.of, schema, place);
  return branchesOf(schema, place.named).flatMap((one) => branchMismatches(outline, one, place));
};

/** What an outline reads that the document does not promise. */
export const mismatches = (outline: Outline, schema: Schema, named: Named): readonly string[] =>
  compared(outline, schema, { named, path: 'answer', mayBeNull: false });
