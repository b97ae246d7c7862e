import type { components } from '../../api/schema.js';

export type Start = components['schemas']['Start'];
export type StartHall = Start['halls'][number];

/** A page, by a key of the texts; without an address it is reached otherwise. */
export type PageLink = Readonly<{ key: string; to: string | null; outside: boolean }>;

const inside = (key: string, to: string | null): PageLink => ({ key, to, outside: false });

/** Every page of a hall, in the order in which people meet them. */
export const pagesOf = (
  { hallId, windows: [first] }: StartHall,
  simulatorUrl: string | null,
): readonly PageLink[] => {
  const hall = encodeURIComponent(hallId);
  const window = first === undefined ? null : `/rate/${encodeURIComponent(first.windowId)}`;
  return [
    inside('display', `/display/${hall}`),
    inside('kiosk', `/kiosk/${hall}`),
    inside('counter', '/counter'),
    inside('ticket', null),
    inside('rate', window),
    inside('manage', '/manage'),
    inside('audit', '/audit'),
    inside('docs', '/docs'),
    ...(simulatorUrl === null ? [] : [{ key: 'phones', to: simulatorUrl, outside: true }]),
  ];
};
