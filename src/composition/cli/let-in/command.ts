import type { DeviceClient } from '../../../domain/access/devices.js';
import type { CommandLine } from '../templates/command.js';
import { adminTokenOf } from '../templates/environment.js';
import { CommandFailure } from '../templates/failure.js';
import { readArguments, type Arguments, type Role } from './arguments.js';
import { readEnvironment, serviceUrlOf } from './environment.js';
import { ServiceApi, type Grant } from './service-api.js';

/** What a page of each kind needs to do its work; a display reads what is public. */
const roleOf: Readonly<Record<DeviceClient, Role | null>> = {
  kiosk: 'kiosk',
  counter: 'terminal',
  manager: 'admin',
  auditor: 'auditor',
  display: null,
};

/** Lets a page in by the code that it shows. Its exit code: 0 done, 2 not done. */
export const runLetIn = async ({ words, env, print, complain }: CommandLine): Promise<number> => {
  try {
    const wanted = readArguments(words);
    const environment = readEnvironment(env);
    const url = wanted.url ?? serviceUrlOf(environment);
    const service = new ServiceApi({ url, token: adminTokenOf(environment) });
    const { clientId } = await service.device(wanted.code);
    const grant = await grantFor(service, clientId, wanted);
    await service.approve(wanted.code, grant);
    print(`let in: ${clientId} ${wanted.code.toUpperCase()} as ${roleInWords(grant)}`);
    print(`listed as “${grant.label}”; its page goes on within 5 seconds`);
    return 0;
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    complain(error.message);
    return 2;
  }
};

const grantFor = async (
  service: ServiceApi,
  clientId: DeviceClient,
  {
    role = roleOf[clientId] ?? undefined,
    hall,
    windows,
    label = `${clientId}, by let-in`,
  }: Arguments,
): Promise<Grant> => {
  if (role === undefined)
    throw new CommandFailure('a display needs no token; if this one is to have one, say --role');
  if (windows !== undefined && role !== 'terminal')
    throw new CommandFailure('--windows: only a counter acts for windows');
  const needsHall = role === 'terminal' || role === 'kiosk';
  const hallId = hall ?? (needsHall ? await onlyHall(service) : null);
  return { role, hallId, windowIds: windows ?? null, label };
};

/** @throws CommandFailure where it is not clear which hall is meant */
const onlyHall = async (service: ServiceApi): Promise<string> => {
  const [only, ...others] = await service.hallIds();
  if (only !== undefined && others.length === 0) return only;
  const found = only === undefined ? 'there is none' : `one of ${[only, ...others].join(', ')}`;
  throw new CommandFailure(`--hall: is needed, ${found}`);
};

const roleInWords = ({ role, hallId, windowIds }: Grant): string => {
  const where = hallId === null ? 'of every hall' : `of hall ${hallId}`;
  return windowIds === null
    ? `${role} ${where}`
    : `${role} ${where}, windows ${windowIds.join(', ')}`;
};
