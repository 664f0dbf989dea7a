import { type CompiledPlan, compilePlan } from '../../billing/plans/plan.js';
import { factsAtOpening } from '../../billing/projection/opening.js';
import { standingOf } from '../../billing/standing.js';
import type { SiteContext } from '../../core/context.js';
import { isRefusal } from '../../core/values/refusal.js';
import { localDateOf } from '../../core/values/zone.js';
import { findKey } from '../../store/core/idempotency.js';
import { findPlansByName } from '../../store/plans/planUse.js';
import { findLatestVersions, type PlanVersion } from '../../store/plans/plans.js';
import type { ImportedClient } from '../import/importClient.js';
import {
  type AccountInput,
  type OpeningDefaults,
  openingLimit,
  openingTax,
  openingTerms,
  loadOpeningDefaults,
} from './openingTerms.js';

/** A client whose account would exceed its limit as soon as it is opened; `short` in minor units. */
export interface Foreseen {
  readonly number: number;
  readonly name: string;
  readonly short: bigint;
  readonly currency: string;
}

interface Line {
  readonly number: number;
  readonly client: ImportedClient;
}

/**
 * Lists clients that would be suspended at once: setup fees and advance charges can exceed the limit. Writes nothing.
 */
export async function foreseeOpenings(context: SiteContext, lines: readonly Line[]): Promise<Foreseen[]> {
  const plans = await loadNamedPlans(context, lines);
  const defaults = new Map<string, OpeningDefaults>();
  for (const currency of new Set(lines.map(({ client }) => client.currency)))
    defaults.set(currency, await loadOpeningDefaults(context, context.sql, currency));
  return lines.flatMap(({ number, client }) => {
    const plan = plans.find(
      ({ version }) =>
        version.name.toLowerCase() === client.plan.toLowerCase() && version.currency === client.currency,
    );
    const headroom = headroomAtOpening(
      context,
      client,
      plan === undefined ? [] : [plan],
      defaults.get(client.currency) ?? { tax: null, taxInputs: null },
    );
    const { name, currency } = client;
    return headroom < 0n ? [{ number, name, short: -headroom, currency }] : [];
  });
}

/**
 * By how much one client would exceed the limit at once. None if it would not, or if the key has
 * already opened an account. Writes nothing.
 */
export async function foreseeOpening(
  context: SiteContext,
  input: AccountInput,
  key: string,
): Promise<bigint | undefined> {
  if ((await findKey(context.sql, context.siteId, key)) !== undefined) return undefined;
  const { currency, plans } = input;
  const versions = await findLatestVersions(context.sql, context.siteId, [...plans]);
  const fitting = versions.filter((version) => version.currency === currency);
  const defaults = await loadOpeningDefaults(context, context.sql, currency);
  const headroom = headroomAtOpening(context, input, compiled(fitting), defaults);
  return headroom < 0n ? -headroom : undefined;
}

interface NamedPlan {
  readonly version: PlanVersion;
  readonly plan: CompiledPlan;
}

async function loadNamedPlans({ sql, siteId }: SiteContext, lines: readonly Line[]): Promise<NamedPlan[]> {
  const named = await findPlansByName(sql, siteId, [...new Set(lines.map(({ client }) => client.plan))]);
  const versions = await findLatestVersions(
    sql,
    siteId,
    named.map(({ id }) => id),
  );
  return compiled(versions);
}

function compiled(versions: readonly PlanVersion[]): NamedPlan[] {
  return versions.flatMap((version) => {
    const plan = compilePlan(version.terms);
    return isRefusal(plan) ? [] : [{ version, plan }];
  });
}

function headroomAtOpening(
  { now }: SiteContext,
  client: Omit<AccountInput, 'plans'>,
  plans: readonly NamedPlan[],
  defaults: OpeningDefaults,
): bigint {
  const terms = openingTerms(client, now, defaults);
  if (isRefusal(terms)) return 0n;
  const { currency, timeZone, billingDay, intervalMonths, chargedUntil } = client;
  const facts = factsAtOpening(
    {
      ...{ currency, timeZone, billingDay, intervalMonths },
      creditLimit: openingLimit(
        terms,
        plans.map(({ version }) => version),
        defaults,
      ),
      tax: openingTax(terms.tax, terms.particulars, defaults.taxInputs, localDateOf(now, timeZone)).tax,
      balance: terms.balance + terms.payment,
      plans: plans.map(({ plan }) => plan),
      plansFrom: terms.plansFrom,
      startupPaid: chargedUntil !== undefined,
    },
    now,
  );
  return standingOf(facts, now).headroom;
}
