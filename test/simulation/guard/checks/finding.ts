/** Something that must never be, found by a drawn case. */
export class Finding extends Error {
  /** Which of the things that always hold did not. */
  readonly invariant: string;

  constructor(invariant: string, says: string) {
    super(`${invariant}: ${says}`);
    this.invariant = invariant;
  }
}

/** What was found already: a run goes on without it, to find what else there is. */
export type Known = ReadonlySet<string>;

export const NOTHING_KNOWN: Known = new Set();

/** Holds a case to what always holds, but for what is known not to. */
export class Judge {
  readonly #known: Known;

  /** What is judged over many cases: sums by name, and for each the case that had most. */
  readonly sums = new Map<string, number>();

  constructor(known: Known = NOTHING_KNOWN) {
    this.#known = known;
  }

  sum(name: string, value: number): void {
    this.sums.set(name, (this.sums.get(name) ?? 0) + value);
  }

  holds(invariant: string, isSo: boolean, says: () => string): void {
    if (!isSo && !this.#known.has(invariant)) throw new Finding(invariant, says());
  }

  /** What the rules answer; that they fail is a finding of its own. Nothing where that is known. */
  asks<T>(invariant: string, ask: () => T): T | undefined {
    try {
      return ask();
    } catch (error) {
      if (error instanceof Finding) throw error;
      this.holds(invariant, false, () => (error instanceof Error ? error.message : String(error)));
      return undefined;
    }
  }
}
