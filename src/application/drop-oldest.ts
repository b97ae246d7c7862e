/** Drops what was put in first while a map holds more than `most`. */
export const dropOldest = <Key>(
  map: Pick<Map<Key, unknown>, 'size' | 'keys' | 'delete'>,
  most: number,
): void => {
  for (const oldest of map.keys()) {
    if (map.size <= most) return;
    map.delete(oldest);
  }
};
