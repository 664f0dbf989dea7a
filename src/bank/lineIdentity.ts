import { createHash } from 'node:crypto';
import type { StatementLine } from './reading/readRows.js';
import type { Fault } from './reading/rows.js';
import type { WaitingLine } from './postBankLines.js';

/** Counts the occurrences of a value, from 1. */
export function counter(): (what: string) => number {
  const seen = new Map<string, number>();
  return (what) => {
    const nth = (seen.get(what) ?? 0) + 1;
    seen.set(what, nth);
    return nth;
  };
}

/**
 * The lines with what tells them from others. Two equal lines of one statement are two payments; the second has the
 * occurrence number 2. The same line in a second statement of the file is the same payment: equal in all of the bank's
 * data it has the same fingerprint, and in other words it is a fault.
 */
export function identifyLines(lines: readonly StatementLine[]): {
  readonly waiting: WaitingLine[];
  readonly repeated: Fault[];
} {
  const count = counter();
  const first = new Map<string, WaitingLine>();
  const waiting: WaitingLine[] = [];
  const repeated: Fault[] = [];
  for (const line of lines) {
    const { document = 0 } = line;
    const content = contentOf(line);
    const identity = identityOf(line);
    const fingerprint = hashOf(`${content}\n${count(`${document} ${content}`)}`);
    const nth = count(`${document} ${identity}`);
    const whole = { ...line, fingerprint, identity, nth };
    const place = `${identity} ${nth}`;
    const before = first.get(place);
    if (before === undefined) first.set(place, whole);
    if (before !== undefined && isInOtherWords(before, whole)) repeated.push(repetition(whole, before.line));
    else waiting.push(whole);
  }
  return { waiting, repeated };
}

/** The same money in another statement of the file, where the bank's ids do not tell the two apart. */
function isInOtherWords(before: WaitingLine, line: WaitingLine): boolean {
  if (before.document === line.document || before.fingerprint === line.fingerprint) return false;
  if (line.references.length === 0) return false;
  if (isIban(before.account) && isIban(line.account) && before.account !== line.account) return false;
  if (before.endToEndId !== undefined && before.endToEndId === line.endToEndId) return true;
  const areTwo =
    before.account === line.account &&
    before.bankId !== line.bankId &&
    kindOfId(before) !== undefined &&
    kindOfId(before) === kindOfId(line);
  return !areTwo;
}

function isIban(account: string | undefined): boolean {
  return account !== undefined && /^[A-Z]{2}\d{2}/.test(account);
}

function kindOfId({ bankId }: StatementLine): string | undefined {
  return bankId?.split(':', 1)[0];
}

function repetition(line: WaitingLine, before: number): Fault {
  const { amount, bookedOn, currency, payer, text } = line;
  return {
    line: line.line,
    reason: `It looks like line ${before} of the same file.`,
    text: [payer, text].filter((part) => part !== '').join(' · '),
    ...{ bookedOn, amount, payer },
    ...(currency === undefined ? {} : { currency }),
  };
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A hash, in hex, of the values of a booking that stay the same in every format, language or wording of the bank. */
export function identityOf({
  bookedOn,
  amount,
  currency = '',
  references,
}: Pick<StatementLine, 'bookedOn' | 'amount' | 'currency' | 'references'>): string {
  return hashOf([bookedOn, plainAmount(amount), currency, ...[...references].sort()].join('\n'));
}

function plainAmount(amount: string): string {
  const [whole = '', decimals = ''] = amount.split('.');
  return `${whole}.${decimals.replace(/0+$/, '')}`;
}

/** The bank's own id, the same in camt.052, .053 and .054, stands for its words, which differ. */
const OWN_ID = /^(?:AcctSvcrRef|TxRef):/;

/** All of the bank's data about a line that stay the same in the next statement. */
function contentOf(line: StatementLine): string {
  const { bookedOn, amount, currency = '', payer, text, account = '', bankId = '', endToEndId } = line;
  const words = (written: string): string => written.toLowerCase().replace(/\s+/g, '');
  const own = OWN_ID.test(bankId) ? [] : [payer, text, ...(endToEndId === undefined ? [] : [endToEndId])];
  const texts = [account, bankId, ...own].map(words);
  return [bookedOn, plainAmount(amount), currency, ...texts].join('\n');
}
