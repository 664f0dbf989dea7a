import type { SiteContext } from '../core/context.js';
import { parseAmount } from '../core/values/money.js';
import { findReferences } from '../core/values/reference.js';
import { isRefusal } from '../core/values/refusal.js';
import type { BankLine } from '../store/bank/bank.js';
import { type LikelyAccount, listLikelyAccounts } from '../store/bank/likelyAccounts.js';

/** An account that a line may belong to, and the evidence for it. */
export interface Suggestion {
  readonly account: LikelyAccount;
  readonly because: string;
  /** The weight of the evidence, comparable with other candidates only. */
  readonly weight: number;
}

type Wanted = Pick<BankLine, 'id' | 'amount' | 'currency' | 'payer' | 'remittance'>;

/** Below this weight an account is shown, but not proposed. */
const PROPOSED_WEIGHT = 3;

/** The one account with clearly more evidence than any other; undefined if there is none. */
export function proposalOf(suggestions: readonly Suggestion[]): Suggestion | undefined {
  const [first, second] = suggestions;
  if (first === undefined || first.weight < PROPOSED_WEIGHT) return undefined;
  return first.weight > (second?.weight ?? 0) ? first : undefined;
}

const SUGGESTED_MAX = 5;
const WORD_LENGTH_MIN = 3;
/** Words that occur in many names and distinguish none. */
const COMMON = new Set(
  ['and', 'und', 'the', 'der', 'die', 'das', 'von', 'gmbh', 'mbh', 'ltd', 'limited', 'inc', 'llc'].concat([
    'company',
    'payment',
    'invoice',
    'hosting',
    'website',
    'rechnung',
    'zahlung',
    'sepa',
    'client',
    'account',
  ]),
);

/** The accounts that each line may belong to, the most likely first. Nothing is posted until a user confirms it. */
export async function suggestAccounts(
  context: SiteContext,
  lines: readonly Wanted[],
): Promise<ReadonlyMap<string, readonly Suggestion[]>> {
  if (lines.length === 0) return new Map();
  const accounts = await listLikelyAccounts(context.sql, context.siteId, {
    words: [...new Set(lines.flatMap(wordsOf))],
    pairs: [...new Set(lines.flatMap(pairsOf))],
    amounts: [...new Set(lines.flatMap(amountsOf))],
    payers: [...new Set(lines.map(({ payer }) => payer))],
    references: [...new Set(lines.flatMap(referencesOf))],
  });
  return new Map(lines.map((line) => [line.id, suggestFor(line, accounts)]));
}

function suggestFor(line: Wanted, accounts: readonly LikelyAccount[]): Suggestion[] {
  const words = new Set(wordsOf(line));
  return accounts
    .filter(({ currency }) => line.currency === null || line.currency === currency)
    .map((account) => ({ account, ...weigh(line, words, account) }))
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight)
    .slice(0, SUGGESTED_MAX);
}

function referencesOf({ payer, remittance }: Wanted): string[] {
  return findReferences(`${payer} ${remittance}`);
}

/**
 * The best evidence is a reference, then the payer of earlier payments, then the name, then an amount that is exactly
 * what is owed.
 */
function weigh(
  line: Wanted,
  words: ReadonlySet<string>,
  { name, reference, currency, balance, payers }: LikelyAccount,
): { readonly weight: number; readonly because: string } {
  const own = split(name);
  const shared = own.filter((word) => words.has(word)).length;
  const part = own.length === 0 ? 0 : shared / own.length;
  const minor = parseAmount(line.amount ?? '', currency);
  const isOwed = !isRefusal(minor) && minor > 0n && minor === -balance;
  const reasons = [
    { weight: referencesOf(line).includes(reference) ? 6 : 0, because: 'its reference is in the text' },
    { weight: payers.includes(line.payer) ? 4 : 0, because: 'this payer paid for it before' },
    { weight: part * 3, because: part === 1 ? 'its name is in the text' : 'part of its name is in the text' },
    { weight: isOwed ? 2 : 0, because: 'it owes exactly this' },
  ].filter(({ weight }) => weight > 0);
  return {
    weight: reasons.reduce((sum, { weight }) => sum + weight, 0),
    because: reasons.map(({ because }) => because).join(', '),
  };
}

function wordsOf({ payer, remittance }: Wanted): string[] {
  const text = `${payer} ${remittance}`;
  // The database splits names at spaces, so "smith&co" is also searched for unsplit.
  return [...new Set([...split(text), ...text.toLowerCase().split(/\s+/).filter(isDistinctive)])];
}

function pairsOf({ payer, remittance }: Wanted): string[] {
  return [payer, remittance].flatMap((text) => {
    const words = split(text);
    return words.slice(1).map((word, index) => `${words[index] ?? ''} ${word}`);
  });
}

function split(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(isDistinctive);
}

function isDistinctive(word: string): boolean {
  return word.length >= WORD_LENGTH_MIN && !COMMON.has(word) && !/^\d+$/.test(word);
}

function amountsOf({ amount, currency }: Wanted): bigint[] {
  const minor = currency === null || amount === null ? undefined : parseAmount(amount, currency);
  return minor === undefined || isRefusal(minor) ? [] : [minor];
}
