import { type Assessment, assessAccount, assessFacts } from '../assessment/assess.js';
import { periodAt } from '../billing/periods/period.js';
import { offersOn } from '../billing/projection/outlook.js';
import type { SiteContext } from '../core/context.js';
import { isRefusal, type Refusal } from '../core/values/refusal.js';
import type { EmailDraft } from '../emails/draftEmail.js';
import { basicsOf, NO_ACCOUNT } from '../ledger/postMoney.js';
import { newId } from '../platform/ids.js';
import { listIssuedWith } from '../store/invoices/invoices.js';
import { entriesBetween, type Entry, listEntries } from '../store/ledger/entries.js';
import { listSettled } from '../store/ledger/periods.js';
import { findSettings } from '../store/sites/sites.js';
import type { SuspensionEmail } from '../store/suspension/states.js';
import { listMeters } from '../store/usage/usage.js';

/**
 * Previews a client's email of any kind, whether or not it is due. Nothing is stored or sent. Without a payment or a
 * settled period, the preview shows the account's current figures.
 */
export async function draftAny(
  context: SiteContext,
  accountId: string,
  kind: EmailDraft['kind'],
): Promise<EmailDraft | Refusal> {
  const { sql, now } = context;
  const basics = await basicsOf(context, accountId);
  if (isRefusal(basics)) return basics;
  const assessment = await assessAccount(sql, accountId, now);
  if (assessment === undefined) return NO_ACCOUNT;
  const shared = {
    key: `preview/${accountId}`,
    assessment,
    sender: await findSettings(sql, assessment.facts.siteId),
  };
  switch (kind) {
    case 'week':
    case 'day':
    case 'all-clear':
      return { ...shared, kind };
    case 'suspended':
      return {
        ...shared,
        kind,
        assessment: asSuspended(assessment),
        suspension: suspensionOf(assessment, null),
      };
    case 'reactivated':
      return { ...shared, kind, assessment: asPaid(assessment), suspension: suspensionOf(assessment, now) };
    case 'receipt':
      return {
        ...shared,
        kind,
        payment: await latestPayment(context, assessment),
        reversed: false,
        documents: [],
      };
    case 'statement':
      return { ...shared, kind, ...(await statementOf(context, assessment)) };
  }
}

function suspensionOf(
  { facts, standing }: Assessment,
  endedAt: number | null,
): SuspensionEmail['suspension'] {
  const { asOf, balance, headroom } = standing;
  const since = facts.suspension?.limitHitAt ?? asOf;
  return { id: newId(asOf), reason: 'limit', limitHitAt: since, since, balance, headroom, endedAt };
}

/** The account as it will be when it reaches its limit; unchanged if it already has. */
function asSuspended(assessment: Assessment): Assessment {
  const { facts, standing } = assessment;
  if (facts.state !== 'active') return assessment;
  const balance = standing.headroom < 0n ? facts.balance : facts.balance - standing.headroom - 1n;
  return assessFacts({ ...facts, state: 'suspended', balance }, standing.asOf);
}

/** The account as it will be once the lowest required amount is paid; unchanged if nothing is missing. */
function asPaid(assessment: Assessment): Assessment {
  const { facts, standing } = assessment;
  if (facts.state !== 'suspended') return assessment;
  const paid = offersOn(facts, standing).least?.minor ?? 0n;
  return assessFacts({ ...facts, state: 'active', balance: facts.balance + paid }, standing.asOf);
}

const LOOKED_THROUGH = 200;

async function latestPayment({ sql, now }: SiteContext, { facts, standing }: Assessment): Promise<Entry> {
  const entries = await listEntries(sql, { accountId: facts.id, limit: LOOKED_THROUGH });
  const payment = entries.find(({ kind }) => kind === 'payment');
  return (
    payment ?? {
      id: newId(now),
      accountId: facts.id,
      number: facts.lastNumber + 1,
      kind: 'payment',
      amount: 10_000n,
      balanceAfter: standing.balance + 10_000n,
      currency: facts.currency,
      contraAccount: 'cash:bank',
      description: 'Payment',
      method: 'bank',
      effectiveAt: now,
      postedAt: now,
    }
  );
}

async function statementOf({ sql, now, siteId }: SiteContext, { facts, standing }: Assessment) {
  const [settled] = await listSettled(sql, { accountId: facts.id, limit: 1 });
  const meters = await listMeters(sql, siteId);
  const units = Object.fromEntries(meters.map(({ name, unit }) => [name, unit]));
  const open = periodAt(facts, now);
  const period = settled ?? {
    accountId: facts.id,
    startDate: open.startDate,
    endDate: open.endDate,
    startsAt: open.startsAt,
    endsAt: open.endsAt,
    settledAt: now,
    openingNumber: 0,
    closingNumber: facts.lastNumber,
    openingBalance: 0n,
    closingBalance: standing.balance,
    statementDue: false,
  };
  const { openingNumber, closingNumber } = period;
  const entries = await entriesBetween(sql, facts.id, openingNumber, closingNumber);
  return { period, units, entries, documents: await listIssuedWith(sql, facts.id, period.startDate) };
}
