import { z } from 'zod';
import { testData } from '../../../support/test-data.js';

const texts = z.record(z.string(), z.string());

const caseSchema = z.looseObject({
  id: z.string(),
  token: z.string().default(''),
  encodingAESKey: z.string().default(''),
  appid: z.string().default(''),
  query: texts.default({}),
  body: z.record(z.string(), z.unknown()).optional(),
  rawBody: z.string().optional(),
  random: z.string().default(''),
  msg: z.string().default(''),
  timestamp: z.int().default(0),
  nonce: z.string().default(''),
  expect: z.record(z.string(), z.unknown()).default({}),
  expectReply: z.string().default(''),
});

/** A recorded push of tests/data/wechat-contract.json, or a vector of docs/wechat.md. */
export type PushCase = z.output<typeof caseSchema>;

const { push } = z.object({ push: z.array(caseSchema) }).parse(testData('wechat-push.json'));

export const pushCase = (id: string): PushCase => {
  const found = push.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no push case ${id}`);
  return found;
};

/** The body as it comes. */
export const bodyOf = ({ rawBody, body }: PushCase): string => rawBody ?? JSON.stringify(body);
