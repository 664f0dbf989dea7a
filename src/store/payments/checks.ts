import type { Queryable } from '../../platform/sql/sql.js';

/** How often a provider is checked about one payment: less often as the payment gets older. */
export interface CheckPace {
  readonly firstMs: number;
  /** The next check is after this part of the payment's age, but at least `firstMs` and at most `longestMs` later. */
  readonly shareOfAge: number;
  readonly longestMs: number;
  /** The age from which it is no longer checked. */
  readonly untilMs: number;
}

/** A payment to check with its provider. */
export interface PaymentToCheck {
  readonly id: string;
  readonly siteId: string;
  readonly provider: string;
  /** The provider's own id of the payment, or of its checkout. */
  readonly providerId: string;
}

interface Claim extends CheckPace {
  readonly at: number;
  readonly limit: number;
}

/** The next check of a payment that began at `since`. */
function nextCheck(sql: Queryable, { at, ...pace }: Claim, since: 'recorded_at' | 'started_at') {
  const age = sql`(${at}::timestamptz - ${sql(since)})`;
  const ms = (count: number) => sql`${count} * interval '1 millisecond'`;
  return sql`
    case when ${age} < ${ms(pace.untilMs)}
         then ${at}::timestamptz
              + least(${ms(pace.longestMs)}, greatest(${ms(pace.firstMs)}, ${age} / ${pace.shareOfAge})) end`;
}

/** Takes posted payments that may have been refunded or disputed without a report, longest due first. */
export async function claimPaymentsToCheck(sql: Queryable, claim: Claim): Promise<PaymentToCheck[]> {
  return sql<PaymentToCheck[]>`
    update payment_events set check_at = ${nextCheck(sql, claim, 'recorded_at')}
     where id in (select id from payment_events
                   where kind = 'paid' and state = 'posted' and check_at <= ${claim.at}
                   order by check_at limit ${claim.limit} for update skip locked)
    returning id, site_id, provider, payment_id as provider_id`;
}

/** Takes checkouts that were not reported as paid, longest due first. */
export async function claimCheckoutsToCheck(sql: Queryable, claim: Claim): Promise<PaymentToCheck[]> {
  return sql<PaymentToCheck[]>`
    update checkouts c set check_at = ${nextCheck(sql, claim, 'started_at')}
      from accounts a
     where a.id = c.account_id
       and c.id in (select id from checkouts where paid_at is null and check_at <= ${claim.at}
                     order by check_at limit ${claim.limit} for update skip locked)
    returning c.id, a.site_id, c.provider, c.provider_id`;
}

/** Takes pages on which a mandate was not given yet, as far as is known, longest due first. */
export async function claimMandateSetupsToCheck(sql: Queryable, claim: Claim): Promise<PaymentToCheck[]> {
  return sql<PaymentToCheck[]>`
    update mandate_setups s set check_at = ${nextCheck(sql, claim, 'started_at')}
      from accounts a
     where a.id = s.account_id
       and s.id in (select id from mandate_setups where ended_at is null and check_at <= ${claim.at}
                     order by check_at limit ${claim.limit} for update skip locked)
    returning s.id, a.site_id, s.provider, s.provider_id`;
}
