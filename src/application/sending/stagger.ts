/** FNV-1a, 32 bits: spreads names evenly; not for secrets. */
const hash = (text: string): number => {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return value;
};

/**
 * A delay of 0 to `spanMs` milliseconds that is each instance's own for each message, so that
 * instances that see the same event share the work without talking to each other.
 */
export const staggerMs = (id: string, instanceId: string, spanMs: number): number =>
  hash(`${id}/${instanceId}`) % (spanMs + 1);
