import { AppError } from '../../../application/errors.js';

const shape = /^(esdb(?:\+discover)?):\/\/(?:([^@/]*)@)?([^/?#@]+)\/?(?:\?([^#]*))?$/i;

/** What the client would take otherwise: no cap on discovery, 10 s deadlines, any node. */
const defaults: readonly (readonly [string, string])[] = [
  ['nodePreference', 'leader'],
  // Below 10 s the client warns on every start; a dead peer is known after both, 15 s.
  ['keepAliveInterval', '10000'],
  ['keepAliveTimeout', '5000'],
  ['maxDiscoverAttempts', '10'],
  ['discoveryInterval', '100'],
  // The one option in seconds.
  ['gossipTimeout', '2'],
  ['connectionName', 'nearturn'],
];

const invalid = (problem: string): AppError =>
  // The string itself stays out of the message: it may hold a password.
  new AppError('invalid_config', `EventStoreDB connection string: ${problem}`);

/**
 * Checks a connection string and adds what it leaves open, so that the client never has to guess.
 * Throws `invalid_config` for what the client would silently ignore or misread.
 */
export const esdbConnectionString = (text: string): string => {
  const match = shape.exec(text.trim());
  if (match === null) throw invalid('expected esdb://host:port?tls=… or esdb+discover://…');
  const [, scheme = '', credentials, hosts = '', query = ''] = match;
  const options = parseOptions(query);
  checkOptions(options);
  for (const [key, value] of defaults) {
    if (optionOf(options, key) === undefined) options.push([key, value]);
  }
  const login = credentials === undefined ? '' : `${checkedCredentials(credentials)}@`;
  const search = options.map(([key, value]) => `${key}=${value}`).join('&');
  return `${scheme.toLowerCase()}://${login}${hosts}?${search}`;
};

const parseOptions = (query: string): [string, string][] =>
  query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [key = '', value = '', ...rest] = pair.split('=');
      if (key === '' || value === '' || rest.length > 0) {
        throw invalid('expected key=value after the ?');
      }
      return [key, value];
    });

const flat = (key: string): string => key.toLowerCase().replaceAll(/[_-]/g, '');

const optionOf = (options: readonly [string, string][], key: string): string | undefined =>
  options.find(([given]) => flat(given) === flat(key))?.[1];

const checkOptions = (options: readonly [string, string][]): void => {
  if (optionOf(options, 'throwOnAppendFailure') === 'false') {
    throw invalid('throwOnAppendFailure=false hides the revision of a conflict; leave it out');
  }
  if (optionOf(options, 'tlsVerifyCert') === 'false') {
    throw invalid(
      'this client always verifies certificates; give tlsCAFile instead of tlsVerifyCert',
    );
  }
  if (Number(optionOf(options, 'gossipTimeout') ?? 0) > 60) {
    throw invalid('gossipTimeout is in seconds, expected 60 or less');
  }
};

const checkedCredentials = (credentials: string): string => {
  const parts = credentials.split(':');
  const encoded = parts.every((part) => /^(?:[^%#\s]|%[0-9a-f]{2})+$/i.test(part));
  if (parts.length === 2 && encoded) return credentials;
  throw invalid('expected user:password, with : # % @ / in either URL-encoded');
};
