import { answered } from '../../api/client.js';
import type { components } from '../../api/schema.js';
import type { Device } from '../../device/session.js';

/** What the page needs to know of a hall. */
export type Hall = Readonly<{
  hallId: string;
  name: string;
  timeZone: string;
  windows: readonly Readonly<{ windowId: string; name: string }>[];
}>;
export type Token = components['schemas']['Token'];
type Page<Item> = Readonly<{ items: readonly Item[]; nextCursor: string | null }>;

/** Every entry of a list that is answered page by page. */
const all = async <Item>(
  ask: (page: Readonly<{ limit: number; cursor?: string }>) => Promise<Page<Item>>,
): Promise<readonly Item[]> => {
  const found: Item[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Item> = await ask(cursor === null ? { limit: 500 } : { limit: 500, cursor });
    found.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return found;
};

export const allHalls = async ({ api, session }: Device): Promise<readonly Hall[]> => {
  const { hallId } = session;
  if (hallId !== null)
    return [await answered(api.GET('/api/v1/halls/{hallId}', { params: { path: { hallId } } }))];
  return all((query) => answered(api.GET('/api/v1/halls', { params: { query } })));
};

export const allTokens = ({ api }: Device): Promise<readonly Token[]> =>
  all((query) => answered(api.GET('/api/v1/tokens', { params: { query } })));

export const allWaiting = ({ api }: Device, hallId: string) =>
  all((query) =>
    answered(
      api.GET('/api/v1/halls/{hallId}/tickets', {
        params: { path: { hallId }, query: { ...query, state: 'waiting' } },
      }),
    ),
  );
