import { inTransaction } from '../platform/index.js';
import {
  findVoidable,
  insertAudit,
  lockForSettlement,
  markLateUsage,
  recountDays,
  type VoidableEvent,
  voidEvent,
} from '../store/index.js';
import type { SiteContext } from './context.js';
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
 * Voids wrong usage events by source and id: their days are added up anew from what still counts, and settled periods
 * are rated again. The ids stay taken. Voiding twice changes nothing and is counted apart.
 */
export async function voidUsage(
  context: SiteContext,
  requests: readonly VoidRequest[],
): Promise<VoidVerdicts> {
  const wanted = requests.map(({ source, id }) => ({ source, eventId: id }));
  const found = new Map<number, VoidableEvent>();
  for (const event of await findVoidable(context.sql, context.siteId, wanted)) {
    if (!found.has(event.position)) found.set(event.position, event);
  }
  const rejected = requests.flatMap(({ id }, index) => {
    const reason = refusalOf(found.get(index), context.now);
    return reason === undefined ? [] : [{ index, id, reason }];
  });
  const refused = new Set(rejected.map(({ index }) => index));
  const sound = [...found.values()].filter(({ position }) => !refused.has(position));
  const voided = sound.length === 0 ? 0 : await voidSound(context, requests, sound);
  return { voided, alreadyVoided: sound.length - voided, rejected };
}

function refusalOf(event: VoidableEvent | undefined, now: number): string | undefined {
  if (event === undefined) return 'no usage of this source and id was counted';
  if (event.voidedAt === null && event.occurredAt < now - OLDEST_MS)
    return 'its time lies more than 60 days back';
  return undefined;
}

async function voidSound(
  context: SiteContext,
  requests: readonly VoidRequest[],
  events: readonly VoidableEvent[],
): Promise<number> {
  return inTransaction(context.sql, async (transaction) => {
    // Alone, unlike those who count: the days are added up anew.
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
      await markLateUsage(transaction, voided);
    }
    return voided.length;
  });
}
