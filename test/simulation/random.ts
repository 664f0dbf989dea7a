/** Chance with a seed: the same seed throws the same, so that a run that found something can be had again. */
export class Random {
  private state: number;

  constructor(seed: number, name = '') {
    let hash = seed >>> 0;
    for (const email of name) hash = Math.imul(hash ^ (email.codePointAt(0) ?? 0), 0x01000193) >>> 0;
    this.state = hash;
  }

  /** From 0 to just below 1 (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  pick<T>(list: readonly T[]): T {
    const picked = list[this.whole(0, list.length - 1)];
    if (picked === undefined) throw new Error('there is nothing to pick from');
    return picked;
  }

  shuffle<T>(list: readonly T[]): T[] {
    const places = list.map((item) => ({ item, place: this.next() }));
    return places.sort((one, other) => one.place - other.place).map(({ item }) => item);
  }
}
