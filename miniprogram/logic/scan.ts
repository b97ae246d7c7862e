import type { Scanned } from './platform.js';

/** What somebody came with: a code to look up, a ticket to show, or nothing. */
export type Entrance =
  | Readonly<{ kind: 'code'; code: string }>
  | Readonly<{ kind: 'ticket'; ticketId: string }>
  | Readonly<{ kind: 'none' }>;

const none: Entrance = { kind: 'none' };
/** Bind codes and the codes of posters: at most the 32 characters that a scene may have. */
const codePattern = /^[0-9A-Za-z._~-]{6,32}$/;
const ticketPattern = /^[0-9A-Za-z][0-9A-Za-z_.:-]{0,127}$/;

const decoded = (value: string): string => {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
};

const codeIn = (value: string): Entrance =>
  codePattern.test(value) ? { kind: 'code', code: value } : none;

/** What the page was opened with. WeChat hands `scene` over as it stands in the address. */
export const entranceOfQuery = (query: Readonly<Record<string, string | undefined>>): Entrance => {
  const { ticketId, scene } = query;
  if (ticketId !== undefined && ticketPattern.test(decoded(ticketId)))
    return { kind: 'ticket', ticketId: decoded(ticketId) };
  return scene === undefined ? none : codeIn(decoded(scene));
};

const entranceOfPath = (path: string): Entrance => {
  const query: Record<string, string> = {};
  for (const pair of (path.split('?')[1] ?? '').split('#')[0]?.split('&') ?? []) {
    const equals = pair.indexOf('=');
    if (equals > 0) query[pair.slice(0, equals)] = pair.slice(equals + 1);
  }
  return entranceOfQuery(query);
};

/** What a scan found: our mini-program code, an address with a scene, or a bind code as plain text. */
export const entranceOfScan = ({ path, result }: Scanned): Entrance => {
  if (path !== null) return entranceOfPath(path);
  const typed = result.trim();
  return typed.includes('?') ? entranceOfPath(typed) : codeIn(typed);
};
