/** A number with its noun: "1 account", "3 accounts". */
export function formatCounted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}
