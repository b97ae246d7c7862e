import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { isObject, parseWeChatJson } from '../reply.js';

/** A push's body as an object; what its fields hold is not known yet. */
export type PushBody = Readonly<Record<string, unknown>>;

const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  parseTagValue: false,
  processEntities: false,
  isArray: (name) => name === 'List',
});

const cdata = /<!\[CDATA\[[\s\S]*?\]\]>/g;

/** XML without a document type, whose only element is `xml`; entities stay as they are written. */
const parseXml = (text: string): PushBody | null => {
  if (/<!(DOCTYPE|ENTITY)/i.test(text.replaceAll(cdata, ''))) return null;
  if (XMLValidator.validate(text) !== true) return null;
  const root: unknown = parser.parse(text);
  if (!isObject(root) || Object.keys(root).join() !== 'xml') return null;
  return isObject(root['xml']) ? root['xml'] : null;
};

const parseJson = (text: string): PushBody | null => {
  const value = parseWeChatJson(text);
  return isObject(value) ? value : null;
};

const trimmedOf = (text: string): string => text.replace(/^\uFEFF/, '').trim();

/** Whether a body looks like XML; else it is taken for JSON. */
export const isXml = (text: string): boolean => trimmedOf(text).startsWith('<');

/** Reads a body as what it looks like, JSON or XML; null for neither. Message ids stay exact as text. */
export const parseBody = (text: string): PushBody | null => {
  const trimmed = trimmedOf(text);
  try {
    return isXml(trimmed) ? parseXml(trimmed) : parseJson(trimmed);
  } catch {
    return null;
  }
};

/** A field as text; null where it is absent, or is no plain value. */
export const textOf = (body: PushBody, name: string): string | null => {
  const value = Object.hasOwn(body, name) ? body[name] : undefined;
  if (typeof value === 'string') return value === '' ? null : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
};

/**
 * The entries of `List`: JSON has it flat, XML within an element named after the event; one entry
 * comes as an object, several as an array (docs/wechat.md).
 */
export const listOf = (body: PushBody): readonly PushBody[] => {
  const holders = [body, ...Object.values(body).filter(isObject)];
  const list = holders.find((holder) => Object.hasOwn(holder, 'List'))?.['List'];
  return (Array.isArray(list) ? list : [list]).filter(isObject);
};
