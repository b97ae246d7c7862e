/** What is known of a refusal. */
type Known = Readonly<{
  /** 0: no answer came. */
  status: number;
  /** The service's stable code, or `unreachable`. */
  code: string;
  detail: string;
  /** What to name when somebody asks for help; null without an answer. */
  correlationId: string | null;
  /** Members that the code brings, such as `windowId` or `opensAt`. */
  more: Readonly<Record<string, unknown>>;
}>;

/** What the service refused, as it says it (RFC 9457), or that it could not be reached. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly correlationId: string | null;
  readonly more: Readonly<Record<string, unknown>>;

  constructor({ status, code, detail, correlationId, more }: Known) {
    super(detail);
    this.name = 'ApiProblem';
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.correlationId = correlationId;
    this.more = more;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
const textOr = (value: unknown, other: string): string =>
  typeof value === 'string' ? value : other;

/** The problem that an answer tells, whatever a proxy on the way made of it. */
export const problemOf = (response: Response, body: unknown): ApiProblem => {
  const { code, detail, type: _type, title, status: _status, ...more } = isObject(body) ? body : {};
  return new ApiProblem({
    status: response.status,
    code: textOr(code, `http_${response.status}`),
    detail: textOr(detail, textOr(title, response.statusText)),
    correlationId: response.headers.get('x-correlation-id'),
    more,
  });
};

/** That no answer came: the network, or the service, is away. */
export const unreachable = (error: unknown): ApiProblem =>
  new ApiProblem({
    status: 0,
    code: 'unreachable',
    detail: error instanceof Error ? error.message : String(error),
    correlationId: null,
    more: {},
  });

/** @returns the problem of anything thrown */
export const asProblem = (error: unknown): ApiProblem =>
  error instanceof ApiProblem ? error : unreachable(error);
