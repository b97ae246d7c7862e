import { expect } from 'chai';
import type { Answer } from '../../infrastructure/wechat/contract-cases.js';

/** An answer as it arrived, or why none did. */
export type Got =
  Readonly<{ status: number; type: string; bytes: Uint8Array }> | Readonly<{ failed: string }>;

/** Asks as the case does, without the adapter. */
export const ask = async (url: string, init: RequestInit): Promise<Got> => {
  try {
    const response = await fetch(url, init);
    const bytes = new Uint8Array(await response.arrayBuffer());
    return { status: response.status, type: response.headers.get('content-type') ?? '', bytes };
  } catch (error) {
    return { failed: codeOf(error) };
  }
};

const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return 'timeout';
  const { cause } = error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.message;
};

const failures: Readonly<Record<NonNullable<Answer['fault']>, RegExp>> = {
  'socket-timeout-after-write': /^timeout$/,
  'ECONNRESET-after-write': /^(ECONNRESET|UND_ERR_SOCKET)$/,
  ECONNREFUSED: /^ECONNREFUSED$/,
  ENOTFOUND: /^(ENOTFOUND|EAI_AGAIN)$/,
};

/** Fails unless the simulator's answer is the recorded one but for ids, texts and other samples. */
export const expectSameAnswer = (got: Got, recorded: Answer): void => {
  if (recorded.fault !== undefined) {
    expect('failed' in got ? got.failed : 'an answer').to.match(failures[recorded.fault]);
    return;
  }
  if ('failed' in got) throw new Error(`no answer: ${got.failed}`);
  expect(got.status, 'status').to.equal(recorded.httpStatus);
  if (recorded.binary !== undefined) {
    expect(got.type, 'a picture').to.match(/^image\/(png|jpeg)$/);
    expect(got.bytes[0], 'not JSON').not.to.equal('{'.charCodeAt(0));
    return;
  }
  expectSameType(got.type, recorded);
  expectSameText(Buffer.from(got.bytes).toString('utf8'), recorded.rawBody ?? '');
};

const expectSameType = (type: string, recorded: Answer): void => {
  const wanted = recorded.headers?.['content-type'];
  if (wanted !== undefined) expect(mediaType(type), 'content type').to.equal(mediaType(wanted));
  else if (parsed(recorded.rawBody ?? '') !== undefined) {
    expect(mediaType(type)).to.match(/^(application\/json|text\/plain)$/);
  }
};

const mediaType = (type: string): string => type.split(';')[0]?.trim() ?? '';

const expectSameText = (text: string, recorded: string): void => {
  const wanted = parsed(recorded);
  if (wanted === undefined) {
    expect(parsed(text), 'not JSON').to.equal(undefined);
    expect(text === '', 'an empty body').to.equal(recorded === '');
    return;
  }
  const found = parsed(text);
  expect(shapeOf(found), text).to.deep.equal(shapeOf(wanted));
  expect(factsOf(found), text).to.deep.equal(factsOf(wanted));
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

/** The keys and JSON types of a value; of a list, the shapes that occur in it. */
const shapeOf = (value: unknown): unknown => {
  if (Array.isArray(value)) {
    const shapes = value.map((one: unknown) => JSON.stringify(shapeOf(one)));
    return [...new Set(shapes)].toSorted((one, other) => (one < other ? -1 : 1));
  }
  if (value === null) return 'null';
  if (typeof value !== 'object') return Number.isInteger(value) ? 'integer' : typeof value;
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, shapeOf(inner)]));
};

const samples: readonly (readonly [RegExp, string])[] = [
  [/rid: [0-9a-f]+-[0-9a-f]+-[0-9a-f]+/, 'rid: RID'],
  [/\b\d{1,3}(\.\d{1,3}){3}\b/g, 'IP'],
  // Some copies of the text leave the advice out.
  [/, could get access_token by getStableAccessToken, more details at \S+/, ''],
  [/ emtpy /, ' empty '],
];

/** The error code and the text without what differs from call to call. */
const factsOf = (reply: unknown): object => {
  const { errcode, errmsg } = (reply ?? {}) as Readonly<{ errcode?: unknown; errmsg?: unknown }>;
  const text = typeof errmsg === 'string' ? errmsg : '';
  return {
    errcode: errcode ?? 0,
    errmsg: samples.reduce((rest, [sample, to]) => rest.replace(sample, to), text),
  };
};
