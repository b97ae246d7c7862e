/**
 * An immutable map whose keys stay as they are while its values change all the time: the versions share
 * where each key is, so that a new one costs a copy of a list and not of a table.
 */
export class SteadyMap<K, V> implements ReadonlyMap<K, V> {
  private constructor(
    private readonly places: ReadonlyMap<K, number>,
    private readonly held: readonly V[],
  ) {}

  /** The map with these entries; a key's last value counts. */
  static of<K, V>(entries: Iterable<readonly [K, V]>): SteadyMap<K, V> {
    const map = new Map(entries);
    const places = new Map([...map.keys()].map((key, place) => [key, place]));
    return new SteadyMap(places, [...map.values()]);
  }

  get size(): number {
    return this.held.length;
  }

  get(key: K): V | undefined {
    const place = this.places.get(key);
    return place === undefined ? undefined : this.held[place];
  }

  has(key: K): boolean {
    return this.places.has(key);
  }

  /** The map with this value at this key; a new key comes last. */
  with(key: K, value: V): SteadyMap<K, V> {
    const place = this.places.get(key);
    if (place === undefined) return SteadyMap.of([...this, [key, value]]);
    const held = this.held.slice();
    held[place] = value;
    return new SteadyMap(this.places, held);
  }

  keys(): MapIterator<K> {
    return this.places.keys();
  }

  values(): ArrayIterator<V> {
    return this.held.values();
  }

  *entries(): Generator<[K, V], undefined, unknown> {
    for (const key of this.places.keys()) yield [key, this.get(key) as V];
  }

  [Symbol.iterator](): Generator<[K, V], undefined, unknown> {
    return this.entries();
  }

  forEach(each: (value: V, key: K, map: ReadonlyMap<K, V>) => void): void {
    for (const [key, value] of this) each(value, key, this);
  }
}
