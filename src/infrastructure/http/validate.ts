import type { z } from 'zod';
import { invalidRequest, type FieldError } from './problem.js';

type Issue = z.core.$ZodIssue;

const pathOf = (path: readonly PropertyKey[]): string => path.map(String).join('.');

/** Of a union's alternatives, the one that the value came closest to. */
const closest = (alternatives: readonly (readonly Issue[])[]): readonly Issue[] =>
  alternatives.find((issues) =>
    issues.some(({ path, code }) => path.length > 0 || code === 'unrecognized_keys'),
  ) ?? [];

const errorsOf = (issue: Issue, prefix: readonly PropertyKey[]): readonly FieldError[] => {
  const path = [...prefix, ...issue.path];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: pathOf([...path, key]), message: 'unknown field' }));
  if (issue.code === 'invalid_union') {
    const inner = closest(issue.errors).flatMap((each) => errorsOf(each, path));
    if (inner.length > 0) return inner;
  }
  return [{ path: pathOf(path), message: issue.message }];
};

/** The fields that a schema did not accept. */
export const fieldErrors = (error: z.core.$ZodError): readonly FieldError[] =>
  error.issues.flatMap((issue) => errorsOf(issue, []));

/** What a schema makes of a value. @throws HttpProblem `invalid_request` naming the fields */
export const validated = <Value>(schema: z.ZodType<Value>, value: unknown): Value => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalidRequest(fieldErrors(parsed.error));
};
