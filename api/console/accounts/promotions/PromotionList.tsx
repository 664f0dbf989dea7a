import { formatPercent } from '../../../../src/core/values/money.js';
import type { PromotionState, PromotionView } from '../../../../src/promotions/loadPromotions.js';
import { formatMoney } from '../../../web/charts/format.js';
import { formatDate } from '../list/format.js';

interface PromotionsProps {
  readonly promotions: readonly PromotionView[];
  readonly path: string;
  readonly mayWrite: boolean;
}

const STATES: Readonly<Record<PromotionState, string>> = {
  coming: 'Not begun',
  active: 'Active',
  used: 'Used up',
  ended: 'Ended',
};

const SCOPES = { all: 'all charges of plans', usage: 'usage only', plan: 'all but usage' };

/** Credits and discounts: what is left of each and until when. */
export function PromotionList({ promotions, path, mayWrite }: PromotionsProps) {
  if (promotions.length === 0) return null;
  return (
    <section>
      <h2>Credits and discounts</h2>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Reduces</th>
            <th scope="col">Until</th>
            <th scope="col" class="amount">
              Used
            </th>
            <th scope="col" class="amount">
              Left
            </th>
            <th scope="col" class="does">
              <span class="hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {promotions.map((promotion) => (
            <PromotionRow promotion={promotion} path={path} mayWrite={mayWrite} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function PromotionRow({
  promotion,
  path,
  mayWrite,
}: Omit<PromotionsProps, 'promotions'> & { readonly promotion: PromotionView }) {
  const { id, name, scope, state, startsOn, lastDay, taken, left, endedAt, currency } = promotion;
  const canEnd = mayWrite && state !== 'ended' && endedAt === null;
  return (
    <tr>
      <td>
        {name}
        <span class="sub">{STATES[state]}</span>
      </td>
      <td data-label="Reduces">
        {describeSize(promotion)}
        <span class="sub">{SCOPES[scope]}</span>
      </td>
      <td data-label="Until">
        {lastDay === null ? 'No end' : formatDate(lastDay)}
        {state === 'coming' && <span class="sub">from {formatDate(startsOn)}</span>}
      </td>
      <td class="amount" data-label="Used">
        {formatMoney(taken, currency)}
      </td>
      <td class="amount" data-label="Left">
        {left === null ? '–' : formatMoney(left, currency)}
      </td>
      <td class="does">
        {canEnd && (
          <a class="button" href={`${path}/promotions/${id}/end`}>
            End<span class="hidden"> {name}</span>
          </a>
        )}
      </td>
    </tr>
  );
}

function describeSize({ kind, minor, percent, periods, currency }: PromotionView): string {
  if (kind === 'credit') return `${formatMoney(minor, currency)} ${currency} in all`;
  const size =
    kind === 'percent'
      ? `${formatPercent(percent)} %`
      : `${formatMoney(minor, currency)} ${currency} each period`;
  return periods === null ? size : `${size}, ${periods} ${periods === 1 ? 'period' : 'periods'}`;
}
