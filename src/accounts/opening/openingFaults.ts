import type { SiteContext } from '../../core/context.js';
import {
  addFaults,
  type FieldProblem,
  isRefusal,
  problemsOf,
  type Refusal,
} from '../../core/values/refusal.js';
import type { PaymentInput } from '../../payments/recordPayment.js';
import { findPlans } from '../../plans/assignPlans.js';
import { hostnameInUse, findUnclaimable } from '../../sites/claimHostnames.js';
import { slugTaken, type SiteInput } from '../../sites/manageSites.js';
import { listTakenHostnames, listTakenSlugs } from '../../store/plans/planUse.js';
import { refuseUnwritable } from '../addresses.js';
import { type AccountInput, openingTerms } from './openingTerms.js';

/** An opening of which some fields may be missing, because they could not be read. */
type Parts = Partial<Omit<AccountInput, 'sites' | 'openingPayment'>> & {
  readonly openingPayment?: Pick<PaymentInput, 'amount'> | undefined;
  readonly sites?: readonly Pick<SiteInput, 'slug' | 'hostnames'>[];
};

/** All faults of an opening that are known before it, each at its field. Writes nothing. */
export async function openingFaults(context: SiteContext, parts: Parts): Promise<FieldProblem[]> {
  const { currency = '', timeZone = '', plans = [], sites = [] } = parts;
  const terms = openingTerms({ ...parts, currency, timeZone }, context.now, { tax: null });
  const found = await Promise.all([
    currency === '' ? undefined : findPlans(context, context.sql, plans, currency),
    refuseUnwritable(context, parts),
  ]);
  const refusals = [terms, ...found].filter(isRefusal);
  return [...refusals.flatMap(problemsOf), ...(await siteFaults(context, sites))];
}

async function siteFaults(
  context: SiteContext,
  sites: readonly Pick<SiteInput, 'slug' | 'hostnames'>[],
): Promise<FieldProblem[]> {
  const { sql, siteId } = context;
  const hostnames = sites.flatMap((site) => site.hostnames);
  const [slugs, used, unclaimable] = await Promise.all([
    listTakenSlugs(
      sql,
      siteId,
      sites.map(({ slug }) => slug),
    ),
    listTakenHostnames(sql, hostnames),
    findUnclaimable(context, sql, hostnames),
  ]);
  const isUsed = (name: string, own: string): boolean =>
    used.some(({ hostname, slug }) => hostname === name && slug !== own);
  return sites.flatMap(({ slug, hostnames: names }, index) => {
    const path = `sites[${index}].`;
    const hosts = names.flatMap((name, at): readonly FieldProblem[] => {
      const field = `${path}hostnames[${at}]`;
      const reason = unclaimable.get(name);
      if (reason !== undefined) return [{ field, reason }];
      return isUsed(name, slug) ? problemsOf(hostnameInUse(name, field)) : [];
    });
    return [...(slugs.includes(slug) ? problemsOf(slugTaken(slug, path)) : []), ...hosts];
  });
}

/** A refused opening with all its other faults. */
export async function withOpeningFaults(
  context: SiteContext,
  input: AccountInput,
  refusal: Refusal,
): Promise<Refusal> {
  return refusal.field === undefined ? refusal : addFaults(refusal, await openingFaults(context, input));
}
