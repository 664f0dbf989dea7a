import { setTimeout as delay } from 'node:timers/promises';
import type { SiteContext } from '../core/context.js';
import { transact } from '../core/transact.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { newId } from '../platform/ids.js';
import type { SecretBox } from '../platform/secretBox.js';
import type { Queryable } from '../platform/sql/sql.js';
import {
  type PreparedStatement,
  prepareStatement,
  type StatementInput,
} from '../statements/prepareStatement.js';
import { type BankImport, findBankImport, insertBankImport } from '../store/bank/bank.js';
import { insertHeldLines } from '../store/bank/bankHeld.js';
import { upsertBankProfile } from '../store/bank/bankProfiles.js';
import { insertAudit } from '../store/core/audit.js';
import { insertTask, insertTaskLines, startTask } from '../store/tasks/tasks.js';
import { LEASE_MS, workTasks } from '../tasks/workTasks.js';
import type { StatementQuestion } from './reading/answers.js';

const NO_IMPORT = refuse('not_found', 'Import not found.');

/**
 * Imports a bank statement. Each line with the reference of one of the site's accounts is posted there as a payment,
 * once only, however often this or an overlapping statement is imported. A line without an account is stored with the
 * reason. The caller waits for part of the work; the scheduler does the rest.
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
 * Until when a caller that waits for its statement holds the work, from the moment it is visible. Without this the
 * scheduler takes it first, and the response shows nothing as posted.
 */
export function holdFrom({ wallNow }: Pick<SiteContext, 'wallNow'>): number {
  return wallNow + LEASE_MS;
}

/** This few lines are always waited for, so that the response shows them as posted. */
const FEW_LINES = 50;
const FEW_PATIENCE_MS = 60_000;
/** The delay before retrying an import that another process works on. */
const RETRY_MS = 50;

/** Processes a stored statement, or waits for the process that does, up to the caller's time limit. */
export async function workBankStatement(
  context: WorkingContext,
  importId: string,
  patienceMs: number,
  heldUntil?: number,
): Promise<BankImport | Refusal> {
  const began = performance.now();
  const elapsed = (): number => performance.now() - began;
  // The lease counts from the time it is taken.
  const worker = () => ({ ...context, wallNow: context.wallNow + Math.round(elapsed()) });
  for (;;) {
    const isWorked = patienceMs > 0 && (await workTasks(worker(), importId, heldUntil));
    const found = await findBankImport(context.sql, context.siteId, importId);
    if (found === undefined) return NO_IMPORT;
    const isFew = found.total !== null && found.total <= FEW_LINES;
    const patience = patienceMs > 0 && isFew ? Math.max(patienceMs, FEW_PATIENCE_MS) : patienceMs;
    if (found.finishedAt !== null || elapsed() >= patience) return found;
    if (!isWorked) await delay(RETRY_MS);
  }
}

/** Stores a statement's lines as pending work; returns the id of the import, which is also the id of the work. */
export async function startBankStatement(
  context: SiteContext,
  input: StatementInput,
  heldUntil?: number,
): Promise<string | Refusal> {
  const { sql, siteId, now: at, actor } = context;
  const prepared = await prepareStatement(context, input);
  if (isRefusal(prepared)) return prepared;
  if (prepared.questions.length > 0) return missingAnswers(prepared.questions);
  const { waiting, held, statement } = prepared;
  const { kind, outgoing, pending, counts: lineCounts } = statement;
  const unreadable = held.map(({ line, reason }) => ({ line, reason }));
  const id = newId(at);
  const { name } = input;
  const counts = { kind, unreadable, outgoing, pending, counts: lineCounts };
  await transact(sql, async (transaction) => {
    const finishedAt = waiting.length === 0 ? at : null;
    await insertBankImport(transaction, { id, siteId, name, at, actor, finishedAt, ...counts });
    const task = {
      id,
      siteId,
      kind: 'bank-statement',
      title: name,
      input: {},
      total: waiting.length,
    } as const;
    await insertTask(transaction, { ...task, createdAt: at, createdBy: actor });
    const taskLines = waiting.map((line) => ({ number: line.line, input: line, problems: [] }));
    await insertTaskLines(transaction, id, taskLines);
    await insertHeldLines(
      transaction,
      held.map(({ reason: detail, ...line }) => ({
        ...{ ...line, reason: { code: 'file', detail } as const },
        ...{ id: newId(at), siteId, importId: id },
      })),
    );
    const lease = heldUntil === undefined ? {} : { heldUntil };
    await startTask(transaction, { id, at, by: actor, actedAs: context.actedAs ?? null, ...lease });
    await rememberProfile(transaction, context, input, prepared);
    await insertAudit(transaction, context, {
      siteId,
      action: 'bank-statement.import',
      subject: `bank-import/${id}`,
      after: { kind, lines: waiting.length, outgoing, pending, unreadable: unreadable.length },
    });
  });
  return id;
}

/** Stores the specifications for a file, or its confirmation without any, for similar files. */
async function rememberProfile(
  transaction: Queryable,
  context: SiteContext,
  { name, profile: confirmed }: StatementInput,
  { profile, answers, isSpecified, statement: { heading } }: PreparedStatement,
): Promise<void> {
  if (!isSpecified && confirmed === undefined) return;
  const { siteId, now: confirmedAt, actor: by } = context;
  const { names: headings, account } = heading;
  await upsertBankProfile(transaction, {
    ...{ id: profile.id, siteId, name, headings, account, answers, confirmedAt, by },
  });
  await insertAudit(transaction, context, {
    siteId,
    action: 'bank-profile.confirm',
    subject: `bank-profile/${profile.id}`,
    after: { ...answers },
  });
}

/** The questions that a file leaves open, as missing fields. */
function missingAnswers(questions: readonly StatementQuestion[]): Refusal {
  const problems = questions.map(({ field, asks, choices }) => ({
    field,
    reason: `${asks} Set ${field}: ${choices.slice(0, 5).join(' or ')}. Nothing was posted.`,
  }));
  const [first] = problems;
  return { ...refuse('invalid', first?.reason ?? '', first?.field), problems };
}
