import type { AccountDetails } from '../../../src/accounts/loadAccount.js';
import type { Tax } from '../../../src/billing/facts.js';
import { categoryOf } from '../../../src/billing/tax/treatment.js';
import type { VatCheck } from '../../../src/store/accounts/vatIds.js';
import type { LimitRange } from '../../../src/billing/projection/project.js';
import { formatAmount, formatPercent } from '../../../src/core/values/money.js';
import { workflowIdOf } from '../../../workflows/messages.js';
import { suspensionDateOf } from '../../../src/assessment/assess.js';
import { iso, isoOrNull } from '../framework/responses.js';
import { formatSite } from '../sites/formatSite.js';

/** An account in the API's format. */
export function formatAccount(account: AccountDetails) {
  const { id, currency, tax, hold, pacePerDay, suggestedTopUp, period, notified, suspends } = account;
  const money = (minor: bigint): string => formatAmount(minor, currency);
  return {
    id,
    name: account.name,
    email: account.email,
    moreEmails: account.moreEmails,
    emailUndeliverable: account.undeliverableAddresses.map(({ address, since, reason }) => {
      return { email: address, since: iso(since), reason };
    }),
    language: account.language,
    currency,
    timeZone: account.timeZone,
    billingDay: account.billingDay,
    intervalMonths: account.intervalMonths,
    reference: account.reference,
    particulars: account.particulars,
    tags: account.tags,
    notes: account.notes,
    externalId: account.externalId,
    metadata: account.metadata,
    tax: tax === null ? null : formatTax(tax),
    taxDecidedBy: tax === null ? null : (account.taxCause ?? 'hand'),
    vatCheck: account.vatCheck && formatCheck(account.vatCheck),
    statements: account.statementsWanted,
    creditLimit: money(account.creditLimit),
    balance: money(account.balance),
    accrued: money(account.accrued),
    headroom: money(account.headroom),
    state: account.state,
    hold: hold === null ? null : { reason: hold.reason, since: iso(hold.placedAt) },
    exemptUntil: isoOrNull(account.exemptUntil),
    heldBackSince: isoOrNull(account.heldBackSince),
    silentMeters: account.silentMeters.map(({ siteId, siteName, meter, lastDay }) => {
      return { siteId, site: siteName, meter, lastDay };
    }),
    forecast: account.forecast,
    limitDate: isoOrNull(account.limitDate),
    ...formatRange(account.limitRange),
    suspensionDate: isoOrNull(suspensionDateOf(account.assessment)),
    suspensionReason: suspends?.reason ?? null,
    suspensionPolicy: account.suspensionPolicy,
    pacePerDay: pacePerDay === null ? null : money(pacePerDay),
    suggestedTopUp: suggestedTopUp === null ? null : money(suggestedTopUp),
    nextWakeAt: isoOrNull(account.nextWakeAt),
    nextWakeFor: account.nextWakeFor,
    period: { start: iso(period.startsAt), end: iso(period.endsAt) },
    notices: { week: notified.week, day: notified.day },
    plans: account.plans.map(({ planId, planName, version, fromDate, toDate }) => {
      return { id: planId, name: planName, version, from: fromDate, until: toDate };
    }),
    sites: account.sites.map(formatSite),
    openedAt: iso(account.openedAt),
    closedAt: isoOrNull(account.closedAt),
    workflowId: workflowIdOf(id),
  };
}

function formatTax(tax: Tax) {
  return {
    name: tax.name,
    percent: formatPercent(tax.percent),
    category: categoryOf(tax),
    ...(tax.reasonCode === undefined ? {} : { reasonCode: tax.reasonCode }),
  };
}

/** What is known about a VAT id in the API's format. */
function formatCheck({ checkedAt, nextCheckAt, ...check }: VatCheck) {
  return { ...check, checkedAt: isoOrNull(checkedAt), nextCheckAt: iso(nextCheckAt) };
}

/** The 80 % range of a limit date in the API's format. */
export function formatRange(range: LimitRange | null) {
  return {
    limitDateEarliest: isoOrNull(range?.earliest ?? null),
    limitDateLatest: isoOrNull(range?.latest ?? null),
  };
}

interface TemporalPlace {
  readonly temporalUiUrl: string | null;
  readonly temporalNamespace: string;
}

/** The page of an account's workflow in Temporal's Web UI, or null. */
export function workflowUrlOf(
  accountId: string,
  { temporalUiUrl, temporalNamespace }: TemporalPlace,
): string | null {
  if (temporalUiUrl === null) return null;
  const path = `namespaces/${encodeURIComponent(temporalNamespace)}/workflows/${encodeURIComponent(workflowIdOf(accountId))}`;
  return `${temporalUiUrl.replace(/\/$/, '')}/${path}`;
}
