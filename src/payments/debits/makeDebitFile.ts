import { assessAccount } from '../../assessment/assess.js';
import { type DebitGroup, type FileDebit, groupDebits, writePain008 } from '../../billing/debits/pain008.js';
import { addTargetDays, targetDayFrom } from '../../billing/debits/targetCalendar.js';
import type { SiteContext } from '../../core/context.js';
import { onceOnly } from '../../core/onceOnly.js';
import { transact } from '../../core/transact.js';
import { formatAmount } from '../../core/values/money.js';
import { isRefusal, type Refusal, refuse } from '../../core/values/refusal.js';
import { addDays, localDateOf } from '../../core/values/zone.js';
import { isId, newId } from '../../platform/ids.js';
import type { SecretBox } from '../../platform/secretBox.js';
import type { Queryable } from '../../platform/sql/sql.js';
import { lockAccount } from '../../store/accounts/accounts.js';
import { insertAudit } from '../../store/core/audit.js';
import { findDirectDebit } from '../../store/debits/debitFacts.js';
import {
  countDecided,
  type DebitFile,
  type DebitToFile,
  findDebitFile,
  findDebitFileContent,
  freeFromFile,
  insertDebitFile,
  listDebitFiles,
  listDebitsToFile,
  lockDebitFiles,
  markFileRefused,
  nextFileNumber,
} from '../../store/debits/debitFiles.js';
import { type Debit, findDebit, markSubmitted } from '../../store/debits/debits.js';
import { markMandatesUsed } from '../../store/debits/mandates.js';
import { sealedAt } from '../../store/operations/sealed.js';
import { findSettings } from '../../store/sites/sites.js';
import { auditDebit, callOff, NOT_NEEDED } from './endDebits.js';
import { neededOf } from './neededOf.js';

type FileContext = SiteContext & { readonly secrets: Pick<SecretBox, 'open'> };

const DEBITS_MAX = 10_000;
/** Debits that must be handed in within so many days are due. */
const AHEAD_DAYS = 1;
/** A far day: every announced debit. */
const ALL_DAYS = 400;

const NO_FILE = refuse('not_found', 'File not found.');

/**
 * Makes the file for the owner's bank of all debits that are due, in one transaction: each debit is in exactly one file,
 * with not more than is still needed; what is no longer needed is called off. A day of collection that is too near by now
 * moves to the next that banks take. The file is stored as it is made. Refuses: conflict.
 */
export async function makeDebitFile(
  context: FileContext,
  { all = false }: { readonly all?: boolean | undefined } = {},
  key?: string,
): Promise<DebitFile | Refusal> {
  const { siteId } = context;
  const request = { operation: 'debit-file', key, input: { all } };
  const made = await onceOnly(context, request, async (transaction) => {
    await lockDebitFiles(transaction, siteId);
    const settings = await findSettings(transaction, siteId);
    const { creditorId } = await findDirectDebit(transaction, siteId);
    const { bankAccount = null } = settings;
    if (bankAccount === null)
      return refuse('conflict', 'Enter the bank account that receives payments first.');
    if (creditorId === '') return refuse('conflict', 'Enter the creditor identifier first.');
    const today = localDateOf(context.now, 'UTC');
    const submitOn = addDays(targetDayFrom(today), all ? ALL_DAYS : AHEAD_DAYS);
    const due = await listDebitsToFile(transaction, siteId, { submitOn, limit: DEBITS_MAX });
    const taken: Taken[] = [];
    for (const each of due) {
      const one = await take(context, transaction, each, today);
      if (one !== undefined) taken.push(one);
    }
    const groups = groupDebits(taken.map(({ line }) => line));
    const [first] = groups;
    const last = groups.at(-1);
    // What was called off stays so: the transaction is not undone.
    if (first === undefined || last === undefined) return { id: '' };
    const id = newId(context.now);
    const number = await nextFileNumber(transaction, siteId);
    const messageId = messageIdOf(siteId, number);
    const name = settings.particulars?.legalName ?? bankAccount.holder;
    const { iban, bic } = bankAccount;
    const creditor = { name, iban, bic, creditorId };
    const content = writePain008({ messageId, createdAt: context.now, creditor, groups });
    const total = taken.reduce((sum, { line }) => sum + line.minor, 0n);
    await insertDebitFile(transaction, siteId, {
      ...{
        id,
        number,
        content,
        debits: taken.length,
        total,
        firstDate: first.collectOn,
        lastDate: last.collectOn,
      },
      ...{ createdAt: context.now, createdBy: context.actor },
    });
    await submitAll(context, transaction, taken, groups, id);
    await insertAudit(transaction, context, {
      ...{ siteId, action: 'debit-file.make', subject: `debit-file/${id}` },
      after: { number, debits: taken.length, total: formatAmount(total, 'EUR') },
    });
    return { id };
  });
  if (isRefusal(made)) return made;
  if (made.id === '') return refuse('conflict', 'No direct debit is due.');
  return (await findDebitFile(context.sql, siteId, made.id)) ?? NO_FILE;
}

/** The file's id for the bank; its groups add their place. Bank files bring it back. */
function messageIdOf(siteId: string, number: number): string {
  return `STDD-${siteId.slice(-8).toUpperCase()}-${String(number).padStart(6, '0')}`;
}

interface Taken {
  readonly debit: Debit;
  readonly line: FileDebit;
}

async function take(
  context: FileContext,
  transaction: Queryable,
  row: DebitToFile,
  today: string,
): Promise<Taken | undefined> {
  await lockAccount(transaction, row.accountId);
  const debit = await findDebit(transaction, row.id);
  const assessment = await assessAccount(transaction, row.accountId, context.now);
  if (debit?.state !== 'announced' || assessment === undefined) return undefined;
  const minor = neededOf(assessment, debit);
  if (minor === 0n) {
    await callOff(context, transaction, debit, NOT_NEEDED);
    return undefined;
  }
  const earliest = addTargetDays(targetDayFrom(today), 1);
  const collectOn = debit.collectOn > earliest ? debit.collectOn : earliest;
  const { street, postcode, city, country } = row;
  return {
    debit: { ...debit, amount: minor, collectOn },
    line: {
      ...{ endToEndId: debit.endToEndId, minor, collectOn, mandateReference: debit.mandateReference },
      ...{ signedOn: row.signedOn, holder: row.holder, reference: row.reference },
      iban: context.secrets.open(row.sealed, sealedAt('mandate', row.mandateId)),
      address: {
        ...{ street: street ?? undefined, postcode: postcode ?? undefined },
        ...{ city: city ?? undefined, country: country ?? undefined },
      },
    },
  };
}

async function submitAll(
  context: SiteContext,
  transaction: Queryable,
  taken: readonly Taken[],
  groups: readonly DebitGroup[],
  fileId: string,
): Promise<void> {
  const at = context.now;
  for (const { debit, line } of taken) {
    const { id, collectOn, amount } = debit;
    const fileGroup = groups.findIndex((group) => group.collectOn === line.collectOn) + 1;
    await markSubmitted(transaction, id, { at, fileId, fileGroup, amount, collectOn });
    await auditDebit(context, transaction, debit, 'debit.submit', { file: fileId });
  }
  await markMandatesUsed(
    transaction,
    taken.map(({ debit }) => debit.mandateId),
    at,
  );
}

/** The tenant's files, newest first. */
export async function loadDebitFiles(
  { sql, siteId }: SiteContext,
  page: { readonly limit: number; readonly before?: string | undefined },
): Promise<DebitFile[]> {
  return listDebitFiles(sql, siteId, page);
}

/** A file as it was made, and its name. */
export async function loadDebitFile(
  { sql, siteId }: SiteContext,
  id: string,
): Promise<{ readonly name: string; readonly content: string } | Refusal> {
  const found = isId(id) ? await findDebitFileContent(sql, siteId, id) : undefined;
  if (found === undefined) return NO_FILE;
  return { name: `direct-debits-${String(found.number).padStart(6, '0')}.xml`, content: found.content };
}

/** The bank refused a whole file: its debits can be in another one. Refuses a file with an outcome. */
export async function refuseDebitFile(
  context: SiteContext,
  id: string,
  { reason }: { readonly reason: string },
): Promise<DebitFile | Refusal> {
  const { siteId, now: at, actor: by } = context;
  const done = await transact(context.sql, async (transaction) => {
    await lockDebitFiles(transaction, siteId);
    const file = isId(id) ? await findDebitFile(transaction, siteId, id) : undefined;
    if (file === undefined) return NO_FILE;
    if (file.refusedAt !== null) return file;
    if ((await countDecided(transaction, id)) > 0)
      return refuse('conflict', 'The bank has taken this file: some of its debits are paid or returned.');
    await markFileRefused(transaction, id, { at, by, reason });
    const freed = await freeFromFile(transaction, id);
    await insertAudit(transaction, context, {
      ...{ siteId, action: 'debit-file.refuse', subject: `debit-file/${id}` },
      after: { reason, debits: freed.length },
    });
    return (await findDebitFile(transaction, siteId, id)) ?? NO_FILE;
  });
  return done;
}
