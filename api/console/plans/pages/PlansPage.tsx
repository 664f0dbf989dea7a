import type { Session } from '../../../../src/auth/sessions/session.js';
import type { VersionUse } from '../../../../src/store/plans/planUse.js';
import type { PlanVersion } from '../../../../src/store/plans/plans.js';
import type { PageContent } from '../../../web/page.js';
import { counted, Empty, Head } from '../../../web/parts/parts.js';
import type { MeterChoice } from '../planDraft.js';
import { formatPlan } from '../formatPlan.js';

interface PlansProps {
  readonly session: Session;
  readonly plans: readonly PlanVersion[];
  readonly use: readonly VersionUse[];
  readonly meters: readonly MeterChoice[];
  readonly more: string | undefined;
}

/** Every plan: its price, its version, and the number of its accounts. */
export function planListPage({ session, plans, use, meters, more }: PlansProps): PageContent {
  const base = `/sites/${session.site.slug}/console/plans`;
  const unused = plans.filter(({ planId }) => accountsOn(use, planId) === 0).length;
  const body = (
    <>
      <Head
        title={plans.length === 0 ? 'No plans yet' : counted(plans.length, 'plan', 'plans')}
        lead={plans.length === 0 ? 'A plan sets the price of hosting.' : formatUse(unused, plans.length)}
      />
      {session.permissions.has('plans.write') && (
        <div class="actions">
          <a class="button first" href={`${base}/new`}>
            New plan
          </a>
        </div>
      )}
      {plans.length === 0 ? (
        <Empty>
          <p>Create your first plan: fixed fees, usage prices and limits. Then choose it for your clients.</p>
        </Empty>
      ) : (
        <PlanTable base={base} plans={plans} use={use} meters={meters} />
      )}
      {more !== undefined && (
        <p class="more">
          <a href={`${base}?after=${more}`}>More plans</a>
        </p>
      )}
    </>
  );
  return { title: 'Plans', body };
}

function formatUse(unused: number, count: number): string {
  if (unused === 0) return count === 1 ? 'In use.' : 'All plans are in use.';
  if (count === 1) return 'Not used yet.';
  return unused === count ? 'No plan is used yet.' : `${counted(unused, 'plan is', 'plans are')} not used.`;
}

export function accountsOn(use: readonly VersionUse[], planId: string): number {
  return use.filter((each) => each.planId === planId).reduce((sum, { accounts }) => sum + accounts, 0);
}

type TableProps = Pick<PlansProps, 'plans' | 'use' | 'meters'> & { readonly base: string };

function PlanTable({ base, plans, use, meters }: TableProps) {
  return (
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">Plan</th>
          <th scope="col">Price</th>
          <th scope="col">Version</th>
          <th scope="col" class="amount">
            Accounts
          </th>
        </tr>
      </thead>
      <tbody>
        {plans.map((plan) => (
          <tr>
            <td>
              <a href={`${base}/${plan.planId}`}>
                <strong>{plan.name}</strong>
              </a>
              <span class="sub">{plan.currency}</span>
            </td>
            <td>{formatPlan(plan.terms, meters, plan.currency)}</td>
            <td data-label="Version">{plan.version}</td>
            <td data-label="Accounts" class="amount">
              {accountsOn(use, plan.planId)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
