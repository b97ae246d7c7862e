import { z } from 'zod';
import { line, timeOut } from './values.js';

export const loginBody = z.strictObject({ code: z.string().min(1).max(512) });
export const loginOut = z
  .object({ token: z.string(), expiresAt: timeOut, isNew: z.boolean() })
  .meta({ id: 'Login' });

/** Any text of a code's length: what is not one of ours is unknown, not malformed. */
export const bindBody = z.strictObject({ bindCode: z.string().min(1).max(256) });

export const subscriptionsBody = z.strictObject({
  results: z
    .record(z.string(), z.unknown())
    // WeChat asks for 5 at once at most, as of now; errMsg stands beside them.
    .refine(
      (results) => Object.keys(results).filter((name) => name !== 'errMsg').length <= 50,
      'names more than 50 templates',
    )
    .meta({ description: 'The object that wx.requestSubscribeMessage gives: template → answer' }),
  profile: z
    .strictObject({ userName: line(64).optional(), idCard: line(64).optional() })
    .optional(),
});
export const subscriptionsOut = z
  .object({ granted: z.array(z.string()), declined: z.array(z.string()) })
  .meta({ id: 'SubscriptionsAnswer' });
