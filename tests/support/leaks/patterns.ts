const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checks = '10X98765432';

/** Whether 18 characters are a Chinese identity number: their last is the checksum of the others. */
export const isIdentityNumber = (text: string): boolean => {
  if (!/^[1-9]\d{5}(18|19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dX]$/.test(text))
    return false;
  const sum = weights.reduce((total, weight, index) => total + weight * Number(text[index]), 0);
  return checks[sum % 11] === text[17];
};

type Pattern = Readonly<{ name: string; finds: (text: string) => boolean }>;

/** What no line, address or answer may look like, whoever's it is. */
export const patterns: readonly Pattern[] = [
  { name: 'the word session_key', finds: (text) => text.includes('session_key') },
  { name: 'access_token=', finds: (text) => text.includes('access_token=') },
  { name: 'an authorization header', finds: (text) => /Bearer (ey|nt_)/.test(text) },
  {
    name: 'the shape of a token of ours',
    finds: (text) => text.includes('nt_') && /(?<![\w-])nt_[\w-]{15}/.test(text),
  },
  {
    name: 'the shape of an openid',
    finds: (text) => /(?<![A-Za-z0-9_-])o[A-Za-z0-9_-]{27}(?![A-Za-z0-9_-])/.test(text),
  },
  // A service in a process of its own has its simulated WeChat with it: what that gives out is never
  // learned here, so it has to be known by its looks.
  {
    name: 'the shape of a session_key',
    finds: (text) =>
      text.includes('==') && /(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{22}==(?!=)/.test(text),
  },
  {
    name: 'the shape of an access token',
    finds: (text) => text.includes('90_') && /(?<![A-Za-z0-9_-])90_[\w-]{60}/.test(text),
  },
  {
    name: 'the shape of an identity number',
    finds: (text) =>
      (text.match(/(?<![\dA-Za-z])\d{17}[\dX](?![\dA-Za-z])/g) ?? []).some(isIdentityNumber),
  },
];
