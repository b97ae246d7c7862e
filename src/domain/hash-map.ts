/**
 * A persistent map in no order: a tree of sixteen ways by the hash of a key, so that neither a search nor
 * a change compares more than one key where an ordered map of a busy day compares fifteen. Nothing is
 * ever changed in place; a new version shares all but one path with the one before.
 */

type Leaf<K extends string, V> = Readonly<{
  hash: number;
  key: K;
  value: V;
  /** Another key with the very same hash. */
  next: Leaf<K, V> | undefined;
}>;
type Branch<K extends string, V> = readonly Node<K, V>[];
type Node<K extends string, V> = Leaf<K, V> | Branch<K, V> | undefined;

/** An immutable map from text to values. */
export type HashMap<K extends string, V> = Readonly<{ size: number; root: Node<K, V> }>;

const bits = 4;
const ways = 2 ** bits;
const noMap: HashMap<never, never> = { size: 0, root: undefined };
const noBranch: Branch<never, never> = Array<undefined>(ways).fill(undefined);

const isBranch = <K extends string, V>(node: Node<K, V>): node is Branch<K, V> =>
  Array.isArray(node);

/** The map without entries. */
export const empty = <K extends string, V>(): HashMap<K, V> => noMap;

/** The hash of a key: FNV-1a of its UTF-16 units, mixed so that every bit depends on all of them. */
export const hashOf = (key: string): number => {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1)
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return hash ^ (hash >>> 13);
};

const wayOf = (hash: number, depth: number): number => (hash >>> (depth * bits)) & (ways - 1);

const leafOf = <K extends string, V>(
  { root }: HashMap<K, V>,
  key: K,
  hash: number,
): Leaf<K, V> | undefined => {
  let node = root;
  for (let depth = 0; isBranch(node); depth += 1) node = node[wayOf(hash, depth)];
  while (node !== undefined && node.key !== key) node = node.next;
  return node;
};

/** The value of a key, or undefined where the key is absent. */
export const get = <K extends string, V>(map: HashMap<K, V>, key: K): V | undefined =>
  leafOf(map, key, hashOf(key))?.value;

/** Whether a key is present. */
export const has = <K extends string, V>(map: HashMap<K, V>, key: K): boolean =>
  leafOf(map, key, hashOf(key)) !== undefined;

const chained = <K extends string, V>(
  chain: Leaf<K, V> | undefined,
  { hash, key, value }: Leaf<K, V>,
): Leaf<K, V> => {
  if (chain === undefined || chain.key === key) return { hash, key, value, next: chain?.next };
  const next = chained(chain.next, { hash, key, value, next: undefined });
  return { hash, key: chain.key, value: chain.value, next };
};

const put = <K extends string, V>(
  node: Node<K, V>,
  leaf: Leaf<K, V>,
  depth: number,
): Node<K, V> => {
  if (node === undefined) return leaf;
  if (!isBranch(node)) {
    if (node.hash === leaf.hash) return chained(node, leaf);
    return put(put(noBranch, node, depth), leaf, depth);
  }
  const way = wayOf(leaf.hash, depth);
  const changed = node.slice();
  changed[way] = put(node[way], leaf, depth + 1);
  return changed;
};

/** The map with this value at this key, in place of an earlier one. */
export const set = <K extends string, V>(map: HashMap<K, V>, key: K, value: V): HashMap<K, V> => {
  const hash = hashOf(key);
  const size = leafOf(map, key, hash) === undefined ? map.size + 1 : map.size;
  return { size, root: put(map.root, { hash, key, value, next: undefined }, 0) };
};
