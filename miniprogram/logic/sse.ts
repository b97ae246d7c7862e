import { createUtf8Reader } from './utf8.js';

/** An event of a stream; `id` is the last one that was given, as `Last-Event-ID` wants it. */
export type StreamEvent = Readonly<{ event: string; data: string; id: string }>;

/** Takes a stream's bytes in any pieces. */
export type SseReader = (bytes: Uint8Array) => void;

type Field = Readonly<{ name: string; value: string }>;

const fieldOf = (line: string): Field => {
  const colon = line.indexOf(':');
  if (colon < 0) return { name: line, value: '' };
  const value = line.slice(colon + 1);
  return { name: line.slice(0, colon), value: value.startsWith(' ') ? value.slice(1) : value };
};

/** Complete lines, whatever ends them; a CR at the end of a piece may be half of a CRLF. */
const createLineReader = (onLine: (line: string) => void): ((text: string) => void) => {
  let rest = '';
  let isFirst = true;
  return (text) => {
    rest += text;
    if (isFirst && rest.length > 0) {
      isFirst = false;
      if (rest.startsWith('\uFEFF')) rest = rest.slice(1);
    }
    for (let end = /\r\n|\n|\r(?!$)/.exec(rest); end !== null; end = /\r\n|\n|\r(?!$)/.exec(rest)) {
      const line = rest.slice(0, end.index);
      rest = rest.slice(end.index + end[0].length);
      onLine(line);
    }
  };
};

/** Reads server-sent events. @param lastEventId of the stream that this one goes on from */
export const createSseReader = (
  onEvent: (event: StreamEvent) => void,
  lastEventId = '',
): SseReader => {
  const utf8 = createUtf8Reader();
  let id = lastEventId;
  let name = '';
  let data: string[] = [];
  const dispatch = (): void => {
    const event = { event: name === '' ? 'message' : name, data: data.join('\n'), id };
    const isEmpty = data.length === 0;
    name = '';
    data = [];
    if (!isEmpty) onEvent(event);
  };
  const lines = createLineReader((line) => {
    if (line === '') return dispatch();
    if (line.startsWith(':')) return;
    const { name: field, value } = fieldOf(line);
    if (field === 'event') name = value;
    if (field === 'data') data.push(value);
    if (field === 'id' && !value.includes('\0')) id = value;
  });
  return (bytes) => lines(utf8(bytes));
};
