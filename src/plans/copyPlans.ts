import type { PlanTerms } from '../billing/plans/terms.js';
import type { SiteContext } from '../core/context.js';
import { newId } from '../platform/ids.js';
import type { Queryable } from '../platform/sql/sql.js';
import { findLatestVersions, insertPlan } from '../store/plans/plans.js';
import { findCopy, type HeldAssignment, type PlanCopy, setAssignmentPlan } from '../store/sites/moves.js';

interface Source {
  readonly name: string;
  readonly versionId: string;
  readonly terms: PlanTerms;
}

/**
 * Copies an account's plans to a site with the same terms, and puts the account on the copies. The replacement of an
 * introductory plan is copied too: in the version assigned to the account, or else the newest. Nothing is charged
 * again, since the account keeps its assignments. A plan that was copied before, or came from that site, is reused.
 * `context` belongs to the site that owns the plans.
 */
export async function copyPlans(
  context: SiteContext,
  transaction: Queryable,
  assignments: readonly HeldAssignment[],
  toSiteId: string,
): Promise<void> {
  const copier = new Copier(context, transaction, assignments, toSiteId);
  for (const assignment of assignments) {
    await setAssignmentPlan(transaction, assignment.id, await copier.copyHeld(assignment));
  }
}

class Copier {
  private readonly context: SiteContext;
  private readonly transaction: Queryable;
  private readonly assignments: readonly HeldAssignment[];
  private readonly toSiteId: string;

  constructor(
    context: SiteContext,
    transaction: Queryable,
    assignments: readonly HeldAssignment[],
    toSiteId: string,
  ) {
    this.context = context;
    this.transaction = transaction;
    this.assignments = assignments;
    this.toSiteId = toSiteId;
  }

  /** The plans that follow an assignment begin on the day it ends. */
  async copyHeld(assignment: HeldAssignment): Promise<PlanCopy> {
    const { planName: name, versionId, terms, toDate } = assignment;
    const { replaceWith } = terms;
    if (replaceWith === undefined) return this.copy({ name, versionId, terms });
    const next = this.assignments.find(
      ({ planId, fromDate }) => planId === replaceWith && fromDate === toDate,
    );
    const follower = next === undefined ? await this.copyNewest(replaceWith) : await this.copyHeld(next);
    return this.copy({ name, versionId, terms: { ...terms, replaceWith: follower.planId } });
  }

  private async copyNewest(planId: string): Promise<PlanCopy> {
    const { transaction, context } = this;
    const [version] = await findLatestVersions(transaction, context.siteId, [planId]);
    if (version === undefined) throw new Error(`the plan ${planId}, which follows another, is not there`);
    const { name, versionId, terms } = version;
    if (terms.replaceWith === undefined) return this.copy({ name, versionId, terms });
    const follower = await this.copyNewest(terms.replaceWith);
    return this.copy({ name, versionId, terms: { ...terms, replaceWith: follower.planId } });
  }

  private async copy({ name, versionId, terms }: Source): Promise<PlanCopy> {
    const { transaction, toSiteId: siteId } = this;
    const known = await findCopy(transaction, { siteId, versionId, terms });
    if (known !== undefined) return known;
    const createdAt = this.context.now;
    const copy = { planId: newId(createdAt), versionId: newId(createdAt) };
    await insertPlan(transaction, {
      id: copy.planId,
      versionId: copy.versionId,
      siteId,
      name,
      terms,
      createdAt,
      copiedFrom: versionId,
    });
    return copy;
  }
}
