import type { Backtest } from '../../../../src/plans/backtest/loadBacktest.js';
import type { AccountResult } from '../../../../src/store/backtest/results.js';
import type { PlanVersion } from '../../../../src/store/plans/plans.js';
import type { TaskLine } from '../../../../src/store/tasks/tasks.js';
import { formatMoney } from '../../../web/charts/format.js';
import type { PageContent } from '../../../web/page.js';
import { ActionButton, field, FormActions } from '../../../web/parts/forms.js';
import { counted, Head } from '../../../web/parts/parts.js';
import { formatDate, plural } from '../../accounts/list/format.js';
import { signed } from '../../accounts/pages/WhatIfPage.js';
import { Progress } from '../../tasks/pages/TaskPage.js';

interface AskProps {
  readonly slug: string;
  readonly latest: PlanVersion;
  readonly versions: readonly PlanVersion[];
  readonly others: readonly PlanVersion[];
  readonly key: string;
}

/** The choice of what to compare with the last months. */
export function askBacktestPage({ slug, latest, versions, others, key }: AskProps): PageContent {
  const path = `/sites/${slug}/console/plans/${latest.planId}`;
  const months = Array.from({ length: 12 }, (_, index) => 12 - index);
  const body = (
    <>
      <Head
        title={`${latest.name}: compare with the last months`}
        lead="Rates the real usage of settled periods with other prices, beside what was charged. Nothing is changed. To compare a draft, use New version."
        up={{ href: path, label: latest.name }}
      />
      <form method="post" action={`${path}/backtest`} class="fields">
        <input type="hidden" name="key" value={key} />
        {field(undefined, 'price', 'Prices', {
          options: [...versions, ...others].map(({ planId, name, version }) => ({
            value: `${planId} ${version}`,
            label: `${name}, version ${version}`,
          })),
        })}
        {field(undefined, 'months', 'Months', {
          options: months.map((count) => ({ value: String(count), label: plural(count, 'month') })),
        })}
        {field(undefined, 'scope', 'Accounts', {
          options: [
            { value: 'plan', label: `Accounts on ${latest.name}` },
            { value: 'all', label: `All accounts in ${latest.currency}, instead of all their plans` },
          ],
        })}
        <FormActions submit="Compare" back={path} />
      </form>
    </>
  );
  return { title: `${latest.name}: compare`, body };
}

interface BacktestProps {
  readonly slug: string;
  readonly found: Backtest;
  readonly dearest: readonly AccountResult[];
  readonly cheapest: readonly AccountResult[];
  readonly unrated: readonly TaskLine[];
}

/** A comparison: its progress, its sums, and the accounts with the largest differences. */
export function backtestPage(props: BacktestProps): PageContent {
  const { slug, found, dearest, cheapest, unrated } = props;
  const { task, input, sums } = found;
  const base = `/sites/${slug}/console/plans`;
  const path = `${base}/backtests/${task.id}`;
  const list = { slug, currency: input.terms.currency };
  const body = (
    <>
      <Head
        title={titleOf(found)}
        lead={`${task.title}, ${input.scope === 'plan' ? 'in place of the plan' : 'in place of all plans'}. Amounts in ${list.currency} before tax.`}
        up={{ href: `${base}/${input.planId}`, label: 'The plan' }}
      />
      <Progress task={task} />
      <div class="actions">
        {sums.compared > 0 && (
          <a class="button" href={`${path}/csv`}>
            Download CSV
          </a>
        )}
        {task.finishedAt === null && <ActionButton action={`${path}/stop`} label="Stop" />}
      </div>
      {sums.compared > 0 && <Sums found={found} />}
      <Results {...list} title="Would have paid more" results={dearest} count={sums.dearer} />
      <Results {...list} title="Would have paid less" results={cheapest} count={sums.cheaper} />
      <Unrated slug={slug} unrated={unrated} />
    </>
  );
  return { title: task.title, body };
}

function titleOf({ task, sums, input }: Backtest): string {
  const ended = task.done + task.failed;
  if (task.finishedAt === null) return `${ended} of ${task.total} compared`;
  const stopped = ended < task.total ? `Stopped after ${ended} of ${task.total}: ` : '';
  if (sums.compared === 0) return stopped === '' ? 'Nothing to compare' : `${stopped}nothing to compare`;
  const { currency } = input.terms;
  const difference = sums.draft - sums.charged;
  const amount = formatMoney(difference < 0n ? -difference : difference, currency);
  const outcome =
    difference === 0n
      ? 'the same in all'
      : `${amount} ${currency} ${difference > 0n ? 'more' : 'less'} in all`;
  return `${stopped}${counted(sums.compared, 'account', 'accounts')}, ${outcome}`;
}

function Sums({ found: { sums, input } }: { readonly found: Backtest }) {
  const { currency } = input.terms;
  const money = (minor: bigint): string => formatMoney(minor, currency);
  const same = sums.compared - sums.cheaper - sums.dearer;
  const facts: [string, string][] = [
    ['Charged', money(sums.charged)],
    ['Compared', money(sums.draft)],
    ['Difference', signed(sums.draft - sums.charged, currency)],
    ['Would have paid more', `${counted(sums.dearer, 'account', 'accounts')}, ${money(sums.added)}`],
    ['Would have paid less', `${counted(sums.cheaper, 'account', 'accounts')}, ${money(sums.saved)}`],
    ['The same', counted(same, 'account', 'accounts')],
    ['Below the limit, only with these prices', counted(sums.onlyDraft, 'account', 'accounts')],
    ['Below the limit, only as charged', counted(sums.onlyCharged, 'account', 'accounts')],
  ];
  return (
    <dl class="facts">
      {facts.map(([label, text]) => (
        <div>
          <dt>{label}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

interface ResultsProps {
  readonly title: string;
  readonly results: readonly AccountResult[];
  readonly count: number;
  readonly slug: string;
  readonly currency: string;
}

function Results({ title, results, count, slug, currency }: ResultsProps) {
  if (results.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      {count > results.length && (
        <p class="lead">The {results.length} largest differences. The CSV has all.</p>
      )}
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Account</th>
            <th scope="col">Periods</th>
            <th scope="col" class="amount">
              Charged {currency}
            </th>
            <th scope="col" class="amount">
              Compared
            </th>
            <th scope="col" class="amount">
              Difference
            </th>
            <th scope="col">Below the limit</th>
          </tr>
        </thead>
        <tbody>
          {results.map(({ accountId, name, periods, charged, draft, belowCharged, belowDraft }) => (
            <tr>
              <td>
                <a href={`/sites/${slug}/console/accounts/${accountId}`}>{name}</a>
              </td>
              <td data-label="Periods">{periods}</td>
              <td class="amount" data-label="Charged">
                {formatMoney(charged, currency)}
              </td>
              <td class="amount" data-label="Compared">
                {formatMoney(draft, currency)}
              </td>
              <td class="amount" data-label="Difference">
                {signed(draft - charged, currency)}
              </td>
              <td data-label="Below the limit">
                {belowDraft === null ? 'no' : formatDate(belowDraft)}
                {belowCharged !== null && <span class="sub">as charged: {formatDate(belowCharged)}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Unrated({ unrated, slug }: Pick<BacktestProps, 'unrated' | 'slug'>) {
  if (unrated.length === 0) return null;
  return (
    <details>
      <summary>Not compared</summary>
      <ul>
        {unrated.map(({ number, accountId, detail }) => (
          <li>
            {accountId === null ? (
              number
            ) : (
              <a href={`/sites/${slug}/console/accounts/${accountId}`}>Account {number}</a>
            )}
            : {detail}
          </li>
        ))}
      </ul>
    </details>
  );
}
