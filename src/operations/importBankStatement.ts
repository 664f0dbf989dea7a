import { createHash } from 'node:crypto';
import {
  currencyExponent,
  findReferences,
  isRefusal,
  parseAmount,
  readStatement,
  type Refusal,
  refuse,
  seemsToNameReference,
  startOfDay,
  type StatementLine,
} from '../billing/index.js';
import { inTransaction, newId, type Queryable } from '../platform/index.js';
import {
  type BankImport,
  endBankImport,
  findBankImport,
  findByReferences,
  insertAudit,
  insertBankImport,
  insertBankLine,
  listCurrencies,
  postEntries,
  type ReferencedAccount,
  settleBankLine,
} from '../store/index.js';
import { relayFrom, type SiteContext } from './context.js';

export interface StatementInput {
  readonly csv: string;
  /** What the owner calls it: the file's name. */
  readonly name: string;
  /** Of lines that name none; needed where the statement says nothing and the site keeps accounts in several. */
  readonly currency?: string | undefined;
}

const NO_IMPORT = refuse('not_found', 'There is no such import.');

/**
 * Takes in a bank's statement: each line that names the reference of one of the site's accounts is posted there as a
 * payment, once for ever, however often the statement or one that overlaps it is taken in. What nobody's account is
 * found for is kept, with why. Lines are posted one by one: an import that was cut off is done by the same file again.
 */
export async function importBankStatement(
  context: SiteContext,
  input: StatementInput,
): Promise<BankImport | Refusal> {
  const { sql, siteId, now: at, actor } = context;
  const statement = readStatement(input.csv);
  if (isRefusal(statement)) return statement;
  const currency = await currencyOf(context, input, statement.lines);
  if (isRefusal(currency)) return currency;
  const lines = statement.lines.map((line) => (currency === undefined ? line : { currency, ...line }));
  const accounts = await accountsOf(context, lines);
  const importId = newId(at);
  await insertBankImport(sql, { id: importId, siteId, name: input.name, at, actor });
  const takeIn = createTaking(context, importId, accounts);
  const outcomes: LineOutcome[] = [];
  for (const line of lines) outcomes.push(await takeIn(line));
  const counts = {
    posted: outcomes.filter(({ state }) => state === 'posted').length,
    unmatched: outcomes.filter(({ state }) => state === 'unmatched').length,
    doubles: outcomes.filter(({ state }) => state === 'double').length,
    outgoing: statement.outgoing,
    pending: statement.pending,
    unreadable: statement.unreadable,
    seenBefore: outcomes.flatMap((outcome) =>
      outcome.state === 'double' ? [{ line: outcome.line, bankLineId: outcome.bankLineId }] : [],
    ),
  };
  await inTransaction(sql, async (transaction) => {
    await endBankImport(transaction, importId, context.now, counts);
    const { posted, unmatched, doubles } = counts;
    await insertAudit(transaction, context, {
      siteId,
      action: 'bank-statement.import',
      subject: `bank-import/${importId}`,
      after: { posted, unmatched, doubles },
    });
  });
  return (await findBankImport(sql, siteId, importId)) ?? NO_IMPORT;
}

/** What lines without a currency are in: what the caller says, or the one currency the site keeps accounts in. */
async function currencyOf(
  context: SiteContext,
  input: StatementInput,
  lines: readonly StatementLine[],
): Promise<string | undefined | Refusal> {
  if (input.currency !== undefined) {
    return currencyExponent(input.currency) === undefined
      ? refuse('invalid', `"${input.currency}" is not a currency`, 'currency')
      : input.currency;
  }
  if (lines.every((line) => line.currency !== undefined)) return undefined;
  const [only, ...others] = await listCurrencies(context.sql, context.siteId);
  if (others.length === 0) return only;
  return refuse(
    'invalid',
    'must be given: the statement names none, and accounts are kept in several',
    'currency',
  );
}

type Accounts = ReadonlyMap<string, ReferencedAccount>;

async function accountsOf(context: SiteContext, lines: readonly StatementLine[]): Promise<Accounts> {
  const references = [...new Set(lines.flatMap(referencesIn))];
  const accounts = await findByReferences(context.sql, context.siteId, references);
  return new Map(accounts.map((account) => [account.reference, account]));
}

function referencesIn({ text, payer }: StatementLine): string[] {
  return [...new Set([...findReferences(text), ...findReferences(payer)])];
}

type LineOutcome =
  | { readonly state: 'posted' | 'unmatched'; readonly line: number }
  | { readonly state: 'double'; readonly line: number; readonly bankLineId: string };

function createTaking(context: SiteContext, importId: string, accounts: Accounts) {
  const seen = new Map<string, number>();
  return async (line: StatementLine): Promise<LineOutcome> => {
    const said = sayingOf(line);
    const nth = (seen.get(said) ?? 0) + 1;
    seen.set(said, nth);
    const taken = await inTransaction(context.sql, (transaction) =>
      takeLine(context, transaction, importId, line, fingerprintOf(said, nth), accounts),
    );
    if ('nudge' in taken) context.nudge(taken.nudge, true);
    return taken;
  };
}

/** Everything the bank says of a line that stays the same in the next statement. */
function sayingOf({ bookedOn, amount, currency = '', payer, text }: StatementLine): string {
  const [whole = '', decimals = ''] = amount.split('.');
  const words = (written: string): string => written.toLowerCase().replace(/\s+/g, '');
  return [bookedOn, whole, decimals.replace(/0+$/, ''), currency, words(payer), words(text)].join('\n');
}

/** Two equal lines of one day are two payments: the second is told from the first by being the second. */
function fingerprintOf(said: string, nth: number): Buffer {
  return createHash('sha256').update(`${said}\n${nth}`).digest();
}

async function takeLine(
  context: SiteContext,
  transaction: Queryable,
  importId: string,
  line: StatementLine,
  fingerprint: Buffer,
  accounts: Accounts,
): Promise<LineOutcome & { readonly nudge?: string }> {
  const id = newId(context.now);
  const { bookedOn, amount, currency = null, payer, text: remittance } = line;
  const row = { id, siteId: context.siteId, importId, line: line.line, fingerprint };
  const double = await insertBankLine(transaction, { ...row, bookedOn, amount, currency, payer, remittance });
  if (double !== undefined) return { state: 'double', line: line.line, bankLineId: double.seenBefore };
  const match = matchLine(context, line, accounts);
  const entryId = 'reason' in match ? match : await postBankPayment(context, transaction, match, line);
  if (typeof entryId !== 'string') {
    await settleBankLine(transaction, id, { state: 'unmatched', reason: entryId.reason });
    return { state: 'unmatched', line: line.line };
  }
  const accountId = 'id' in match ? match.id : '';
  await settleBankLine(transaction, id, {
    state: 'posted',
    accountId,
    entryId,
    at: context.now,
    actor: context.actor,
  });
  return { state: 'posted', line: line.line, nudge: accountId };
}

type Matched = ReferencedAccount & { readonly minor: bigint };

/** Whose payment a line is, or why nobody can be told. */
function matchLine(
  context: SiteContext,
  line: StatementLine,
  accounts: Accounts,
): Matched | { readonly reason: string } {
  const references = referencesIn(line);
  const [account, ...others] = references.flatMap((reference) => accounts.get(reference) ?? []);
  if (account === undefined) return { reason: whyNobody(line, references) };
  if (others.length > 0) return { reason: 'It names the references of several accounts.' };
  return payableTo(context, account, line);
}

function whyNobody(line: StatementLine, references: readonly string[]): string {
  const [named] = references;
  if (named !== undefined) return `No account has the reference ${named}.`;
  return seemsToNameReference(`${line.text} ${line.payer}`)
    ? 'Its reference has a wrong, missing or extra digit.'
    : 'It names no reference.';
}

interface Incoming {
  readonly bookedOn: string;
  readonly amount: string;
  readonly currency?: string | undefined;
}

/** A day or two ahead is a bank's value date; more is a misread one. */
const AHEAD_MS = 4 * 86_400_000;

/** Whether an account can take a line's money as it is. */
export function payableTo(
  context: SiteContext,
  account: ReferencedAccount,
  { amount, currency = account.currency, bookedOn }: Incoming,
): Matched | { readonly reason: string } {
  if (account.isClosed) return { reason: `The account with the reference ${account.reference} is closed.` };
  if (currency !== account.currency) {
    return { reason: `It is in ${currency}; the account is kept in ${account.currency}.` };
  }
  const minor = parseAmount(amount, currency);
  if (isRefusal(minor)) return { reason: `Its amount ${minor.detail}.` };
  if (startOfDay(bookedOn, account.timeZone) > context.now + AHEAD_MS)
    return { reason: 'Its day lies ahead.' };
  return { ...account, minor };
}

/** Posts a line's money inside the transaction that settles the line; the entry's id, or why not. */
export async function postBankPayment(
  context: SiteContext,
  transaction: Queryable,
  { id: accountId, reference, minor, timeZone }: Matched,
  { bookedOn }: Incoming,
): Promise<string | { readonly reason: string }> {
  const [posted] = await postEntries(transaction, {
    accountId,
    siteId: context.siteId,
    entries: [
      {
        id: newId(context.now),
        kind: 'payment',
        amount: minor,
        house: 'cash:bank',
        description: 'Payment (bank)',
        method: 'bank',
        reference,
        effectiveAt: Math.min(startOfDay(bookedOn, timeZone), context.now),
      },
    ],
    actor: context.actor,
    postedAt: context.now,
    signal: { name: 'paymentReceived', relayFrom: relayFrom(context) },
  });
  return posted?.id ?? { reason: `The account with the reference ${reference} is closed.` };
}
