/**
 * The reference a client quotes with a transfer: ten digits and two check digits (ISO 7064, mod 97-10), written
 * `ST-dddd-dddd-dddd`. The check digits catch every single wrong digit and every swapped pair of digits.
 */

/** Writes the reference for ten digits. */
export function formatReference(digits: string): string {
  const check = (98n - ((BigInt(digits) * 100n) % 97n)).toString().padStart(2, '0');
  return grouped(digits + check);
}

/**
 * The same reference as ISO 11649 writes it for transfers: `RF`, two check digits over all of it, and the reference
 * without its dashes. Banks check these digits when a client types them.
 */
export function formatCreditorReference(reference: string): string {
  const plain = reference.replaceAll('-', '');
  return `RF${checkDigits(plain)}${plain}`;
}

/** ISO 7064, mod 97-10, over letters as numbers from 10. */
function checkDigits(plain: string): string {
  const digits = `${plain}RF00`.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return (98n - (BigInt(digits) % 97n)).toString().padStart(2, '0');
}

function grouped(digits: string): string {
  return `ST-${digits.slice(0, 4)}-${digits.slice(4, 8)}-${digits.slice(8)}`;
}

function holds(digits: string): boolean {
  return BigInt(digits) % 97n === 1n;
}

// What may separate two digits: line breaks of banks and habits of clients.
const GAP = '[\\s\\-\\u2010-\\u2015./_]{0,3}';
const twelve = (digit: string): string => Array.from({ length: 12 }, () => digit).join(GAP);

/** With its letters: separators may be anywhere, but a thirteenth digit may not follow. */
const NAMED = new RegExp(`(?<![A-Z0-9])S${GAP}T${GAP}(${twelve('[0-9]')})(?![0-9])`, 'g');
/** As ISO 11649 writes it, in one piece or in groups of four. */
const CREDITOR = new RegExp(
  `(?<![A-Z0-9])R${GAP}F${GAP}([0-9])${GAP}([0-9])${GAP}S${GAP}T${GAP}(${twelve('[0-9]')})(?![0-9])`,
  'g',
);
/** The same with letters that look like digits; then no other character may touch its end. */
const MISREAD = new RegExp(`(?<![A-Z0-9])S${GAP}T${GAP}(${twelve('[0-9OQIL]')})(?![A-Z0-9])`, 'g');
/** Without its letters, or with wrong ones: only in its own form, or in one piece. */
const BARE = /(?<![0-9])(?<![0-9][\s-])([0-9]{4}([- ]?)[0-9]{4}\2[0-9]{4})(?![0-9])(?![\s-][0-9])/g;

/**
 * Every reference a text can contain, in normal form, each with correct check digits. A wrong number of digits makes no
 * reference: a line for a user to resolve is better than money on the wrong account.
 */
export function findReferences(text: string): string[] {
  const found = new Set<string>();
  const rest = withoutCreditorReferences(text.toUpperCase().normalize('NFKC'), found);
  for (const form of [NAMED, MISREAD, BARE]) {
    for (const [, written = ''] of rest.matchAll(form)) {
      const digits = written
        .replace(/[OQ]/g, '0')
        .replace(/[IL]/g, '1')
        .replace(/[^0-9]/g, '');
      if (holds(digits)) found.add(grouped(digits));
    }
    if (found.size > 0) return [...found];
  }
  return [];
}

/** Adds those whose check digits are right; with wrong ones the rest of the reference counts for nothing, too. */
function withoutCreditorReferences(upper: string, found: Set<string>): string {
  return upper.replace(CREDITOR, (_, tens: string, ones: string, written: string) => {
    const digits = written.replace(/[^0-9]/g, '');
    if (holds(digits) && checkDigits(`ST${digits}`) === tens + ones) found.add(grouped(digits));
    return ' ';
  });
}

/** Whether a text seems to contain a reference, valid or not. */
export function seemsToNameReference(text: string): boolean {
  return /(?<![A-Z0-9])(?:RF[\s-]{0,2}[0-9]{2}[\s-]{0,2})?S[\s-]{0,2}T[\s\-./_]{0,3}[0-9OQIL]{2}/i.test(text);
}
