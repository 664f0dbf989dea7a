/** Unreadable rows by account, as messages. */
export type Faults = Map<string, string[]>;

/**
 * Groups rows by account and parses them. An unreadable row is left out and listed as a fault of its own account, so
 * that other accounts are not affected.
 */
export function groupByAccount<Row extends { accountId: string }, Part>(
  rows: readonly Row[],
  partOf: (row: Row) => Part,
  faults: Faults,
): Map<string, Part[]> {
  const groups = new Map<string, Part[]>();
  for (const row of rows) {
    try {
      addTo(groups, row.accountId, partOf(row));
    } catch (error) {
      addTo(faults, row.accountId, error instanceof Error ? error.message : String(error));
    }
  }
  return groups;
}

function addTo<Value>(groups: Map<string, Value[]>, key: string, value: Value): void {
  const group = groups.get(key);
  if (group) group.push(value);
  else groups.set(key, [value]);
}
