import { joinAnswers, type StatementAnswers, type StatementQuestion } from '../bank/reading/answers.js';
import { type BankFile, readBankFile } from '../bank/files/readBankFile.js';
import { headingOfBookings, toStatement } from '../bank/files/toStatement.js';
import { counter, hashOf, identifyLines } from '../bank/lineIdentity.js';
import { type Heading, headingOf } from '../bank/reading/heading.js';
import type { StatementLine } from '../bank/reading/readRows.js';
import type { Fault as HeldLine } from '../bank/reading/rows.js';
import { readStatement, type Statement } from '../bank/reading/statement.js';
import type { WaitingLine } from '../bank/postBankLines.js';
import type { SiteContext } from '../core/context.js';
import { currencyExponent } from '../core/values/currency.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { listCurrencies } from '../store/bank/bank.js';
import { type BankProfile, findBankProfile } from '../store/bank/bankProfiles.js';

export interface StatementInput {
  /** The file, or the pasted text. */
  readonly content: Uint8Array | string;
  /** The file's name, which the owner knows it by. */
  readonly name: string;
  /**
   * The currency of lines that name none; required where the statement names none and the site's accounts have several.
   */
  readonly currency?: string | undefined;
  /** The user's choices where the file is ambiguous. */
  readonly answers?: StatementAnswers | undefined;
  /** Confirms how files with this heading and receiving account are read; the id comes from a dry run. */
  readonly profile?: string | undefined;
}

/** A line that cannot be posted automatically, with the values that could be read. */
export interface HeldBack extends Pick<HeldLine, 'line' | 'reason' | 'text'> {
  readonly fingerprint: Buffer;
  readonly bookedOn: string | null;
  readonly amount: string | null;
  readonly currency: string | null;
  readonly payer: string;
}

/** A statement that was read with the remembered settings of its kind; nothing is written yet. */
export interface PreparedStatement {
  readonly statement: Statement;
  /** Undefined while there are questions. */
  readonly waiting: readonly WaitingLine[];
  /** Lines that cannot be posted automatically: held back or unreadable. */
  readonly held: readonly HeldBack[];
  readonly questions: readonly StatementQuestion[];
  /** The id of its heading and receiving account; `known`: the confirmed settings. */
  readonly profile: { readonly id: string; readonly known: BankProfile | undefined };
  readonly answers: StatementAnswers;
  /** Whether the user specified anything for this file. */
  readonly isSpecified: boolean;
}

const LINES_MAX = 50_000;

/** Reads a statement with the specified and remembered settings of its heading and account. Refuses: invalid. */
export async function prepareStatement(
  context: SiteContext,
  input: StatementInput,
): Promise<PreparedStatement | Refusal> {
  const specified = specifiedOf(input);
  if (specified.currency !== undefined && currencyExponent(specified.currency) === undefined)
    return refuse('invalid', `"${specified.currency}" is not a currency`, 'currency');
  const file = await readBankFile(input.content, specified.encoding);
  if ('fault' in file) return refuse('invalid', file.fault, 'csv');
  const heading = file.is === 'table' ? headingOf(file.table) : headingOfBookings(file.file);
  const id = profileIdOf(context.siteId, heading);
  if (input.profile !== undefined && input.profile !== id)
    return refuse('invalid', 'is for files with other headings or another receiving account', 'profile');
  const known = await findBankProfile(context.sql, context.siteId, id);
  const remembered = known === undefined ? {} : rememberedOf(known);
  const answers = joinAnswers(specified, remembered);
  const statement =
    file.is === 'table' ? await readTableAs(file, input, { specified, remembered }) : toStatement(file.file);
  if (isRefusal(statement)) return statement;
  if (statement.lines.length > LINES_MAX)
    return refuse('invalid', `The statement has more than ${LINES_MAX} lines.`);
  const currency = await currencyOf(context, answers.currency, statement);
  const questions = [...statement.questions, ...(typeof currency === 'object' ? [currency] : [])];
  const inOne = typeof currency === 'string' ? currency : undefined;
  const { waiting, repeated } = identifyLines(
    questions.length > 0 ? [] : statement.lines.map((line) => inCurrency(line, inOne)),
  );
  return {
    statement,
    ...{ waiting, held: heldOf(statement, repeated) },
    questions,
    profile: { id, known },
    answers,
    isSpecified: Object.keys(specified).length > 0,
  };
}

/** Reads a table with the remembered encoding, if the user has specified none. */
async function readTableAs(
  file: BankFile & { readonly is: 'table' },
  { content }: StatementInput,
  { specified, remembered }: { readonly specified: StatementAnswers; readonly remembered: StatementAnswers },
): Promise<Statement | Refusal> {
  const { encoding } = joinAnswers(specified, remembered);
  const again = encoding === specified.encoding ? file : await readBankFile(content, encoding);
  const { table } = 'fault' in again || again.is !== 'table' ? file : again;
  return readStatement(table, specified, remembered);
}

/** The specified settings, without undefined ones. */
function specifiedOf({ answers = {}, currency }: StatementInput): StatementAnswers {
  const specified = Object.entries({ ...answers, ...(currency === undefined ? {} : { currency }) });
  return Object.fromEntries(specified.filter(([, value]) => value !== undefined));
}

/**
 * Accounts in different currencies may export files with one heading, so the currency is only remembered for a named
 * account.
 */
function rememberedOf({ account, answers }: BankProfile): StatementAnswers {
  return account === '' ? { ...answers, currency: undefined } : answers;
}

/** An id made from the common properties of files of one kind. */
function profileIdOf(siteId: string, { names, account }: Heading): string {
  const hash = hashOf([siteId, account, ...names.map((name) => name.trim().toLowerCase())].join('\n'));
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `8${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
}

/** The currency of lines without one: the specified one, or the site's only currency; otherwise the question. */
async function currencyOf(
  context: SiteContext,
  specified: string | undefined,
  { lines, questions, mapping: { currencies } }: Statement,
): Promise<string | undefined | StatementQuestion> {
  if (specified !== undefined) return specified;
  const isNamed =
    questions.length > 0 ? currencies.length > 0 : lines.every((line) => line.currency !== undefined);
  if (isNamed) return undefined;
  const kept = await listCurrencies(context.sql, context.siteId);
  const [only, ...others] = kept;
  const isAgainst = currencies.some((code) => code !== only);
  if (others.length === 0 && !isAgainst) return only;
  const asks =
    others.length > 0
      ? 'Which currency do lines without a currency have? Your accounts have several.'
      : `Which currency do lines without a currency have? Others are in ${currencies.join(', ')}.`;
  return { field: 'currency', asks, choices: [...new Set([...kept, ...currencies])] };
}

/** A symbol shared by several currencies is the specified one if that is among them, or else its usual one. */
function inCurrency(line: StatementLine, specified: string | undefined): StatementLine {
  if (line.currency !== undefined) return line;
  const [usual] = line.among ?? [];
  const isMeant = specified !== undefined && (line.among === undefined || line.among.includes(specified));
  const currency = isMeant ? specified : usual;
  return currency === undefined ? line : { ...line, currency };
}

function heldOf({ heldBack, unreadable }: Statement, repeated: readonly HeldLine[]): HeldBack[] {
  const count = counter();
  return [...heldBack, ...unreadable, ...repeated]
    .sort((one, other) => one.line - other.line)
    .map(({ bookedOn = null, amount = null, currency = null, payer = '', ...line }) => {
      const fingerprint = Buffer.from(hashOf(`held back\n${line.text}\n${count(line.text)}`), 'hex');
      return { ...line, fingerprint, bookedOn, amount, currency, payer };
    });
}
