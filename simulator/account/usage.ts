import type { Journal } from '../journal/journal.js';
import { errorReply, jsonReply } from '../http/replies.js';
import type { Reply } from '../http/replies.js';
import { beijingDay } from './tokens.js';

const clearsPerMonth = 10;
const dailyLimit = 10_000_000;
const ridLifeMs = 7 * 24 * 3_600_000;
/** APIs whose use can be asked for. */
const countedPath = /^\/(cgi-bin|wxa|wxaapi)\/[\w/]{1,100}$/;

/** A call that was refused, as openapi/rid/get tells of it. */
export type RefusedCall = Readonly<{
  rid: string;
  at: number;
  costMs: number;
  url: string;
  request: string;
  response: string;
}>;

/** How much the account has called today, and what became of calls that were refused. */
export class Usage {
  readonly #now: () => number;
  readonly #journal: Journal;
  readonly #clears: number[];
  readonly #refused = new Map<string, RefusedCall>();
  /** Calls of one day by path; a restart forgets them, for no caller can tell. */
  #day = { number: -1, calls: new Map<string, number>() };

  constructor(now: () => number, journal: Journal) {
    this.#now = now;
    this.#journal = journal;
    this.#clears = journal.entries.flatMap((entry) =>
      entry.type === 'quota_cleared' ? [entry.at] : [],
    );
    for (const entry of journal.entries)
      if (entry.type === 'rid') this.#refused.set(entry.rid, entry);
  }

  /** A call came in. */
  called(path: string): void {
    const calls = this.#callsToday();
    calls.set(path, (calls.get(path) ?? 0) + 1);
  }

  /** A call was refused, and its answer names this rid. */
  refused(call: RefusedCall): void {
    this.#refused.set(call.rid, call);
    this.#journal.append({ type: 'rid', ...call });
  }

  /** openapi/quota/get. */
  quota(path: string): Reply {
    if (!countedPath.test(path)) return errorReply(76021);
    const used = this.#callsToday().get(path) ?? 0;
    const quota = { daily_limit: dailyLimit, used, remain: dailyLimit - used };
    return jsonReply({ errcode: 0, errmsg: 'ok', quota });
  }

  /** clear_quota; `done` is called when it is let through. */
  clear(done: () => void): Reply {
    const now = this.#now();
    const inMonth = this.#clears.filter((at) => monthOf(at) === monthOf(now)).length;
    if (inMonth >= clearsPerMonth) return errorReply(48006);
    this.#clears.push(now);
    this.#journal.append({ type: 'quota_cleared', at: now });
    this.#day.calls.clear();
    done();
    return jsonReply({ errcode: 0, errmsg: 'ok' });
  }

  /** openapi/rid/get. */
  explain(rid: string): Reply {
    if (rid === '') return errorReply(76002);
    const call = this.#refused.get(rid);
    if (call === undefined) return errorReply(76001);
    if (this.#now() - call.at > ridLifeMs) return errorReply(76004);
    const request = {
      invoke_time: Math.floor(call.at / 1000),
      cost_in_ms: call.costMs,
      request_url: call.url,
      request_body: call.request,
      response_body: call.response,
      client_ip: '127.0.0.1',
    };
    return jsonReply({ errcode: 0, errmsg: 'ok', request });
  }

  #callsToday(): Map<string, number> {
    const number = beijingDay(this.#now());
    if (this.#day.number !== number) this.#day = { number, calls: new Map() };
    return this.#day.calls;
  }
}

/** WeChat's month, as its day, turns in Beijing. */
const monthOf = (ms: number): string => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 7);
