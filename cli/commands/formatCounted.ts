/** A number of things in words: "1 account", "3 accounts". */
export function formatCounted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}
