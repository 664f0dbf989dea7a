import type { PaymentEvent } from '../../../../src/operations/index.js';
import { When } from '../../../site/pages/parts.js';
import { Amount, counting } from '../../pages/words.js';

interface ReportProps {
  readonly slug: string;
  readonly reports: readonly PaymentEvent[];
}

const NAMES: Readonly<Record<string, string>> = { stripe: 'Stripe', mollie: 'Mollie' };

/** Reports of providers that could not be posted: somebody must look. */
export function ReportList({ slug, reports }: ReportProps) {
  const one = reports.length === 1;
  const number = counting(reports.length);
  return (
    <section>
      <h2>
        {number.charAt(0).toUpperCase() + number.slice(1)} report{one ? '' : 's'} of a payment provider could
        not be posted
      </h2>
      <p class="lead">
        The money moved at the provider, and no account shows it: put it right there, or by hand on the
        account.
      </p>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Report</th>
            <th scope="col">When</th>
            <th scope="col">Why not</th>
            <th scope="col" class="amount">
              Amount
            </th>
          </tr>
        </thead>
        <tbody>
          {reports.map(({ provider, kind, paymentId, happenedAt, detail, accountId, amount, currency }) => (
            <tr>
              <td>
                {NAMES[provider] ?? provider}: {kind.replaceAll(/[._-]/g, ' ')}
                <span class="sub">{paymentId}</span>
              </td>
              <td data-label="When">
                <When at={happenedAt} />
              </td>
              <td>
                {detail}
                {accountId !== null && (
                  <span class="sub">
                    <a href={`/sites/${slug}/console/accounts/${accountId}`}>Its account</a>
                  </span>
                )}
              </td>
              <td class="amount" data-label="Amount">
                {amount !== null && currency !== null && <Amount minor={amount} currency={currency} named />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
