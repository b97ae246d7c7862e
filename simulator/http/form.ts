/** One part of a `multipart/form-data` body. */
export type FormPart = Readonly<{ name: string; filename: string | null; bytes: Buffer }>;

const headEnd = Buffer.from('\r\n\r\n');

/** The parts of a form; none for a body that is no form. */
export const formParts = (contentType: string, body: Buffer): readonly FormPart[] => {
  const [, quoted, bare] = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? bare;
  if (boundary === undefined || !/^multipart\/form-data/i.test(contentType)) return [];
  return between(Buffer.concat([Buffer.from('\r\n'), body]), Buffer.from(`\r\n--${boundary}`));
};

/** What stands between one delimiter and the next; before the first and after the last is nothing. */
const between = (body: Buffer, delimiter: Buffer): readonly FormPart[] => {
  const parts: FormPart[] = [];
  for (let start = body.indexOf(delimiter); start !== -1;) {
    const end = body.indexOf(delimiter, start + delimiter.length);
    if (end === -1) return parts;
    const part = partOf(body.subarray(start + delimiter.length, end));
    if (part !== null) parts.push(part);
    start = end;
  }
  return parts;
};

const partOf = (bytes: Buffer): FormPart | null => {
  const at = bytes.indexOf(headEnd);
  if (at === -1) return null;
  const head = bytes.subarray(0, at).toString('utf8');
  const name = /^content-disposition:.*?[;\s]name="([^"]*)"/im.exec(head)?.[1];
  if (name === undefined) return null;
  const filename = /^content-disposition:.*?[;\s]filename="([^"]*)"/im.exec(head)?.[1] ?? null;
  return { name, filename, bytes: bytes.subarray(at + headEnd.length) };
};
