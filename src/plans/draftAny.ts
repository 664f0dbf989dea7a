import { type Look, lookAt, lookOf } from '../assessment/assess.js';
import { periodAt } from '../billing/periods/period.js';
import { offersOn } from '../billing/projection/outlook.js';
import type { SiteContext } from '../core/context.js';
import { isRefusal, type Refusal } from '../core/values/refusal.js';
import type { LetterDraft } from '../emails/letters.js';
import { basicsOf, NO_ACCOUNT } from '../ledger/postMoney.js';
import { newId } from '../platform/ids.js';
import { entriesBetween, type Entry, listEntries } from '../store/ledger/entries.js';
import { listSettled } from '../store/ledger/periods.js';
import { findSettings } from '../store/sites/sites.js';
import type { SuspensionLetter } from '../store/suspension/states.js';
import { listMeters } from '../store/usage/usage.js';

/**
 * A client's letter of any kind as it would read now, whether it is due or not: for looking at. Nothing is kept, and
 * nobody is told. Without a payment or a settled period behind it, it shows what the account has.
 */
export async function draftAny(
  context: SiteContext,
  accountId: string,
  kind: LetterDraft['kind'],
): Promise<LetterDraft | Refusal> {
  const { sql, now } = context;
  const basics = await basicsOf(context, accountId);
  if (isRefusal(basics)) return basics;
  const look = await lookAt(sql, accountId, now);
  if (look === undefined) return NO_ACCOUNT;
  const frame = { key: `preview/${accountId}`, look, sender: await findSettings(sql, look.facts.siteId) };
  switch (kind) {
    case 'week':
    case 'day':
      return { ...frame, kind };
    case 'suspended':
      return { ...frame, kind, look: asSuspended(look), suspension: suspensionOf(look, null) };
    case 'reactivated':
      return { ...frame, kind, look: asPaid(look), suspension: suspensionOf(look, now) };
    case 'receipt':
      return { ...frame, kind, payment: await latestPayment(context, look), reversed: false };
    case 'statement':
      return { ...frame, kind, ...(await statementOf(context, look)) };
  }
}

function suspensionOf({ facts, standing }: Look, endedAt: number | null): SuspensionLetter['suspension'] {
  const { asOf, balance, headroom } = standing;
  const since = facts.suspension?.fellAt ?? asOf;
  return { id: newId(asOf), reason: 'limit', fellAt: since, since, balance, headroom, endedAt };
}

/** The account as it will be the moment it hits its limit; as it is, where it has. */
function asSuspended(look: Look): Look {
  const { facts, standing } = look;
  if (facts.state !== 'active') return look;
  const balance = standing.headroom < 0n ? facts.balance : facts.balance - standing.headroom - 1n;
  return lookOf({ ...facts, state: 'suspended', balance }, standing.asOf);
}

/** The account as it will be once the least that is asked for is paid; as it is, where nothing is missing. */
function asPaid(look: Look): Look {
  const { facts, standing } = look;
  if (facts.state !== 'suspended') return look;
  const paid = offersOn(facts, standing).least?.minor ?? 0n;
  return lookOf({ ...facts, state: 'active', balance: facts.balance + paid }, standing.asOf);
}

const LOOKED_THROUGH = 200;

async function latestPayment({ sql, now }: SiteContext, { facts, standing }: Look): Promise<Entry> {
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
      house: 'cash:bank',
      description: 'Payment',
      method: 'bank',
      effectiveAt: now,
      postedAt: now,
    }
  );
}

async function statementOf({ sql, now, siteId }: SiteContext, { facts, standing }: Look) {
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
  return { period, units, entries: await entriesBetween(sql, facts.id, openingNumber, closingNumber) };
}
