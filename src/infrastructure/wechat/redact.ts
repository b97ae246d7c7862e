/** An openid as WeChat writes them (docs/wechat.md): `o` and 27 more, not part of a longer word. */
const openIdLike = /(?<![A-Za-z0-9_-])o[A-Za-z0-9_-]{27}(?![A-Za-z0-9_-])/g;
const controlCharacters = /\p{Cc}+/gu;
const maxLength = 300;
/** Shorter ones are not secrets but accidents, and would tear words apart. */
const minSecretLength = 6;

/**
 * Text from WeChat as it may be logged and recorded: without the secrets of this request, without
 * anything that looks like an openid, on one line (docs/wechat.md). The rid stays.
 */
export const redact = (text: string, secrets: readonly string[] = []): string => {
  const known = secrets.filter((secret) => secret.length >= minSecretLength);
  const without = known.reduce((rest, secret) => rest.replaceAll(secret, '[redacted]'), text);
  return without
    .replace(openIdLike, '[redacted]')
    .replace(controlCharacters, ' ')
    .trim()
    .slice(0, maxLength);
};
