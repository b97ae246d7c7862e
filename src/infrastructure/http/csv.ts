import { stringify } from 'csv-stringify/sync';

/** One cell: text, a number, or nothing. */
export type Cell = string | number | null;

// Spreadsheets run what begins like a formula: csv-stringify puts a ' before it (a negative number
// is none). A line feed alone would hide such a beginning behind it. Unasked it quotes only whole
// line ends; a lone CR or LF ends a line for many readers, too.
const options = {
  escape_formulas: true,
  record_delimiter: '\r\n',
  quoted_match: /[\r\n]/,
} as const;
const opened = (cell: Cell): Cell =>
  typeof cell === 'string' && cell.startsWith('\n') ? `'${cell}` : cell;

const line = (cells: readonly Cell[]): string => stringify([cells.map(opened)], options);

/** A CSV of records as RFC 4180 has it, line by line: first the field names, then a line for each. */
export async function* csvLines<Field extends string>(
  fields: readonly Field[],
  records: AsyncIterable<Readonly<Record<Field, Cell>>>,
): AsyncGenerator<string, void, void> {
  yield line(fields);
  for await (const record of records) yield line(fields.map((field) => record[field]));
}

/** One JSON text a line. */
export async function* ndjsonLines(
  records: AsyncIterable<object>,
): AsyncGenerator<string, void, void> {
  for await (const record of records) yield `${JSON.stringify(record)}\n`;
}
