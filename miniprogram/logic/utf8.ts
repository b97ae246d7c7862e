/** Turns bytes that come in any pieces into text; mini-programs have no `TextDecoder`. */
export type Utf8Reader = (bytes: Uint8Array) => string;

const replacement = 0xfffd;

/** The lead byte's bits of the character, how many bytes follow, and the least value so written. */
const leadOf = (byte: number): readonly [bits: number, more: number, least: number] | null => {
  if (byte >= 0xc2 && byte <= 0xdf) return [byte & 0x1f, 1, 0x80];
  if (byte >= 0xe0 && byte <= 0xef) return [byte & 0x0f, 2, 0x800];
  if (byte >= 0xf0 && byte <= 0xf4) return [byte & 0x07, 3, 0x10000];
  return null;
};

const isValid = (value: number, least: number): boolean =>
  value >= least && value <= 0x10ffff && (value < 0xd800 || value > 0xdfff);

/** Remembers the character that a piece has cut in two. What is no UTF-8 becomes U+FFFD. */
export const createUtf8Reader = (): Utf8Reader => {
  let value = 0;
  let missing = 0;
  let least = 0;
  const begin = (byte: number): number | null => {
    if (byte < 0x80) return byte;
    const lead = leadOf(byte);
    if (lead === null) return replacement;
    [value, missing, least] = lead;
    return null;
  };
  const take = (byte: number): readonly number[] => {
    if (missing === 0) return [begin(byte)].filter((code): code is number => code !== null);
    if ((byte & 0xc0) !== 0x80) {
      missing = 0;
      return [replacement, ...take(byte)];
    }
    value = value * 64 + (byte & 0x3f);
    missing -= 1;
    if (missing > 0) return [];
    return [isValid(value, least) ? value : replacement];
  };
  return (bytes) => {
    let text = '';
    for (const byte of bytes) for (const code of take(byte)) text += String.fromCodePoint(code);
    return text;
  };
};
