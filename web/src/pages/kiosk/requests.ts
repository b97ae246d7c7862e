import { answered, type Api } from '../../api/client.js';
import { asProblem } from '../../api/problem.js';

/** A bind code; other names of an appointment are another system's. */
const codeForm = /^[0-9A-Za-z_-]{20,32}$/;

const keyed = (key: string) => ({ header: { 'Idempotency-Key': key } });

/** What a kiosk asks of its hall, each with the key of the tap that asked for it. */
export const kioskRequests = (api: Api, hallId: string) => {
  const checkInBy = (body: Readonly<{ code: string } | { ref: string }>, key: string) =>
    answered(
      api.POST('/api/v1/halls/{hallId}/check-ins', {
        params: { path: { hallId }, ...keyed(key) },
        body,
      }),
    );
  return {
    take: (asked: Readonly<{ queueId: string; priority: string }>, key: string) =>
      answered(
        api.POST('/api/v1/halls/{hallId}/queues/{queueId}/tickets', {
          params: { path: { hallId, queueId: asked.queueId }, ...keyed(key) },
          body: { priority: asked.priority },
        }),
      ),
    /** A long name of another system looks like a code: it is tried as one first. */
    checkIn: async (name: string, key: string) => {
      if (!codeForm.test(name)) return checkInBy({ ref: name }, key);
      try {
        return await checkInBy({ code: name }, key);
      } catch (error) {
        if (asProblem(error).code !== 'unknown_appointment') throw error;
        return checkInBy({ ref: name }, `${key}-ref`);
      }
    },
    cancel: (ticketId: string, key: string) =>
      answered(
        api.POST('/api/v1/halls/{hallId}/tickets/{ticketId}/cancel', {
          params: { path: { hallId, ticketId }, ...keyed(key) },
        }),
      ),
  };
};
