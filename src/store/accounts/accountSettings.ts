import type { PolicyTerms } from '../../billing/policy/policy.js';
import type { ClientRecord } from '../../core/values/clientRecord.js';
import type { Particulars } from '../../core/values/particulars.js';
import type { Queryable, Stored } from '../../platform/sql/sql.js';

/** All settings of an account that a user can change, as of now. Amounts in minor units. */
export interface AccountSettings extends ClientRecord {
  readonly currency: string;
  readonly name: string;
  readonly email: string;
  readonly moreEmails: readonly string[];
  readonly language: string;
  readonly creditLimit: bigint;
  readonly statements: boolean;
  readonly tax: {
    readonly name: string;
    readonly percent: string;
    readonly category: string | null;
    readonly reasonCode: string | null;
  } | null;
  readonly particulars: Particulars;
  readonly vatIdStatus: string | null;
  readonly closeRequestedAt: number | null;
  readonly hold: string | null;
  readonly suspensionPolicy: PolicyTerms | null;
  readonly exemption: { readonly until: number; readonly reason: string } | null;
  readonly plans: readonly HeldPlan[];
  /** Planned charges that are neither posted nor cancelled. */
  readonly scheduled: readonly PlannedCharge[];
}

interface HeldPlan {
  readonly plan: string;
  readonly version: number;
  readonly from: string;
  readonly to: string | null;
}

interface PlannedCharge {
  readonly id: string;
  readonly dueOn: string;
  readonly minor: string;
  readonly description: string;
}

type SettingsRow = Omit<Stored<AccountSettings>, 'tax' | 'exemption'> & {
  taxName: string | null;
  taxPercent: string | null;
  taxCategory: string | null;
  taxReasonCode: string | null;
  exemptUntil: number | null;
  exemptReason: string | null;
};

/** An account's current settings, to compare with those after a change. */
export async function findAccountSettings(sql: Queryable, id: string): Promise<AccountSettings | undefined> {
  const [row] = await sql<SettingsRow[]>`
    select a.currency, a.name, a.email, a.more_emails, a.language, a.credit_limit::text, a.statements_wanted as statements, a.tax_name,
           a.tax_percent, a.tax_category, a.tax_reason_code, a.particulars, a.tags, a.notes, a.external_id, a.metadata, a.close_requested_at, a.suspension_policy, h.reason as hold, x.until as exempt_until, x.reason as exempt_reason,
           (select v.status from vat_ids v where v.account_id = a.id) as vat_id_status,
           (select coalesce(jsonb_agg(jsonb_build_object('plan', g.plan_id, 'version', v.version,
                     'from', g.from_date, 'to', g.to_date) order by g.from_date, g.id), '[]')
              from assignments g join plan_versions v on v.id = g.version_id
             where g.account_id = a.id and (g.to_date is null or g.to_date > g.from_date)) as plans,
           (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'dueOn', c.due_on, 'minor', c.amount::text,
                     'description', c.description) order by c.due_on, c.id), '[]')
              from scheduled_charges c
             where c.account_id = a.id and c.entry_id is null and c.cancelled_at is null) as scheduled
      from accounts a
      left join holds h on h.account_id = a.id and h.released_at is null
      left join exemptions x on x.account_id = a.id and x.ended_at is null
     where a.id = ${id}`;
  return row && settingsOf(row);
}

function settingsOf(found: SettingsRow): AccountSettings {
  const {
    taxName,
    taxPercent,
    taxCategory: category,
    taxReasonCode: reasonCode,
    exemptUntil,
    exemptReason,
    ...row
  } = found;
  return {
    ...row,
    creditLimit: BigInt(row.creditLimit),
    tax:
      taxName === null || taxPercent === null
        ? null
        : { name: taxName, percent: taxPercent, category, reasonCode },
    exemption: exemptUntil === null ? null : { until: exemptUntil, reason: exemptReason ?? '' },
  };
}
