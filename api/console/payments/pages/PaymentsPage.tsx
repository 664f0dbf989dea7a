import type { Session } from '../../../../src/auth/sessions/session.js';
import type { ListedPayment, PaymentShow, PaymentSum } from '../../../../src/store/payments/paymentList.js';
import { formatMoney } from '../../../web/charts/format.js';
import type { PageContent } from '../../../web/page.js';
import { Field, Select } from '../../../web/parts/forms.js';
import { counted, Empty, Head, Pill, When } from '../../../web/parts/parts.js';
import { queryText } from '../../../web/queryText.js';
import { Amount } from '../../accounts/list/format.js';

/** The list's filters, as in the address. */
export interface PaymentsQuery {
  readonly show?: PaymentShow | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly q?: string | undefined;
  readonly before?: string | undefined;
}

interface PaymentsProps {
  readonly session: Session;
  readonly query: PaymentsQuery & { readonly from: string; readonly to: string };
  readonly payments: readonly ListedPayment[];
  readonly sums: readonly PaymentSum[];
  /** The last one shown, if there are more. */
  readonly more: string | undefined;
}

const SHOWS = [
  { value: 'all', label: 'All' },
  { value: 'payments', label: 'Payments' },
  { value: 'refunds', label: 'Refunds' },
  { value: 'reversals', label: 'Reversals' },
  { value: 'disputes', label: 'Open disputes' },
];

const KINDS = { payment: 'Payment', refund: 'Refund', reversal: 'Reversal' } as const;

/** All money that came in or went back, of all clients. */
export function paymentsPage({ session, query, payments, sums, more }: PaymentsProps): PageContent {
  const base = `/sites/${session.site.slug}/console`;
  const search = queryText({ ...query, before: undefined });
  const body = (
    <>
      <Head
        title={headline(sums)}
        lead="Payments, refunds and their reversals, by day of posting (UTC). To record a payment, open the client’s account."
      />
      <form method="get" action={`${base}/payments`} class="inline">
        <Select name="show" label="Show" value={query.show ?? 'all'} options={SHOWS} />
        <Field name="from" label="From" type="date" value={query.from} />
        <Field name="to" label="To" type="date" value={query.to} />
        <Field name="q" label="Client, reference or method" value={query.q} maxlength={100} />
        <button type="submit">Search</button>
        <a class="button" href={`${base}/payments/csv?${search}`}>
          CSV
        </a>
      </form>
      {payments.length === 0 ? (
        <Empty>
          <p>
            No matching payments. <a href={`${base}/payments`}>Clear filters</a>
          </p>
        </Empty>
      ) : (
        <>
          <Sums sums={sums} />
          <PaymentTable base={base} payments={payments} />
        </>
      )}
      {more !== undefined && (
        <p class="more">
          <a href={`${base}/payments?${queryText({ ...query, before: more })}`}>Earlier</a>
        </p>
      )}
    </>
  );
  return { title: 'Payments', body };
}

function headline(sums: readonly PaymentSum[]): string {
  const received = sums.filter(({ kind }) => kind === 'payment');
  const [only, ...others] = received;
  if (only === undefined) return 'Payments';
  const count = received.reduce((all, sum) => all + sum.count, 0);
  const payments = counted(count, 'payment', 'payments');
  return others.length > 0
    ? `${payments} in ${received.length} currencies`
    : `${payments}, ${formatMoney(only.amount, only.currency)} ${only.currency}`;
}

function Sums({ sums }: Pick<PaymentsProps, 'sums'>) {
  const labels = { payment: 'Received', refund: 'Refunded', reversal: 'Reversed' } as const;
  return (
    <dl class="facts">
      {sums.map(({ kind, currency, count, amount }) => (
        <div>
          <dt>
            {labels[kind]} ({count})
          </dt>
          <dd>
            <Amount minor={amount} currency={currency} named />
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface TableProps extends Pick<PaymentsProps, 'payments'> {
  readonly base: string;
}

function PaymentTable({ base, payments }: TableProps) {
  return (
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">Client</th>
          <th scope="col">What</th>
          <th scope="col">Posted</th>
          <th scope="col" class="amount">
            Amount
          </th>
        </tr>
      </thead>
      <tbody>
        {payments.map((payment) => (
          <tr>
            <td>
              <a href={`${base}/accounts/${payment.accountId}`}>{payment.accountName}</a>
              <span class="sub">{payment.accountReference}</span>
            </td>
            <td data-label="What">
              <div>
                <a href={`${base}/accounts/${payment.accountId}/entries/${payment.id}`}>
                  {KINDS[payment.kind]}
                </a>
                {payment.method !== null && ` · ${payment.method}`} <State payment={payment} />
                {payment.reference !== null && <span class="sub">{payment.reference}</span>}
              </div>
            </td>
            <td data-label="Posted">
              <When at={payment.postedAt} />
            </td>
            <td class="amount" data-label="Amount">
              <Amount minor={payment.amount} currency={payment.currency} named />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function State({
  payment: { kind, isDisputed, returned, amount, currency },
}: {
  readonly payment: ListedPayment;
}) {
  if (isDisputed) return <Pill tone="bad">Disputed</Pill>;
  if (returned === 0n) return null;
  if (returned === amount) return <Pill tone="warning">{kind === 'payment' ? 'Returned' : 'Reversed'}</Pill>;
  return <Pill tone="warning">{`${formatMoney(returned, currency)} returned`}</Pill>;
}
