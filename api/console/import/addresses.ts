/** Words between addresses, in addition to punctuation. */
const BETWEEN = new Set(['and', 'und', 'et', 'en', 'y', 'e', '&', '+']);

/**
 * The addresses of a cell, also from `Jane Doe <jane@x.example>; mailto:joe@x.example`. A cell with any other text is
 * returned unchanged, so the error shows the original.
 */
export function parseAddresses(cell: string): string[] {
  const named = [...cell.matchAll(/<([^<>]*)>/g)].map(([, address = '']) => address.trim());
  if (named.length > 0 && named.length === cell.split('@').length - 1) return named.map(bare);
  const words = cell.split(/[\s,;|/]+/).filter((word) => word !== '' && !BETWEEN.has(word.toLowerCase()));
  const addresses = words.map(bare);
  return addresses.every((address) => /^[^@]+@[^@]+$/.test(address)) ? addresses : [cell];
}

function bare(word: string): string {
  return word.replace(/^<|>$/g, '').replace(/^mailto:/i, '');
}
