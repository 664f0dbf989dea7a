import type { TenantSummary } from '../../../../src/accounts/loadConsole.js';
import { LIST_SORTS, type ListSort } from '../../../../src/core/values/listOrder.js';
import { Field, Select } from '../../../web/parts/forms.js';
import { queryText } from '../../../web/queryText.js';
import { COLUMNS } from './columns.js';
import { columnsOf, type ListQuery, viewText } from './listQuery.js';

interface FiltersProps {
  readonly base: string;
  readonly query: ListQuery;
  readonly summary: readonly TenantSummary[];
  readonly plans: readonly { readonly value: string; readonly label: string }[];
  readonly mayOpen: boolean;
}

export function Filters({ base, query, summary, plans, mayOpen }: FiltersProps) {
  const shown = queryText({ ...query, after: undefined, columns: columnsOf(query).join('.') });
  return (
    <div class="bar">
      <form method="get" action={base} class="inline" role="search">
        <Field name="q" label="Client, site, reference or tag" value={query.q} maxlength={100} />
        <Select name="state" label="State" value={query.state} options={STATES} />
        <Select name="show" label="Filter" value={query.show} options={SHOWS} />
        {summary.length > 1 && (
          <Select
            name="currency"
            label="Currency"
            value={query.currency}
            options={[
              { value: '', label: 'all' },
              ...summary.map(({ currency }) => ({ value: currency, label: currency })),
            ]}
          />
        )}
        <button type="submit">Search</button>
        {query.columns !== undefined && <input type="hidden" name="columns" value={query.columns} />}
        <MoreFilters query={query} plans={plans} />
      </form>
      <div class="actions">
        <a class="button" href={`${base}months`}>
          Months
        </a>
        <a class="button" href={`${base}csv?${shown}`}>
          CSV
        </a>
        {mayOpen && (
          <>
            <a class="button" href={`${base}import`}>
              Import
            </a>
            <a class="button first" href={`${base}accounts/new`}>
              New client
            </a>
          </>
        )}
      </div>
    </div>
  );
}

function MoreFilters({ query, plans }: Pick<FiltersProps, 'query' | 'plans'>) {
  const { plan, tag, within, owes, card, sort } = query;
  const isUsed = [plan, tag, within, owes, card].some((value) => value !== undefined && value !== '');
  return (
    <details class="fold whole" open={isUsed}>
      <summary>More filters and order</summary>
      <div class="inline">
        {plans.length > 0 && (
          <Select name="plan" label="Plan" value={plan} options={[{ value: '', label: 'any' }, ...plans]} />
        )}
        <Field name="tag" label="Tag" value={tag} maxlength={40} autocomplete="off" />
        <Field name="within" label="Suspended within days" value={within} inputmode="numeric" maxlength={3} />
        <Select name="owes" label="Balance" value={owes} options={OWES} />
        <Select name="card" label="Saved card" value={card} options={CARDS} />
        <Select name="sort" label="Order" value={sort} options={SORTS} />
      </div>
    </details>
  );
}

/** Links and files need all of a view at once. */
export function listPath(base: string, query: ListQuery): string {
  const text = viewText(query);
  return text === '' ? base : `${base}?${text}`;
}

const STATES = [
  { value: '', label: 'open' },
  { value: 'active', label: 'active' },
  { value: 'suspended', label: 'suspended' },
  { value: 'closed', label: 'closed' },
  { value: 'any', label: 'any' },
];

const SHOWS = [
  { value: '', label: 'all' },
  { value: 'risk', label: 'at risk in 7 days' },
  { value: 'warned', label: 'warned' },
  { value: 'held', label: 'on hold' },
  { value: 'exempt', label: 'exempt' },
  { value: 'silent', label: 'silent meters' },
  { value: 'undeliverable', label: 'emails undeliverable' },
];

const OWES = [
  { value: '', label: 'any' },
  { value: 'yes', label: 'owes' },
  { value: 'no', label: 'owes nothing' },
];

const CARDS = [
  { value: '', label: 'any' },
  { value: 'none', label: 'none' },
  { value: 'saved', label: 'saved' },
];

function labelOf(sort: ListSort): string {
  return sort === 'name' ? 'Client' : COLUMNS[sort].label;
}

const SORTS = [
  { value: '', label: 'most urgent first' },
  ...LIST_SORTS.flatMap((sort) => [
    ...(sort === 'runway' ? [] : [{ value: sort, label: `${labelOf(sort)}, ascending` }]),
    { value: `-${sort}`, label: `${labelOf(sort)}, descending` },
  ]),
];
