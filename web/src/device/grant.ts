import { unreachable } from '../api/problem.js';
import type { DeviceClient } from './session.js';

/** RFC 8628, 3.2: what a device shows, and asks with. */
export type Authorization = Readonly<{
  device_code: string;
  user_code: string;
  verification_uri: string;
  verification_uri_complete: string;
  expires_in: number;
  interval: number;
}>;

/** What came of a question: the token, that it goes on, or that it is over. */
export type GrantAnswer =
  | Readonly<{ kind: 'token'; token: string }>
  | Readonly<{ kind: 'wait'; slower: boolean }>
  | Readonly<{ kind: 'denied' }>
  | Readonly<{ kind: 'expired' }>;

const post = async (path: string, fields: Readonly<Record<string, string>>) => {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(fields),
    });
    return { ok: response.ok, body: (await response.json()) as Record<string, unknown> };
  } catch (error) {
    throw unreachable(error);
  }
};

/** Asks for a code to show. @throws ApiProblem where the service is away or gives out no more */
export const requestCode = async (client: DeviceClient): Promise<Authorization> => {
  const { ok, body } = await post('/oauth/device_authorization', { client_id: client });
  if (!ok) throw unreachable(body['error_description'] ?? body['detail'] ?? 'no code');
  const given = body as unknown as Authorization;
  // Without a public address the service names a path: people reach it as this page did.
  const whole = (uri: string): string => new URL(uri, window.location.origin).href;
  return {
    ...given,
    verification_uri: whole(given.verification_uri),
    verification_uri_complete: whole(given.verification_uri_complete),
  };
};

/** RFC 8628, 3.4: whether it has been let in. @throws ApiProblem where the service is away */
export const askForToken = async (deviceCode: string): Promise<GrantAnswer> => {
  const { ok, body } = await post('/oauth/token', {
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    device_code: deviceCode,
  });
  if (ok) return { kind: 'token', token: String(body['access_token']) };
  switch (body['error']) {
    case 'access_denied':
      return { kind: 'denied' };
    case 'expired_token':
    case 'invalid_grant':
      return { kind: 'expired' };
    default:
      return { kind: 'wait', slower: body['error'] === 'slow_down' };
  }
};
