/** A failure as `fail` gets it. */
export type Failure = Readonly<{ errMsg: string; errCode?: number; errno?: number }>;

export type Callbacks<Result> = Readonly<{
  success?: (result: Result & Readonly<{ errMsg: string }>) => void;
  fail?: (failure: Failure) => void;
  complete?: (outcome: Failure) => void;
}>;

/** Thrown by an API to make it fail with WeChat's own words. */
export class ApiFailure extends Error {
  constructor(readonly failure: Failure) {
    super(failure.errMsg);
  }
}

const failureOf = (name: string, error: unknown): Failure =>
  error instanceof ApiFailure ? error.failure : { errMsg: `${name}:fail ${String(error)}` };

/**
 * An API in the manner of `wx`: tells `success` or `fail`, then `complete`; gives a promise to a
 * caller that brings none of them.
 */
export const api =
  <Options extends object, Result extends object>(
    name: string,
    run: (options: Options) => Result | Promise<Result>,
  ) =>
  (options: Options & Callbacks<Result> = {} as Options): Promise<Result> | undefined => {
    const { success, fail, complete } = options;
    const named = async (): Promise<Result & Failure> => ({
      errMsg: `${name}:ok`,
      ...(await run(options)),
    });
    const done = named();
    if (success === undefined && fail === undefined && complete === undefined) {
      return done.catch((error: unknown) => Promise.reject(failureOf(name, error)));
    }
    done.then(
      (result) => {
        success?.(result);
        complete?.(result);
      },
      (error: unknown) => {
        const failure = failureOf(name, error);
        fail?.(failure);
        complete?.(failure);
      },
    );
    return undefined;
  };
