/** What could not be read of accounts, account by account, in words. */
export type Faults = Map<string, string[]>;

/**
 * Rows of several accounts as the parts they stand for, account by account. A row that cannot be read is left out and
 * told of among its own account's faults: the others have nothing to do with it.
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
