import { problemOf, unreachable } from '../../api/problem.js';
import type { components } from '../../api/schema.js';
import type { Device } from '../../device/session.js';

export type Imported = components['schemas']['ImportedSettings'];

const ask = async (
  device: Device,
  path: string,
  more: Readonly<{ method?: string; body?: string }> = {},
): Promise<Response> => {
  const headers = {
    Authorization: `Bearer ${device.token() ?? ''}`,
    'Content-Type': 'application/yaml',
  };
  let response: Response;
  try {
    response = await fetch(path, { ...more, headers });
  } catch (error) {
    throw unreachable(error);
  }
  if (response.ok) return response;
  throw problemOf(response, await response.json().catch(() => null));
};
const pathOf = (hallId: string): string =>
  `/api/v1/halls/${encodeURIComponent(hallId)}/settings.yaml`;

/** The hall as one text. @throws ApiProblem */
export const readFile = async (device: Device, hallId: string): Promise<string> =>
  (await ask(device, pathOf(hallId))).text();

/** What the text changes; changed only where it is not a dry run. @throws ApiProblem that names the fields */
export const putFile = async (
  device: Device,
  hallId: string,
  { text, dryRun }: Readonly<{ text: string; dryRun: boolean }>,
): Promise<Imported> => {
  const more = { method: 'PUT', body: text };
  const answer = await ask(device, `${pathOf(hallId)}?dryRun=${dryRun}`, more);
  return (await answer.json()) as Imported;
};
