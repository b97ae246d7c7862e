import { z } from 'zod';
import { testData } from '../../support/test-data.js';

const answerSchema = z.object({
  httpStatus: z.int().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  rawBody: z.string().optional(),
  /** A picture instead of a text. */
  binary: z.string().optional(),
  fault: z
    .enum(['socket-timeout-after-write', 'ECONNRESET-after-write', 'ECONNREFUSED', 'ENOTFOUND'])
    .optional(),
});

const caseSchema = z.object({
  id: z.string(),
  api: z.string(),
  request: z.object({
    method: z.string(),
    url: z.string(),
    query: z.record(z.string(), z.string()).optional(),
    body: z.record(z.string(), z.unknown()).optional(),
    multipart: z.record(z.string(), z.string()).optional(),
  }),
  response: z.union([answerSchema, z.array(answerSchema)]),
  errcode: z.int().nullable(),
  policy: z.string(),
});

const ruleSchema = z.object({
  type: z.string(),
  ok: z.array(z.string()),
  bad: z.array(z.string()),
});

const contractSchema = z.object({
  cases: z.array(caseSchema),
  keyword_rules: z.array(ruleSchema),
  request_subscribe: z.object({
    max_tmplIds: z.int(),
    results: z.array(z.string()),
    fail_codes: z.record(z.string(), z.string()),
  }),
});

/** One answer of WeChat's as recorded. */
export type Answer = z.infer<typeof answerSchema>;
export type ContractCase = z.infer<typeof caseSchema>;

const contract = contractSchema.parse(testData('wechat-contract.json'));

export const contractCases: readonly ContractCase[] = contract.cases;

/** The recorded cases of one API. */
export const casesOf = (api: string): readonly ContractCase[] =>
  contract.cases.filter((one) => one.api === api);

export const answersOf = (one: ContractCase): readonly Answer[] =>
  Array.isArray(one.response) ? one.response : [one.response];

export const keywordRules = contract.keyword_rules;

export const requestSubscribe = contract.request_subscribe;
