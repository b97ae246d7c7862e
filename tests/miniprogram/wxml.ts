/** A place in WXML that names something of its page. */
export type Named = Readonly<{
  /** Values of `bind:…` and `catch:…`. */
  handlers: readonly string[];
  /** First names of what `{{…}}` reads, without what `wx:for` brings in. */
  roots: readonly string[];
  /** Texts such as `ticket.subscribe`, read as `t.ticket.subscribe`. */
  texts: readonly string[];
  /** What `src` names. */
  assets: readonly string[];
  /** Tags. */
  tags: readonly string[];
}>;

const literals = /'[^']*'|"[^"]*"/g;
const notNames = new Set(['true', 'false', 'null', 'undefined', 'typeof']);

/** Identifiers that are not behind a dot, in an expression without literals. */
const rootsOf = (expression: string): readonly string[] =>
  [...expression.replace(literals, '').matchAll(/(?<![\w.$])[A-Za-z_$][\w$]*/g)]
    .map(([name]) => name)
    .filter((name) => !notNames.has(name));

const valuesOf = (wxml: string, pattern: RegExp): readonly string[] =>
  [...wxml.matchAll(pattern)].map(([, value = '']) => value);

/** What a template names. */
export const namesIn = (wxml: string): Named => {
  const expressions = valuesOf(wxml, /\{\{(.*?)\}\}/g);
  const brought = new Set(
    wxml.includes('wx:for=')
      ? ['item', 'index', ...valuesOf(wxml, /wx:for-(?:item|index)="([^"]+)"/g)]
      : [],
  );
  return {
    handlers: valuesOf(wxml, /(?:bind|catch|mut-bind|capture-bind):[\w-]+="([^"]*)"/g),
    roots: expressions.flatMap(rootsOf).filter((name) => !brought.has(name)),
    texts: expressions.flatMap((one) => valuesOf(one, /(?<![\w.])t\.(\w+\.[\w-]+)/g)),
    assets: valuesOf(wxml, /\bsrc="([^"{]+)"/g),
    tags: valuesOf(wxml, /<([a-z][\w-]*)/g),
  };
};
