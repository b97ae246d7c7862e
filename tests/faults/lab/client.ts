import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Random } from './random.js';

export type Request = Readonly<{
  method: 'GET' | 'POST' | 'PUT';
  path: string;
  body?: object;
  token: string;
}>;

export type Answered = Readonly<{
  status: number;
  body: Record<string, unknown>;
  replayed: boolean;
}>;

/** A command that was answered 2xx: the service must never forget it. */
export type Accepted = Readonly<{ request: Request; key: string; answer: Answered; tries: number }>;

const requestTimeoutMs = 12_000;
const answerWithinMs = 180_000;
const objectSchema = z.record(z.string(), z.unknown());
/** Says that the request may be repeated, or must be: nobody knows what became of it. */
const isPassing = (status: number): boolean => status === 503 || status === 429;

/** The programs and people that use the service. They repeat what got no answer, with the same key. */
export class Clients {
  readonly accepted: Accepted[] = [];
  readonly violations: string[] = [];
  /** Requests of which an answer was lost. */
  unknown = 0;
  refused = 0;

  constructor(
    private readonly urls: () => readonly string[],
    private readonly random: Random,
  ) {}

  /** Whether there is an instance to ask. */
  get isServed(): boolean {
    return this.urls().length > 0;
  }

  /** One command under one key, until it is answered. @returns null when it was refused or never answered */
  async command(request: Request): Promise<Answered | null> {
    const key = randomUUID();
    const deadline = Date.now() + answerWithinMs;
    for (let tries = 1; Date.now() < deadline; tries += 1) {
      const answer = await this.#try(request, key);
      if (answer === null || isPassing(answer.status)) {
        await sleep(50 + this.random.between(0, 100));
        continue;
      }
      return this.#note({ request, key, answer, tries });
    }
    this.violations.push(`never answered: ${request.method} ${request.path}`);
    return null;
  }

  /** Reads, or does what is harmless to repeat, until it succeeds. */
  async ask(request: Request): Promise<Record<string, unknown>> {
    const deadline = Date.now() + answerWithinMs;
    while (Date.now() < deadline) {
      const answer = await this.#try(request, null);
      if (answer !== null && answer.status < 300) return answer.body;
      if (answer !== null && answer.status < 500 && answer.status !== 429)
        throw new Error(`${request.method} ${request.path}: ${JSON.stringify(answer.body)}`);
      await sleep(60);
    }
    throw new Error(`${request.method} ${request.path}: no answer in ${answerWithinMs} ms`);
  }

  /** The same request with the same key once more. */
  async repeat({ request, key }: Accepted): Promise<Answered | null> {
    for (let tries = 0; tries < 20; tries += 1) {
      const answer = await this.#try(request, key);
      if (answer !== null && !isPassing(answer.status)) return answer;
      await sleep(100);
    }
    return null;
  }

  #note(accepted: Accepted): Answered | null {
    const { request, answer } = accepted;
    if (answer.status >= 500)
      this.violations.push(`${answer.status}: ${request.path} ${JSON.stringify(answer.body)}`);
    if (answer.status >= 300) {
      this.refused += 1;
      return null;
    }
    this.accepted.push(accepted);
    return answer;
  }

  /** Null: the answer was lost, or there was nobody to ask. */
  async #try(request: Request, key: string | null): Promise<Answered | null> {
    const url = this.random.oneOf(this.urls());
    if (url === undefined) return null;
    try {
      const response = await fetch(`${url}${request.path}`, {
        method: request.method,
        headers: {
          authorization: `Bearer ${request.token}`,
          ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(key === null ? {} : { 'idempotency-key': key }),
        },
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
        signal: AbortSignal.timeout(requestTimeoutMs),
      });
      const text = await response.text();
      const body = text === '' ? {} : objectSchema.parse(JSON.parse(text));
      const replayed = response.headers.get('idempotency-replayed') === 'true';
      return { status: response.status, body, replayed };
    } catch {
      this.unknown += 1;
      return null;
    }
  }
}
