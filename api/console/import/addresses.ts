/** What stands between addresses, besides marks. */
const BETWEEN = new Set(['and', 'und', 'et', 'en', 'y', 'e', '&', '+']);

/**
 * The addresses of a cell, also out of `Jane Doe <jane@x.example>; mailto:joe@x.example`. A cell with anything else in
 * it is given back as it is, to be refused for what it is.
 */
export function addressesOf(cell: string): string[] {
  const named = [...cell.matchAll(/<([^<>]*)>/g)].map(([, address = '']) => address.trim());
  if (named.length > 0 && named.length === cell.split('@').length - 1) return named.map(bare);
  const words = cell.split(/[\s,;|/]+/).filter((word) => word !== '' && !BETWEEN.has(word.toLowerCase()));
  const addresses = words.map(bare);
  return addresses.every((address) => /^[^@]+@[^@]+$/.test(address)) ? addresses : [cell];
}

function bare(word: string): string {
  return word.replace(/^<|>$/g, '').replace(/^mailto:/i, '');
}
