import type { UserEmailMessage } from '../../emails/users/userEmail.js';
import type { Context } from '../core/context.js';
import { transact } from '../core/transact.js';
import { DAY_MS, localDateOf } from '../core/values/zone.js';
import type { Queryable } from '../platform/sql/sql.js';
import { findOwner } from '../store/auth/users.js';
import { findSite } from '../store/sites/sites.js';
import {
  type Breaker,
  countHeldBack,
  listBreakerEmails,
  updateBreakerEmail,
  listHeldBack,
} from '../store/suspension/breakers.js';
import {
  listSilentSites,
  listTenantsToNotify,
  markSilentMetersNotified,
  type SilentSite,
} from '../store/usage/silentMeters.js';
import { type QueueContext, queueUserEmail } from './queueEmail.js';

type OwnerContext = Context & QueueContext;

const NAMED_MAX = 8;
const SILENT_MAX = 10_000;
const AGAIN_AFTER_MS = DAY_MS;

/**
 * Emails to owners whose suspensions the breaker holds back: one at once, and one a day until they decide. Sites that
 * should be suspended cost money, and one email is easily missed.
 */
export async function queueBreakerEmails(context: OwnerContext): Promise<void> {
  for (const breaker of await listBreakerEmails(context.sql, context.now)) {
    await transact(context.sql, (transaction) => queueBreakerEmail(context, transaction, breaker));
  }
}

async function queueBreakerEmail(
  context: OwnerContext,
  transaction: Queryable,
  breaker: Breaker,
): Promise<void> {
  const { id, siteId, emails, trippedAt, suspended, active, allowed } = breaker;
  if (!(await updateBreakerEmail(transaction, breaker, context.now + AGAIN_AFTER_MS))) return;
  const { accounts, sites } = await countHeldBack(transaction, id);
  // No account is held back any more: all have paid. The breaker is checked again in a day.
  if (accounts === 0 && emails > 0) return;
  const names = (await listHeldBack(transaction, id, NAMED_MAX)).map(({ name }) => name);
  const figures = { trippedAt, suspended, active, allowed, accounts, sites, names };
  const pageUrl = await pageUrlOf(context, transaction, siteId, 'breaker');
  const message = { kind: 'breaker', ...figures, isReminder: emails > 0, pageUrl } as const;
  await queueOwnerEmail(context, transaction, siteId, { key: `breaker/${id}/${emails + 1}`, message });
}

/**
 * One email for each owner about all meters that stopped since the last email: a broken collector stops many at once.
 */
export async function queueSilenceEmails(context: OwnerContext): Promise<void> {
  for (const siteId of await listTenantsToNotify(context.sql)) {
    await transact(context.sql, (transaction) => queueSilenceEmail(context, transaction, siteId));
  }
}

async function queueSilenceEmail(
  context: OwnerContext,
  transaction: Queryable,
  siteId: string,
): Promise<void> {
  const { now } = context;
  const all = await listSilentSites(transaction, siteId, SILENT_MAX);
  if ((await markSilentMetersNotified(transaction, siteId, now)) === 0) return;
  const notified = new Set(
    all.filter(({ notifiedAt }) => notifiedAt !== null).map((silence) => silence.siteId),
  );
  // A further meter of a reported site is not reported.
  const silent = bySite(all.filter((silence) => !notified.has(silence.siteId)));
  if (silent.length === 0) return;
  const pageUrl = await pageUrlOf(context, transaction, siteId, 'settings/meters');
  const message = {
    kind: 'silence',
    silent: silent.slice(0, NAMED_MAX),
    count: silent.length,
    pageUrl,
  } as const;
  await queueOwnerEmail(context, transaction, siteId, {
    key: `silence/${siteId}/${localDateOf(now, 'UTC')}`,
    message,
  });
}

function bySite(
  silentMeters: readonly SilentSite[],
): { readonly name: string; readonly meters: readonly string[]; readonly lastDay: string }[] {
  const sites = new Map<string, { name: string; meters: string[]; lastDay: string }>();
  for (const { siteId, siteName, meterTitle, lastDay } of silentMeters) {
    const site = sites.get(siteId);
    if (site === undefined) sites.set(siteId, { name: siteName, meters: [meterTitle], lastDay });
    else site.meters.push(meterTitle);
  }
  return [...sites.values()];
}

/** The address of a page of a tenant's console; null while that of this installation is unknown. */
export async function pageUrlOf(
  { baseUrl }: Context,
  sql: Queryable,
  siteId: string,
  page: string,
): Promise<string | null> {
  const site = baseUrl === undefined ? undefined : await findSite(sql, siteId);
  return site === undefined ? null : `${baseUrl}/sites/${site.slug}/console/${page}`;
}

/** Queues an email to the Owner of a tenant, if there is one. */
export async function queueOwnerEmail(
  context: OwnerContext,
  transaction: Queryable,
  siteId: string,
  email: { readonly key: string; readonly message: UserEmailMessage },
): Promise<void> {
  const owner = await findOwner(transaction, siteId);
  if (owner === undefined) return;
  const recipient = { name: owner.name, address: owner.email };
  await queueUserEmail(transaction, context, { ...email, siteId, recipient });
}
