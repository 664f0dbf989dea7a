import type { StatementAnswers } from '../bank/reading/answers.js';
import type { Statement } from '../bank/reading/statement.js';
import { proposalOf, suggestAccounts } from '../bank/suggestAccounts.js';
import { accountsOf, matchLine, namedBy, type WaitingLine, whyAlike } from '../bank/postBankLines.js';
import { findTakenBack, isTakenBack } from '../bank/takeBack.js';
import type { SiteContext } from '../core/context.js';
import type { LineReason } from '../core/values/lineReason.js';
import { isRefusal, type Refusal } from '../core/values/refusal.js';
import { findPostedAlike } from '../store/bank/bank.js';
import { listKnownFingerprints, listPostedIdentities } from '../store/bank/bankHeld.js';
import { type PreparedStatement, prepareStatement, type StatementInput } from './prepareStatement.js';

interface LineAndReason {
  readonly line: number;
  readonly reason: LineReason;
}

/** How a statement is read, and what an import would do; nothing is written. */
export interface StatementPreview
  extends
    Pick<Statement, 'kind' | 'mapping' | 'counts' | 'firstRows' | 'outgoing' | 'pending'>,
    Pick<PreparedStatement, 'questions'> {
  readonly name: string;
  readonly profile: {
    readonly id: string;
    readonly headings: readonly string[];
    readonly account: string;
    /** Null where no file of this kind was confirmed yet. */
    readonly confirmedAt: number | null;
  };
  /** The specified and remembered settings together. */
  readonly answers: StatementAnswers;
  readonly heldBack: readonly (LineAndReason & { readonly text: string })[];
  /** How many lines would be posted, and how many were posted before. */
  readonly wouldPost: number;
  /** How many payments that came back would be reversed. */
  readonly wouldTakeBack: number;
  readonly alreadyPosted: number;
  /** Lines that would be left for a user to resolve, and why. */
  readonly unmatched: readonly LineAndReason[];
  readonly proposals: readonly {
    readonly line: number;
    readonly accountId: string;
    readonly accountName: string;
    readonly because: string;
  }[];
}

/** The maximum number of lines for which likely accounts are searched. */
const PROPOSED_MAX = 500;

/** Reads a statement like an import, and returns what it would do. Refuses: invalid. */
export async function previewStatement(
  context: SiteContext,
  input: StatementInput,
): Promise<StatementPreview | Refusal> {
  const prepared = await prepareStatement(context, input);
  if (isRefusal(prepared)) return prepared;
  const { statement, held, questions, answers, waiting } = prepared;
  const { kind, mapping, counts, firstRows, outgoing, pending } = statement;
  const known = await listKnownFingerprints(
    context.sql,
    context.siteId,
    waiting.map(({ fingerprint }) => fingerprint),
  );
  const fresh = waiting.filter(({ fingerprint }) => !known.has(fingerprint));
  const unmatched = await unmatchedOf(context, fresh);
  const open = new Set(unmatched.map(({ line }) => line));
  const settled = fresh.filter((line) => !open.has(line));
  return {
    ...{ name: input.name, profile: profileOf(prepared), answers, questions },
    ...{ kind, mapping, counts, firstRows, outgoing, pending },
    heldBack: held.map(({ line, reason: detail, text }) => ({
      line,
      reason: { code: 'file', detail },
      text,
    })),
    wouldPost: settled.filter((line) => !isTakenBack(line)).length,
    wouldTakeBack: settled.filter(isTakenBack).length,
    alreadyPosted: known.size,
    unmatched: unmatched.map(({ line: { line }, reason }) => ({ line, reason })),
    proposals: await proposalsFor(
      context,
      unmatched.flatMap(({ line, reason }) => (reason.code === 'alike' || isTakenBack(line) ? [] : [line])),
    ),
  };
}

function profileOf({ profile: { id, known }, statement: { heading } }: PreparedStatement) {
  const { names: headings, account } = heading;
  return { id, headings, account, confirmedAt: known?.confirmedAt ?? null };
}

interface Unmatched {
  readonly line: WaitingLine;
  readonly reason: LineReason;
}

/** The lines that an import would not post, decided in the same way. */
async function unmatchedOf(context: SiteContext, lines: readonly WaitingLine[]): Promise<Unmatched[]> {
  const { sql, siteId } = context;
  const accounts = await accountsOf(context, lines);
  const posted = await listPostedIdentities(
    sql,
    siteId,
    lines.map(({ identity }) => identity),
  );
  const unmatched: Unmatched[] = [];
  for (const line of lines) {
    const identity = Buffer.from(line.identity, 'hex');
    const ids = { receiving: line.account ?? null, bankId: line.bankId ?? null };
    const alike = posted.has(line.identity)
      ? await findPostedAlike(sql, { siteId, importId: null, identity, ...ids })
      : [];
    const match =
      whyAlike(line, alike) ??
      (isTakenBack(line)
        ? await findTakenBack(context, sql, line, namedBy(line, accounts))
        : matchLine(context, line, accounts));
    if ('code' in match && !(isTakenBack(line) && isPaidAbove(line, lines)))
      unmatched.push({ line, reason: match });
  }
  return unmatched;
}

/** Whether the payment that came back is in the same file. */
function isPaidAbove(back: WaitingLine, lines: readonly WaitingLine[]): boolean {
  return lines.some(
    ({ line, amount, currency, references, endToEndId }) =>
      line < back.line &&
      `-${amount}` === back.amount &&
      currency === back.currency &&
      ((endToEndId !== undefined && endToEndId === back.endToEndId) ||
        references.some((reference) => back.references.includes(reference))),
  );
}

async function proposalsFor(
  context: SiteContext,
  lines: readonly WaitingLine[],
): Promise<StatementPreview['proposals']> {
  const wanted = lines.slice(0, PROPOSED_MAX).map(({ line, amount, currency = null, payer, text }) => ({
    ...{ id: String(line), amount, currency, payer, remittance: text },
  }));
  const suggestions = await suggestAccounts(context, wanted);
  return wanted.flatMap(({ id }) => {
    const proposed = proposalOf(suggestions.get(id) ?? []);
    if (proposed === undefined) return [];
    const { account, because } = proposed;
    return [{ line: Number(id), accountId: account.id, accountName: account.name, because }];
  });
}
