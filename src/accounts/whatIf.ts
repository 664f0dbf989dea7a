import {
  type Assessment,
  assessFacts,
  limitDateOf,
  limitRangeOf,
  suspensionDateOf,
  suspensionOf,
} from '../assessment/assess.js';
import { comingNotices } from '../billing/comingNotices.js';
import type { AccountState } from '../billing/facts.js';
import type { NextNotice } from '../billing/notices.js';
import { AT_THE_LIMIT, type PolicyTerms } from '../billing/policy/policy.js';
import type { SuspensionView } from '../billing/policy/suspensionAt.js';
import type { PeriodCharges } from '../billing/projection/charges.js';
import { foreseeCharges } from '../billing/projection/foresee.js';
import { attempt, type ForecastKind } from '../billing/projection/outlook.js';
import { type Assumptions, factsIf, type TrafficFactors } from '../billing/whatIf.js';
import type { SiteContext } from '../core/context.js';
import { rehearse } from '../core/transact.js';
import { parseDecimal } from '../core/values/decimal.js';
import { parseAmount } from '../core/values/money.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { type Instant, isLocalDate, type LocalDate, localDateOf } from '../core/values/zone.js';
import { CLOSED, NO_ACCOUNT, positiveAmount } from '../ledger/postMoney.js';
import { changePlans, type Effective } from '../plans/assignPlans.js';
import { isId } from '../platform/ids.js';
import { inTurn } from '../platform/inTurn.js';
import { lockAccount, updateAccount } from '../store/accounts/accounts.js';
import { type LoadedAccount, loadFacts } from '../store/facts/facts.js';
import { listMeters } from '../store/usage/usage.js';
import { checkPolicy } from '../suspension/checkPolicy.js';

/** What is assumed of an account, as the owner writes it. What is left out stays as it is. */
export interface WhatIf {
  /** All its plans from `effective` on. */
  readonly plans?: readonly string[] | undefined;
  readonly effective?: Effective | undefined;
  readonly creditLimit?: string | undefined;
  readonly payment?: { readonly amount: string; readonly on?: LocalDate | undefined } | undefined;
  readonly traffic?:
    | {
        readonly factor?: string | undefined;
        readonly meters?: Readonly<Record<string, string>> | undefined;
      }
    | undefined;
  /** Null: its tenant's. */
  readonly suspensionPolicy?: PolicyTerms | null | undefined;
}

/** What lies ahead of an account; amounts in minor units. */
export interface Outcome {
  readonly state: AccountState;
  readonly forecast: ForecastKind;
  readonly headroom: bigint;
  readonly limitDate: Instant | null;
  readonly limitDateEarliest: Instant | null;
  readonly limitDateLatest: Instant | null;
  readonly suspensionDate: Instant | null;
  readonly suspensionReason: SuspensionView['reason'] | null;
  /** Null without a forecast. */
  readonly pacePerDay: bigint | null;
  readonly suggestedTopUp: bigint | null;
  readonly notices: readonly NextNotice[];
  /** The open period and the two after it; empty without a forecast. */
  readonly periods: readonly PeriodCharges[];
}

export interface Comparison {
  readonly currency: string;
  readonly timeZone: string;
  readonly asOf: Instant;
  readonly today: Outcome;
  readonly whatIf: Outcome;
}

const PERIODS = 3;

/**
 * What lies ahead of an account today, and what would under the assumptions. Nothing is stored: a change of plans or
 * of the suspension policy is made and rolled back, and everything else is computed.
 */
export async function compareWhatIf(
  context: SiteContext,
  accountId: string,
  input: WhatIf,
): Promise<Comparison | Refusal> {
  const { sql, siteId, now } = context;
  const facts = isId(accountId) ? (await loadFacts(sql, [accountId], now)).get(accountId) : undefined;
  if (facts?.siteId !== siteId) return NO_ACCOUNT;
  if (facts.closeRequestedAt !== null || facts.closedAt !== null) return CLOSED;
  const meters = input.traffic?.meters === undefined ? [] : await listMeters(sql, siteId);
  const terms = assumed(facts, input, new Set(meters.map(({ name }) => name)), now);
  if (isRefusal(terms)) return terms;
  const changed = await rehearsed(context, facts, input);
  if (isRefusal(changed)) return changed;
  const assumptions = { ...terms, ...changed };
  const { currency, timeZone } = facts;
  return {
    ...{ currency, timeZone, asOf: now },
    today: await inTurn(() => outcomeOf(assessFacts(facts, now))),
    whatIf: await inTurn(() => outcomeOf(assessFacts(factsIf(facts, assumptions, now), now))),
  };
}

function outcomeOf(assessment: Assessment): Outcome {
  const { facts, standing, projection, forecast } = assessment;
  const limitDate = limitDateOf(assessment);
  const isForeseen = forecast !== 'none';
  const range = limitRangeOf(assessment);
  const charges = isForeseen
    ? attempt(() => foreseeCharges(facts, standing, PERIODS))
    : { error: 'no forecast' };
  return {
    state: facts.state,
    forecast,
    headroom: standing.headroom,
    limitDate,
    limitDateEarliest: range?.earliest ?? null,
    limitDateLatest: range?.latest ?? null,
    suspensionDate: suspensionDateOf(assessment),
    suspensionReason: suspensionOf(assessment)?.reason ?? null,
    pacePerDay: isForeseen ? projection.pacePerDay : null,
    suggestedTopUp: isForeseen ? projection.suggestedTopUp : null,
    notices: comingNotices(facts, assessment),
    periods: 'value' in charges ? charges.value : [],
  };
}

/** What follows from a change of plans and of the suspension policy. */
async function rehearsed(
  context: SiteContext,
  facts: LoadedAccount,
  { plans, effective = 'period', suspensionPolicy: terms }: WhatIf,
): Promise<Pick<Assumptions, 'assignments' | 'suspension'> | Refusal> {
  const policy = terms && checkPolicy(context, terms);
  if (isRefusal(policy)) return policy;
  if (plans === undefined && policy === undefined) return {};
  return rehearse(context.sql, async (transaction) => {
    await lockAccount(transaction, facts.id);
    if (policy !== undefined) await updateAccount(transaction, facts.id, { suspensionPolicy: policy });
    const planned =
      plans === undefined || (await changePlans(context, transaction, facts.id, { plans, effective }));
    if (isRefusal(planned)) return planned;
    const after = (await loadFacts(transaction, [facts.id], context.now)).get(facts.id) ?? facts;
    const { assignments, noticeAcceptedAt = null } = after;
    return {
      ...(plans === undefined ? {} : { assignments }),
      // The same policy is the same object: it is no change of terms.
      ...(after.policy === facts.policy
        ? {}
        : { suspension: { policy: after.policy ?? AT_THE_LIMIT, noticeAcceptedAt } }),
    };
  });
}

/** Everything but the plans and the policy; a refusal names the field at fault. */
function assumed(
  facts: LoadedAccount,
  { plans, effective, creditLimit, payment, traffic }: WhatIf,
  meters: ReadonlySet<string>,
  now: Instant,
): Assumptions | Refusal {
  if (effective !== undefined && plans === undefined)
    return refuse('invalid', 'is only allowed with plans', 'effective');
  const limit =
    creditLimit === undefined ? undefined : parseAmount(creditLimit, facts.currency, 'creditLimit');
  if (isRefusal(limit)) return limit;
  const paid = payment === undefined ? undefined : assumedPayment(facts, payment, now);
  if (isRefusal(paid)) return paid;
  const factors = traffic === undefined ? undefined : assumedTraffic(traffic, meters);
  if (isRefusal(factors)) return factors;
  return {
    ...(limit === undefined ? {} : { creditLimit: limit }),
    ...(paid === undefined ? {} : { payment: paid }),
    ...(factors === undefined ? {} : { traffic: factors }),
  };
}

function assumedPayment(
  { currency, timeZone, state }: LoadedAccount,
  payment: NonNullable<WhatIf['payment']>,
  now: Instant,
): Assumptions['payment'] | Refusal {
  const minor = positiveAmount(payment.amount, currency);
  if (isRefusal(minor)) return { ...minor, field: 'payment.amount' };
  const today = localDateOf(now, timeZone);
  const on = payment.on ?? today;
  if (!isLocalDate(on)) return refuse('invalid', `${on} is not a date that exists`, 'payment.on');
  if (on < today) return refuse('invalid', 'must not be in the past', 'payment.on');
  if (on > today && state === 'suspended')
    return refuse('invalid', 'must be today, because the account is suspended', 'payment.on');
  return { minor, on };
}

const FACTOR_MAX = 1_000;

/** A meter that has no usage yet stays without: there is nothing to multiply. */
function assumedTraffic(
  { factor, meters = {} }: NonNullable<WhatIf['traffic']>,
  known: ReadonlySet<string>,
): TrafficFactors | Refusal {
  const all = factor === undefined ? undefined : factorOf(factor, 'traffic.factor');
  if (isRefusal(all)) return all;
  const single: Record<string, number> = {};
  for (const [meter, text] of Object.entries(meters)) {
    const field = `traffic.meters.${meter}`;
    if (!known.has(meter)) return refuse('invalid', `There is no meter "${meter}".`, field);
    const read = factorOf(text, field);
    if (isRefusal(read)) return read;
    single[meter] = read;
  }
  return { ...(all === undefined ? {} : { all }), meters: single };
}

const FACTOR_DECIMALS = 6;

function factorOf(text: string, field: string): number | Refusal {
  const read = parseDecimal(text, FACTOR_DECIMALS);
  if (typeof read !== 'bigint')
    return refuse('invalid', 'must be a number with up to 6 decimals, such as "1.5"', field);
  const factor = Number(read) / 10 ** FACTOR_DECIMALS;
  if (factor < 0) return refuse('invalid', 'must not be negative', field);
  return factor > FACTOR_MAX ? refuse('invalid', `must not be more than ${FACTOR_MAX}`, field) : factor;
}
