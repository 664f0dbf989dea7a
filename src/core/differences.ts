/** The difference that a change made, as stored in an audit row. */
export interface Differences {
  readonly before: Record<string, unknown>;
  readonly after: Record<string, unknown>;
}

/** The changed fields before and after; for lists, the removed and added elements. Both sides must be plain JSON. */
export function differencesOf(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): Differences {
  const found: Differences = { before: {}, after: {} };
  for (const field of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [before[field], after[field]];
    if (isSame(was, is)) continue;
    found.before[field] = without(was, is);
    found.after[field] = without(is, was);
  }
  return found;
}

export function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** The elements that only one of two lists has; any other value whole. */
function without(one: unknown, other: unknown): unknown {
  if (!Array.isArray(one) || !Array.isArray(other)) return one;
  const others: readonly unknown[] = other;
  return one.filter((element) => !others.some((known) => isSame(element, known)));
}

/** Replaces values that no log may contain: the log shows only that they changed. */
export function markChanged({ before, after }: Differences, fields: readonly string[]): Differences {
  const isHidden = (field: string): boolean => fields.includes(field);
  const kept = (side: Record<string, unknown>): [string, unknown][] =>
    Object.entries(side).filter(([field]) => !isHidden(field));
  const hidden = Object.keys({ ...before, ...after })
    .filter(isHidden)
    .map((field): [string, unknown] => [field, 'changed']);
  return {
    before: Object.fromEntries(kept(before)),
    after: Object.fromEntries([...kept(after), ...hidden]),
  };
}
