import { z } from 'zod';
import { dropOldest } from '../../../application/drop-oldest.js';
import { isAppError } from '../../../application/errors.js';
import { pollSeconds } from '../../../application/access/device-grants.js';
import type { Answer } from '../../../application/ports/inbound/invocation.js';
import { deviceClients } from '../../../domain/access/devices.js';
import { epochMs } from '../../../domain/ids.js';
import type { HttpDeps } from '../deps.js';
import { createCap } from '../rate-limit.js';
import { answerReply, ok, type Reply } from '../reply.js';
import { defineRoute, type Route } from '../route.js';
import { timeOut } from '../schemas/values.js';
import { grantOf, tokenGrantBody } from './tokens.js';

const grantType = 'urn:ietf:params:oauth:grant-type:device_code';
const mostBytes = 8 * 1024;
/** Codes that one address may have open, and wrong ones that somebody may try in a minute. */
const openCodes = 30;
const codeSeconds = 600;
const wrongCodesAMinute = 10;
/** Where devices are let in by themselves nobody has to wait for a person, in seconds. */
const demoPollSeconds = 1;
/** Devices whose last question is remembered. */
const mostAsking = 10_000;

const authorizationBody = z.object({ client_id: z.enum(deviceClients) });
const tokenBody = z.object({
  grant_type: z.literal(grantType),
  device_code: z.string().min(1).max(256),
});

const authorizationOut = z
  .object({
    device_code: z.string(),
    user_code: z.string(),
    verification_uri: z.string(),
    verification_uri_complete: z.string(),
    expires_in: z.number().int(),
    interval: z.number().int(),
  })
  .meta({ id: 'DeviceAuthorization' });
const grantedOut = z
  .object({ access_token: z.string(), token_type: z.literal('Bearer') })
  .meta({ id: 'DeviceToken' });
const refusedOut = z
  .object({ error: z.string(), error_description: z.string() })
  .meta({ id: 'OAuthError' });
const deviceOut = z
  .object({ clientId: z.enum(deviceClients), expiresAt: timeOut })
  .meta({ id: 'Device' });

const pollSecondsOf = ({ options }: HttpDeps): number =>
  options.demo === 'visitors and devices' ? demoPollSeconds : pollSeconds;

/** OAuth's own form of a refusal (RFC 6749, 5.2), which clients of it read. */
const refused = (error: string, description: string): Reply => ({
  status: 400,
  body: { error, error_description: description },
});

/** The fields of a form or a JSON object; null for neither. */
const fieldsIn = (text: string): unknown => {
  if (!text.trimStart().startsWith('{')) return Object.fromEntries(new URLSearchParams(text));
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const authorizationRoute = (deps: HttpDeps): Route => {
  const mayOpen = createCap(openCodes, codeSeconds);
  return defineRoute({
    method: 'post',
    path: '/oauth/device_authorization',
    tag: 'Devices',
    summary: 'A device asks for a code to show (RFC 8628, 3.1)',
    description: 'A form or JSON with `client_id`: kiosk, counter, display, manager or auditor.',
    access: 'public',
    rawBody: mostBytes,
    responses: {
      200: { description: 'What to show, and what to ask with', schema: authorizationOut },
      400: { description: 'invalid_request, invalid_client', schema: refusedOut },
    },
    handle: async ({ text, address, invocation }) => {
      const asked = authorizationBody.safeParse(fieldsIn(text));
      if (!asked.success)
        return refused('invalid_client', `client_id must be one of ${deviceClients.join(', ')}`);
      await mayOpen(address);
      const { userCode, deviceCode, expiresAt } = await deps.devices.request(
        asked.data.client_id,
        invocation.correlationId,
      );
      const page = `${deps.options.publicUrl ?? ''}/manage/devices`;
      const left = epochMs(expiresAt) - epochMs(deps.options.now());
      return ok({
        device_code: deviceCode,
        user_code: userCode,
        verification_uri: page,
        verification_uri_complete: `${page}?code=${userCode}`,
        expires_in: Math.round(left / 1000),
        interval: pollSecondsOf(deps),
      });
    },
  });
};

/** Whether somebody asks again before their time (RFC 8628, 3.5: slow_down). */
const createPace = (now: () => number, everySeconds: number): ((deviceCode: string) => boolean) => {
  const asked = new Map<string, number>();
  return (deviceCode) => {
    const before = asked.get(deviceCode);
    asked.delete(deviceCode);
    asked.set(deviceCode, now());
    dropOldest(asked, mostAsking);
    return before !== undefined && now() - before < everySeconds * 1000;
  };
};

const ofTheGrant = new Set([
  'authorization_pending',
  'expired_token',
  'access_denied',
  'invalid_grant',
]);

const tokenRoute = (deps: HttpDeps): Route => {
  const everySeconds = pollSecondsOf(deps);
  const isTooFast = createPace(() => epochMs(deps.options.now()), everySeconds);
  return defineRoute({
    method: 'post',
    path: '/oauth/token',
    tag: 'Devices',
    summary: 'A device asks whether it was let in (RFC 8628, 3.4)',
    access: 'public',
    rawBody: mostBytes,
    responses: {
      200: { description: 'Its token, once', schema: grantedOut },
      400: {
        description:
          'authorization_pending, slow_down, expired_token, access_denied, invalid_grant, unsupported_grant_type, invalid_request',
        schema: refusedOut,
      },
    },
    handle: async ({ text, invocation }) => {
      const asked = tokenBody.safeParse(fieldsIn(text));
      if (!asked.success) {
        const isOther = asked.error.issues.some(({ path }) => path[0] === 'grant_type');
        return isOther
          ? refused('unsupported_grant_type', `grant_type must be ${grantType}`)
          : refused('invalid_request', 'device_code: must be given');
      }
      const { device_code: deviceCode } = asked.data;
      if (isTooFast(deviceCode)) return refused('slow_down', `ask every ${everySeconds} seconds`);
      try {
        const token = await deps.devices.take(deviceCode, invocation.correlationId);
        return ok({ access_token: token, token_type: 'Bearer' });
      } catch (error) {
        if (isAppError(error) && ofTheGrant.has(error.code))
          return refused(error.code, error.message);
        throw error;
      }
    },
  });
};

/** 204, and whether it was said before. */
const decided = (answer: Answer): Reply => {
  const { status, headers } = answerReply(answer);
  return { status, headers };
};

const path = '/api/v1/devices/{userCode}';
const params = z.strictObject({ userCode: z.string().min(1).max(64) });

const adminRoutes = (deps: HttpDeps): readonly Route[] => {
  const mayMiss = createCap(wrongCodesAMinute, 60);
  /** Whoever tries codes at random is stopped; who mistypes now and then is not. */
  const counted = async <T>(caller: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (isAppError(error) && error.code === 'unknown_device') await mayMiss(caller);
      throw error;
    }
  };
  const problems = ['unknown_device', 'device_ended', 'rate_limited', 'store_unavailable'];
  return [
    defineRoute({
      method: 'get',
      path,
      tag: 'Devices',
      summary: 'What shows this code',
      access: ['admin'],
      params,
      responses: { 200: { description: 'The device', schema: deviceOut } },
      problems,
      handle: ({ params: { userCode }, address }) =>
        counted(address, async () => {
          const { clientId, expiresAt } = await deps.devices.find(userCode);
          return ok({ clientId, expiresAt });
        }),
    }),
    defineRoute({
      method: 'post',
      path: `${path}/approve`,
      tag: 'Devices',
      summary: 'Let a device in: it gets a token like any other',
      access: ['admin'],
      idempotent: true,
      params,
      body: tokenGrantBody,
      responses: { 204: { description: 'It fetches its token within seconds' } },
      problems: [...problems, 'unknown_hall', 'unknown_window'],
      handle: ({ params: { userCode }, body, actor, invocation, address }) =>
        counted(address, async () =>
          decided(await deps.devices.approve(userCode, grantOf(deps, actor, body), invocation)),
        ),
    }),
    defineRoute({
      method: 'post',
      path: `${path}/deny`,
      tag: 'Devices',
      summary: 'Refuse a device',
      access: ['admin'],
      idempotent: true,
      params,
      responses: { 204: { description: 'It hears of it within seconds' } },
      problems,
      handle: ({ params: { userCode }, invocation, address }) =>
        counted(address, async () => decided(await deps.devices.deny(userCode, invocation))),
    }),
  ];
};

/** Devices that are let in by a code (RFC 8628). */
export const deviceRoutes = (deps: HttpDeps): readonly Route[] => [
  authorizationRoute(deps),
  tokenRoute(deps),
  ...adminRoutes(deps),
];
