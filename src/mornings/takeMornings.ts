import type { UserEmailMessage } from '../../emails/users/userEmail.js';
import type { Context } from '../core/context.js';
import { transact } from '../core/transact.js';
import { addDays, instantAt, type Instant, type LocalDate, localDateOf } from '../core/values/zone.js';
import { type QueueContext, queueUserEmail } from '../emails/queueEmail.js';
import type { Queryable } from '../platform/sql/sql.js';
import {
  deleteMornings,
  findTenantZone,
  insertMorning,
  insertMorningAccounts,
  listMorningTenants,
} from '../store/mornings/mornings.js';
import { findSite } from '../store/sites/sites.js';
import { type DueAccount, loadMorning, type Morning, WHOLE } from './loadMorning.js';

/** The hour of the tenant's day at which its list is taken and sent. */
export const MORNING_HOUR = 7;
const KEPT_DAYS = 7;
const NAMED_MAX = 20;

/** A user who gets the list. */
interface MorningReader {
  readonly id: string;
  readonly email: string;
  readonly name: string;
}

/** Who wants a tenant's list and may read it. */
export type FindReaders = (sql: Queryable, siteId: string) => Promise<readonly MorningReader[]>;

/**
 * Takes each tenant's list once a day, from 07:00 in its zone on, and emails it to the users who asked for it. A day
 * on which nothing ran has no list; a day without a due account has no email. A tenant whose list fails does not keep
 * the others from theirs; the first failure is thrown after them.
 */
export async function takeMornings(context: Context & QueueContext, findReaders: FindReaders): Promise<void> {
  const failures: unknown[] = [];
  for (const siteId of await listMorningTenants(context.sql, context.now)) {
    try {
      await transact(context.sql, (transaction) => takeMorning(context, transaction, siteId, findReaders));
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

async function takeMorning(
  context: Context & QueueContext,
  transaction: Queryable,
  siteId: string,
  findReaders: FindReaders,
): Promise<void> {
  const { now } = context;
  const timeZone = await findTenantZone(transaction, siteId);
  const day = localDateOf(now, timeZone);
  if (now < morningOf(day, timeZone)) return;
  const nextAt = morningOf(addDays(day, 1), timeZone);
  if (!(await insertMorning(transaction, { siteId, day, takenAt: now, nextAt }))) return;
  const morning = await loadMorning({ sql: transaction, siteId, now }, WHOLE);
  const ids = morning.due.map(({ id }) => id);
  await insertMorningAccounts(transaction, { siteId, day }, ids);
  await deleteMornings(transaction, siteId, addDays(day, -KEPT_DAYS));
  if (morning.due.length === 0) return;
  const readers = await findReaders(transaction, siteId);
  if (readers.length === 0) return;
  const site = context.baseUrl === undefined ? undefined : await findSite(transaction, siteId);
  const pageUrl = site === undefined ? null : `${context.baseUrl ?? ''}/sites/${site.slug}/console/morning`;
  const message = morningMessage(morning, pageUrl);
  for (const { id, name, email: address } of readers) {
    const key = `morning/${id}/${day}`;
    await queueUserEmail(transaction, context, { key, siteId, recipient: { name, address }, message });
  }
}

function morningOf(day: LocalDate, timeZone: string): Instant {
  return instantAt(day, MORNING_HOUR * 60, timeZone, 'later');
}

type MorningMessage = Extract<UserEmailMessage, { readonly kind: 'morning' }>;

function morningMessage({ due, day, left, since }: Morning, pageUrl: string | null): MorningMessage {
  const on = (which: DueAccount['day']): number => due.filter((account) => account.day === which).length;
  return {
    kind: 'morning',
    day,
    today: on('today'),
    tomorrow: on('tomorrow'),
    due: due.slice(0, NAMED_MAX).map(dueInEmail),
    since,
    added: due
      .filter(({ isNew }) => isNew)
      .slice(0, NAMED_MAX)
      .map(({ name }) => name),
    left: left.slice(0, NAMED_MAX).map(({ name, currency, ...reason }) => ({
      name,
      currency,
      why: reason.why,
      amount: reason.why === 'paid' ? reason.amount : null,
      until: reason.why === 'exempt' ? reason.until : reason.why === 'later' ? reason.suspendsAt : null,
    })),
    pageUrl,
  };
}

function dueInEmail(account: DueAccount): MorningMessage['due'][number] {
  const { name, currency, day, suspendsAt, balance, keepsUp, isHeldBack, notices } = account;
  const notice = notices[notices.length - 1];
  return {
    ...{ name, currency, day, suspendsAt, balance, keepsUp, isHeldBack },
    notice: notice === undefined ? null : { kind: notice.kind, state: notice.state, at: notice.at },
  };
}
