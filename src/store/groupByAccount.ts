/** Rows of several accounts as the parts they stand for, account by account. */
export function groupByAccount<Row extends { account_id: string }, Part>(
  rows: readonly Row[],
  partOf: (row: Row) => Part,
): Map<string, Part[]> {
  const groups = new Map<string, Part[]>();
  for (const row of rows) {
    const group = groups.get(row.account_id);
    if (group) group.push(partOf(row));
    else groups.set(row.account_id, [partOf(row)]);
  }
  return groups;
}
