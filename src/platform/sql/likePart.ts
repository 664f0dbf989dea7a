/** A text for LIKE and ILIKE, in which its own `%`, `_` and `\` stand for themselves. */
export function likePart(text: string): string {
  return text.replaceAll(/[\\%_]/g, String.raw`\$&`);
}
