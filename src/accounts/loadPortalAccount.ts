import { isProviderKind, type ProviderKind } from '../billing/payment.js';
import type { PlanTerms } from '../billing/plans/terms.js';
import { offersOn } from '../billing/projection/outlook.js';
import type { Offers } from '../billing/projection/project.js';
import type { PromiseAnswer } from '../billing/promise.js';
import type { Period } from '../billing/periods/period.js';
import { CreditUse, reducedLines } from '../billing/promotions/reductions.js';
import type { SiteContext } from '../core/context.js';
import { taxOn } from '../core/values/money.js';
import type { Quantity } from '../core/values/quantity.js';
import type { BankAccount } from '../core/values/bankAccount.js';
import { isRefusal, type Refusal } from '../core/values/refusal.js';
import { addDays, type LocalDate } from '../core/values/zone.js';
import { nameOfLine, nameOfReduction } from '../ledger/settleDue.js';
import type { LoadedAccount } from '../store/facts/facts.js';
import { listProviders } from '../store/payments/providers.js';
import { type PromotionView, viewPromotions } from '../promotions/loadPromotions.js';
import { findSettings } from '../store/sites/sites.js';
import { listMeters, type Meter } from '../store/usage/usage.js';
import { loadPromise } from '../suspension/promisePayment.js';
import { type AccountDetails, loadAccount } from './loadAccount.js';

/** Costs of the open period so far, before tax; amounts in minor units. */
export interface PortalLine {
  readonly name: string;
  readonly fromDate: LocalDate;
  /** The last day, inclusive. */
  readonly toDate: LocalDate;
  /** Positive: a cost. */
  readonly minor: bigint;
  readonly meter?: string;
  readonly quantity?: Quantity;
}

export interface PortalPlan {
  readonly terms: PlanTerms;
  readonly fromDate: LocalDate;
  /** Exclusive; null: no end. */
  readonly toDate: LocalDate | null;
}

/** The tenant, as far as the client may see it. */
export interface PortalTenant {
  readonly name: string;
  readonly email: string | undefined;
  readonly instructions: string;
  readonly bankAccount: BankAccount | null;
}

/** A client's own view of an account: balance, costs and their reasons, what to pay and how. */
export interface PortalAccount {
  readonly account: AccountDetails;
  readonly tenant: PortalTenant;
  /** What the client is asked to pay, and what the payment does. */
  readonly offers: Offers;
  readonly providers: readonly ProviderKind[];
  /** Whether the client may ask for more time. */
  readonly promise: PromiseAnswer;
  readonly plans: readonly PortalPlan[];
  readonly meters: readonly Meter[];
  readonly lines: readonly PortalLine[];
  /** The tax on all lines; 0 if there is none. */
  readonly taxMinor: bigint;
  /** Credits and discounts, newest first. */
  readonly promotions: readonly PromotionView[];
  readonly scheduled: readonly {
    readonly dueOn: LocalDate;
    readonly minor: bigint;
    readonly description: string;
  }[];
}

/** Loads everything that the portal shows about one account. */
export async function loadPortalAccount(
  context: SiteContext,
  accountId: string,
  daysBehind?: number,
): Promise<PortalAccount | Refusal> {
  const { sql, siteId, now } = context;
  const account = await loadAccount(context, accountId, daysBehind);
  if (isRefusal(account)) return account;
  const [sender, providers, meters, promotions, promise] = await Promise.all([
    findSettings(sql, siteId),
    listProviders(sql, siteId),
    listMeters(sql, siteId),
    viewPromotions(context, account.assessment),
    loadPromise(sql, account.assessment, now),
  ]);
  const { facts, standing } = account.assessment;
  const { lines, taxMinor } = costSoFar(facts, standing.period, now);
  return {
    account,
    tenant: {
      name: sender.name,
      email: sender.email === '' ? undefined : sender.email,
      instructions: sender.paymentInstructions ?? '',
      bankAccount: sender.bankAccount ?? null,
    },
    offers: offersOn(facts, standing),
    providers: providers.flatMap(({ provider, enabled }) =>
      enabled && isProviderKind(provider) ? [provider] : [],
    ),
    promise,
    plans: facts.assignments
      .filter(({ toDate }) => toDate === null || toDate > standing.period.startDate)
      .map(({ plan, fromDate, toDate }) => ({ terms: plan.terms, fromDate, toDate })),
    meters,
    lines,
    taxMinor,
    scheduled: facts.scheduled,
    promotions,
  };
}

/**
 * All costs of the open period so far, posted ones included. Lines are rounded as they will be posted; tax is on the
 * sum.
 */
function costSoFar(
  facts: LoadedAccount,
  period: Period,
  now: number,
): { readonly lines: PortalLine[]; readonly taxMinor: bigint } {
  const all = reducedLines(facts, period, Math.max(now, facts.openedAt), new CreditUse(facts));
  const { tax } = facts;
  const taxMinor =
    tax === null
      ? 0n
      : taxOn(
          all.reduce((sum, { minor }) => sum + minor, 0n),
          tax.percent,
        );
  const lines = all.map((line) => ({
    name:
      line.reduction === undefined ? nameOfLine(facts, line) : nameOfReduction(facts, line, line.reduction),
    fromDate: line.fromDate,
    toDate: addDays(line.toDate, -1),
    minor: line.minor,
    ...(line.meter === undefined ? {} : { meter: line.meter }),
    ...(line.quantity === undefined ? {} : { quantity: line.quantity }),
  }));
  return { lines, taxMinor };
}
