/**
 * A persistent map in the order of its keys: a weight-balanced tree whose nodes know their size,
 * so that rank and k-th entry cost O(log n) like get, set and remove. Nothing is ever changed in
 * place; a new version shares all but one path with the one before.
 *
 * Balance as by Hirai and Yamamoto, "Balancing weight-balanced trees" (2011): ⟨Δ, Γ⟩ = ⟨3, 2⟩.
 */

/** A key and its value. */
export type Entry<K extends string, V> = Readonly<{ key: K; value: V }>;

type Branch<K extends string, V> = Entry<K, V> &
  Readonly<{ size: number; left: OrderedMap<K, V>; right: OrderedMap<K, V> }>;
type Nothing = Readonly<{ size: 0 }>;

/** An immutable map whose entries are in the order of their keys, as `<` orders text. */
export type OrderedMap<K extends string, V> = Nothing | Branch<K, V>;

const delta = 3;
const gamma = 2;
const nothing: Nothing = { size: 0 };

const isBranch = <K extends string, V>(map: OrderedMap<K, V>): map is Branch<K, V> => map.size > 0;

/** The map without entries. */
export const empty = <K extends string, V>(): OrderedMap<K, V> => nothing;

/** How many entries a map has. */
export const size = (map: OrderedMap<string, unknown>): number => map.size;

/** The value of a key, or undefined where the key is absent. */
export const get = <K extends string, V>(map: OrderedMap<K, V>, key: K): V | undefined => {
  let node = map;
  while (isBranch(node)) {
    if (key < node.key) node = node.left;
    else if (key > node.key) node = node.right;
    else return node.value;
  }
  return undefined;
};

/** Whether a key is present. */
export const has = <K extends string, V>(map: OrderedMap<K, V>, key: K): boolean => {
  let node = map;
  while (isBranch(node)) {
    if (key < node.key) node = node.left;
    else if (key > node.key) node = node.right;
    else return true;
  }
  return false;
};

/** How many keys come before this one, which itself may be absent. */
export const rank = <K extends string, V>(map: OrderedMap<K, V>, key: K): number => {
  let node = map;
  let before = 0;
  while (isBranch(node)) {
    if (key < node.key) node = node.left;
    else if (key > node.key) {
      before += node.left.size + 1;
      node = node.right;
    } else return before + node.left.size;
  }
  return before;
};

/** The k-th entry, the first being 0, or undefined beyond either end. */
export const at = <K extends string, V>(
  map: OrderedMap<K, V>,
  k: number,
): Entry<K, V> | undefined => {
  let node = map;
  let left = k;
  while (isBranch(node)) {
    const before = node.left.size;
    if (left < before) node = node.left;
    else if (left > before) {
      left -= before + 1;
      node = node.right;
    } else return { key: node.key, value: node.value };
  }
  return undefined;
};

/** The entries in order, from the given rank on. */
export function* entriesFrom<K extends string, V>(
  map: OrderedMap<K, V>,
  from: number,
): Generator<Entry<K, V>, void, undefined> {
  const pending: Branch<K, V>[] = [];
  let node = map;
  let skip = from;
  while (isBranch(node)) {
    const before = node.left.size;
    if (skip <= before) pending.push(node);
    else skip -= before + 1;
    node = pending.at(-1) === node ? node.left : node.right;
  }
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    yield { key: next.key, value: next.value };
    for (let below = next.right; isBranch(below); below = below.left) pending.push(below);
  }
}

/** The entries in order. */
export const entries = <K extends string, V>(
  map: OrderedMap<K, V>,
): Generator<Entry<K, V>, void, undefined> => entriesFrom(map, 0);

/** Finds the last entry whose text is at most a limit. */
export type LastAtMost<K extends string> = <V>(
  map: OrderedMap<K, V>,
  limit: string,
) => Entry<K, V> | undefined;

/**
 * A search by a text that keys have beside their own order. The least text of each node is remembered,
 * which is safe because nodes never change, so that a search costs O(log n) like the changes before it.
 */
export const lastAtMostBy = <K extends string>(textOf: (key: K) => string): LastAtMost<K> => {
  const known = new WeakMap<Branch<K, unknown>, string>();
  const leastOf = (node: Branch<K, unknown>): string => {
    const before = known.get(node);
    if (before !== undefined) return before;
    const below = [node.left, node.right].filter(isBranch).map(leastOf);
    const least = below.reduce((a, b) => (b < a ? b : a), textOf(node.key));
    known.set(node, least);
    return least;
  };
  return (map, limit) => {
    let node = map;
    while (isBranch(node)) {
      if (isBranch(node.right) && leastOf(node.right) <= limit) node = node.right;
      else if (textOf(node.key) <= limit) return { key: node.key, value: node.value };
      else node = node.left;
    }
    return undefined;
  };
};

const join = <K extends string, V>(
  entry: Entry<K, V>,
  left: OrderedMap<K, V>,
  right: OrderedMap<K, V>,
): Branch<K, V> => ({
  size: left.size + right.size + 1,
  key: entry.key,
  value: entry.value,
  left,
  right,
});

const rotateLeft = <K extends string, V>(
  entry: Entry<K, V>,
  left: OrderedMap<K, V>,
  right: Branch<K, V>,
): Branch<K, V> => {
  const inner = right.left;
  return inner.size < gamma * right.right.size || !isBranch(inner)
    ? join(right, join(entry, left, inner), right.right)
    : join(inner, join(entry, left, inner.left), join(right, inner.right, right.right));
};

const rotateRight = <K extends string, V>(
  entry: Entry<K, V>,
  left: Branch<K, V>,
  right: OrderedMap<K, V>,
): Branch<K, V> => {
  const inner = left.right;
  return inner.size < gamma * left.left.size || !isBranch(inner)
    ? join(left, left.left, join(entry, inner, right))
    : join(inner, join(left, left.left, inner.left), join(entry, inner.right, right));
};

const balance = <K extends string, V>(
  entry: Entry<K, V>,
  left: OrderedMap<K, V>,
  right: OrderedMap<K, V>,
): Branch<K, V> => {
  if (left.size + right.size > 1) {
    if (right.size > delta * left.size && isBranch(right)) return rotateLeft(entry, left, right);
    if (left.size > delta * right.size && isBranch(left)) return rotateRight(entry, left, right);
  }
  return join(entry, left, right);
};

/** The map with this value at this key, in place of an earlier one. */
export const set = <K extends string, V>(
  map: OrderedMap<K, V>,
  key: K,
  value: V,
): OrderedMap<K, V> => {
  if (!isBranch(map)) return { size: 1, key, value, left: nothing, right: nothing };
  if (key < map.key) return balance(map, set(map.left, key, value), map.right);
  if (key > map.key) return balance(map, map.left, set(map.right, key, value));
  return { size: map.size, key, value, left: map.left, right: map.right };
};

const first = <K extends string, V>(map: Branch<K, V>): Branch<K, V> => {
  let node = map;
  while (isBranch(node.left)) node = node.left;
  return node;
};

const withoutFirst = <K extends string, V>(map: Branch<K, V>): OrderedMap<K, V> =>
  isBranch(map.left) ? balance(map, withoutFirst(map.left), map.right) : map.right;

/** The map without this key; the very same map when the key is absent. */
export const remove = <K extends string, V>(map: OrderedMap<K, V>, key: K): OrderedMap<K, V> => {
  if (!isBranch(map)) return map;
  if (key < map.key) {
    const left = remove(map.left, key);
    return left === map.left ? map : balance(map, left, map.right);
  }
  if (key > map.key) {
    const right = remove(map.right, key);
    return right === map.right ? map : balance(map, map.left, right);
  }
  if (!isBranch(map.left)) return map.right;
  if (!isBranch(map.right)) return map.left;
  return balance(first(map.right), map.left, withoutFirst(map.right));
};
