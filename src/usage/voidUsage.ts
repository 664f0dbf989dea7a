import type { SiteContext } from '../core/context.js';
import { transact } from '../core/transact.js';
import type { Queryable } from '../platform/sql/sql.js';
import { insertAudit } from '../store/core/audit.js';
import { lockForSettlement, markLateUsage } from '../store/usage/usage.js';
import { findVoidable, recountDays, type VoidableEvent, voidEvent } from '../store/usage/voidUsage.js';
import { OLDEST_MS } from './usageSites.js';

export interface VoidRequest {
  readonly source: string;
  readonly id: string;
  readonly reason?: string | undefined;
}

export interface VoidVerdicts {
  readonly voided: number;
  readonly alreadyVoided: number;
  readonly rejected: readonly { readonly index: number; readonly id: string; readonly reason: string }[];
}

/**
 * Voids wrong usage events by source and id. Their days are added up again from the remaining events, and settled
 * periods are rated again. The ids stay reserved. Voiding twice changes nothing and is counted separately. With an
 * account given, only its events can be voided.
 */
export async function voidUsage(
  context: SiteContext,
  requests: readonly VoidRequest[],
  accountId?: string,
): Promise<VoidVerdicts> {
  const { sound, rejected } = await sortVoids(context, requests, accountId);
  if (sound.length === 0) return { voided: 0, alreadyVoided: 0, rejected };
  const voided = await transact(context.sql, (transaction) =>
    voidSound(context, transaction, requests, sound),
  );
  return { voided, alreadyVoided: sound.length - voided, rejected };
}

interface SortedVoids {
  readonly sound: readonly VoidableEvent[];
  readonly rejected: VoidVerdicts['rejected'];
}

/** The events that can be voided; only those of one account where one is given. */
export async function sortVoids(
  { sql, siteId, now }: SiteContext,
  requests: readonly VoidRequest[],
  accountId?: string,
): Promise<SortedVoids> {
  const wanted = requests.map(({ source, id }) => ({ source, eventId: id }));
  const found = new Map<number, VoidableEvent>();
  for (const event of await findVoidable(sql, siteId, wanted)) {
    const isTheirs = accountId === undefined || event.accountId === accountId;
    if (isTheirs && !found.has(event.position)) found.set(event.position, event);
  }
  const rejected = requests.flatMap(({ id }, index) => {
    const reason = refusalOf(found.get(index), now);
    return reason === undefined ? [] : [{ index, id, reason }];
  });
  const refused = new Set(rejected.map(({ index }) => index));
  return { sound: [...found.values()].filter(({ position }) => !refused.has(position)), rejected };
}

function refusalOf(event: VoidableEvent | undefined, now: number): string | undefined {
  if (event === undefined) return 'no usage of this source and id was counted';
  if (event.voidedAt === null && event.occurredAt < now - OLDEST_MS)
    return 'its time is more than 60 days ago';
  return undefined;
}

/** Voids validated events; returns how many were not voided before. */
export async function voidSound(
  context: SiteContext,
  transaction: Queryable,
  requests: readonly VoidRequest[],
  events: readonly VoidableEvent[],
): Promise<number> {
  // Exclusive, unlike the lock of writers that count: the days are added up again.
  for (const accountId of [...new Set(events.map((event) => event.accountId))].sort()) {
    await lockForSettlement(transaction, accountId);
  }
  const voided: VoidableEvent[] = [];
  for (const event of events) {
    const reason = requests[event.position]?.reason ?? '';
    if (!(await voidEvent(transaction, event, { at: context.now, actor: context.actor, reason }))) continue;
    voided.push(event);
    const { source, eventId, siteId, accountId, meter, quantity, occurredAt } = event;
    await insertAudit(transaction, context, {
      siteId: context.siteId,
      accountId,
      action: 'usage.void',
      subject: `site/${siteId}`,
      before: { source, id: eventId, meter, quantity, time: new Date(occurredAt).toISOString() },
      after: { reason },
    });
  }
  if (voided.length > 0) {
    await recountDays(transaction, voided);
    await markLateUsage(transaction, voided, context.now);
  }
  return voided.length;
}
