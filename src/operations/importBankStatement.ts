import { createHash } from 'node:crypto';
import {
  currencyExponent,
  isRefusal,
  readStatement,
  type Refusal,
  refuse,
  type StatementAnswers,
  type StatementLine,
  type StatementQuestion,
} from '../billing/index.js';
import { inTransaction, newId, readTable, type SecretBox } from '../platform/index.js';
import {
  type BankImport,
  findBankImport,
  insertAudit,
  insertBankImport,
  insertJob,
  insertJobLines,
  listCurrencies,
  startJob,
} from '../store/index.js';
import type { SiteContext } from './context.js';
import type { WaitingLine } from './takeBankLines.js';
import { LEASE_MS, workJobs } from './workJobs.js';

export interface StatementInput {
  /** A file, or what was pasted. */
  readonly content: Uint8Array | string;
  /** What the owner calls it: the file's name. */
  readonly name: string;
  /** Of lines that name none; needed where the statement says nothing and the site keeps accounts in several. */
  readonly currency?: string | undefined;
  /** What is said where the file proves too little. */
  readonly answers?: StatementAnswers | undefined;
}

const NO_IMPORT = refuse('not_found', 'There is no such import.');
const LINES_MAX = 50_000;

/**
 * Takes in a bank's statement: each line that names the reference of one of the site's accounts is posted there as a
 * payment, once for ever, however often the statement or one that overlaps it is taken in. What nobody's account is
 * found for is kept, with why. It is worked on here for as long as the caller has patience; what is left then goes on
 * by itself.
 */
export async function importBankStatement(
  context: WorkingContext,
  input: StatementInput,
  patienceMs: number,
): Promise<BankImport | Refusal> {
  const heldUntil = patienceMs > 0 ? holdFrom(context) : undefined;
  const importId = await startBankStatement(context, input, heldUntil);
  return typeof importId === 'string'
    ? workBankStatement(context, importId, patienceMs, heldUntil)
    : importId;
}

type WorkingContext = SiteContext & { readonly secrets: SecretBox };

/**
 * Until when a caller who waits for its statement holds it, from the moment others can see it: else the relay takes it
 * first, and nothing of it is posted yet at the answer.
 */
export function holdFrom({ wallNow }: Pick<SiteContext, 'wallNow'>): number {
  return wallNow + LEASE_MS;
}

/** Works on a statement that was put down, for as long as the caller has patience. */
export async function workBankStatement(
  context: WorkingContext,
  importId: string,
  patienceMs: number,
  heldUntil?: number,
): Promise<BankImport | Refusal> {
  const began = performance.now();
  const elapsed = (): number => performance.now() - began;
  // The lease is counted from the time it is taken.
  const worker = () => ({ ...context, wallNow: context.wallNow + Math.round(elapsed()) });
  while (elapsed() < patienceMs && (await workJobs(worker(), importId, heldUntil))) continue;
  return (await findBankImport(context.sql, context.siteId, importId)) ?? NO_IMPORT;
}

/** Puts a statement's lines down as work to be done; the id of the import, which is the work's own, too. */
export async function startBankStatement(
  context: SiteContext,
  input: StatementInput,
  heldUntil?: number,
): Promise<string | Refusal> {
  const { sql, siteId, now: at, actor } = context;
  const table = await readTable(input.content);
  if ('fault' in table) return refuse('invalid', table.fault, 'csv');
  const statement = readStatement(table, input.answers);
  if (isRefusal(statement)) return statement;
  if (statement.questions.length > 0) return toBeSaid(statement.questions);
  const { lines, outgoing, pending } = statement;
  const unreadable = [...statement.unreadable, ...statement.heldBack];
  if (lines.length > LINES_MAX) return refuse('invalid', `The statement has more than ${LINES_MAX} lines.`);
  const currency = await currencyOf(context, input, lines);
  if (isRefusal(currency)) return currency;
  const waiting = withFingerprints(lines.map((line) => inCurrency(line, currency)));
  const id = newId(at);
  const { name } = input;
  const counts = { unreadable, outgoing, pending };
  await inTransaction(sql, async (transaction) => {
    const finishedAt = waiting.length === 0 ? at : null;
    await insertBankImport(transaction, { id, siteId, name, at, actor, finishedAt, ...counts });
    const job = {
      id,
      siteId,
      kind: 'bank-statement',
      title: name,
      input: {},
      total: waiting.length,
    } as const;
    await insertJob(transaction, { ...job, createdAt: at, createdBy: actor });
    const jobLines = waiting.map((line) => ({ number: line.line, input: line, problems: [] }));
    await insertJobLines(transaction, id, jobLines);
    const held = heldUntil === undefined ? {} : { heldUntil };
    await startJob(transaction, { id, at, by: actor, actedAs: context.actedAs ?? null, ...held });
    await insertAudit(transaction, context, {
      siteId,
      action: 'bank-statement.import',
      subject: `bank-import/${id}`,
      after: { lines: waiting.length, outgoing, pending, unreadable: unreadable.length },
    });
  });
  return id;
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

/** The questions that a file leaves open, as fields that are missing. */
function toBeSaid(questions: readonly StatementQuestion[]): Refusal {
  const problems = questions.map(({ field, asks, choices }) => ({
    field,
    reason: `${asks} Say it as ${field}: ${choices.slice(0, 5).join(' or ')}. Nothing was posted.`,
  }));
  const [first] = problems;
  return { ...refuse('invalid', first?.reason ?? '', first?.field), problems };
}

/** A symbol that several currencies share is the one that is said where it may be that one, else its usual one. */
function inCurrency(line: StatementLine, said: string | undefined): StatementLine {
  if (line.currency !== undefined) return line;
  const [usual] = line.among ?? [];
  const isMeant = said !== undefined && (line.among === undefined || line.among.includes(said));
  const currency = isMeant ? said : usual;
  return currency === undefined ? line : { ...line, currency };
}

/** Two equal lines of one day are two payments: the second is told from the first by being the second. */
function withFingerprints(lines: readonly StatementLine[]): WaitingLine[] {
  const seen = new Map<string, number>();
  const count = (what: string): number => {
    const nth = (seen.get(what) ?? 0) + 1;
    seen.set(what, nth);
    return nth;
  };
  return lines.map((line) => {
    const said = sayingOf(line);
    const identity = hashOf(identityOf(line));
    return { ...line, fingerprint: hashOf(`${said}\n${count(said)}`), identity, nth: count(identity) };
  });
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What stays the same of one booking in whichever format, language or wording the bank gives it. */
function identityOf({ bookedOn, amount, currency = '', references }: StatementLine): string {
  return [bookedOn, plainAmount(amount), currency, ...[...references].sort()].join('\n');
}

function plainAmount(amount: string): string {
  const [whole = '', decimals = ''] = amount.split('.');
  return `${whole}.${decimals.replace(/0+$/, '')}`;
}

/** Everything the bank says of a line that stays the same in the next statement. */
function sayingOf({
  bookedOn,
  amount,
  currency = '',
  payer,
  text,
  account = '',
  bankId = '',
}: StatementLine): string {
  const words = (written: string): string => written.toLowerCase().replace(/\s+/g, '');
  const told = [account, bankId, payer, text].map(words);
  return [bookedOn, plainAmount(amount), currency, ...told].join('\n');
}
