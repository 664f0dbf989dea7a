import type { SiteContext } from '../../core/context.js';
import { loadActorNames } from '../../core/loadActorNames.js';
import { transact } from '../../core/transact.js';
import { type Refusal, refuse } from '../../core/values/refusal.js';
import { isId } from '../../platform/ids.js';
import { insertAudit } from '../../store/core/audit.js';
import {
  countRefusedEvents,
  listPaymentEvents,
  listRefusedEvents,
  lockPaymentEvent,
  markResolved,
  type PaymentEvent,
} from '../../store/payments/payments.js';

const NO_REPORT = refuse('not_found', 'Report not found.');
const POSTED = refuse('conflict', 'Only a report that could not be posted can be resolved.');

/** Marks a provider's report that could not be posted as resolved by a user. Repeating it changes nothing. */
export async function resolveReport(context: SiteContext, id: string): Promise<PaymentEvent | Refusal> {
  const { siteId, now: at, actor: by } = context;
  if (!isId(id)) return NO_REPORT;
  return transact(context.sql, async (transaction) => {
    const report = await lockPaymentEvent(transaction, siteId, id);
    if (report === undefined) return NO_REPORT;
    if (report.state !== 'refused') return POSTED;
    if (report.resolvedAt !== null) return report;
    await markResolved(transaction, { id, at, by });
    await insertAudit(transaction, context, {
      siteId,
      ...(report.accountId === null ? {} : { accountId: report.accountId }),
      action: 'payment-report.resolve',
      subject: `payment-event/${id}`,
      before: { seenTo: false },
      after: { seenTo: true, provider: report.provider, detail: report.detail },
    });
    return { ...report, resolvedAt: at, resolvedBy: by };
  });
}

/** Reports that could not be posted. */
export interface RefusedReports {
  /** How many wait for a user. */
  readonly count: number;
  readonly waiting: readonly PaymentEvent[];
  /** The latest resolved reports, each with the name of the user. */
  readonly seenTo: readonly (PaymentEvent & { readonly resolvedByName: string | null })[];
  /** The latest reports of payments that belong to other shops on the same provider account. */
  readonly foreign: readonly PaymentEvent[];
}

const RESOLVED_SHOWN = 20;
const FOREIGN_SHOWN = 5;

export async function loadRefusedReports(
  context: SiteContext,
  { limit }: { readonly limit: number },
): Promise<RefusedReports> {
  const { sql, siteId } = context;
  const [count, waiting, seenTo, foreign] = await Promise.all([
    countRefusedEvents(sql, siteId),
    listRefusedEvents(sql, { siteId, seenTo: false, limit }),
    listRefusedEvents(sql, { siteId, seenTo: true, limit: RESOLVED_SHOWN }),
    listPaymentEvents(sql, { siteId, state: 'foreign', limit: FOREIGN_SHOWN }),
  ]);
  const names = await loadActorNames(
    context,
    seenTo.map(({ resolvedBy }) => resolvedBy),
  );
  return {
    count,
    waiting,
    foreign,
    seenTo: seenTo.map((each) => ({ ...each, resolvedByName: names.get(each.resolvedBy ?? '') ?? null })),
  };
}
