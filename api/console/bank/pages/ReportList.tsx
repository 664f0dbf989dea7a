import type { RefusedReports } from '../../../../src/payments/reports/resolveReport.js';
import type { PaymentEvent } from '../../../../src/store/payments/payments.js';
import { When } from '../../../web/parts/parts.js';
import { Amount, counting } from '../../accounts/list/format.js';

interface ReportProps {
  readonly slug: string;
  readonly reports: RefusedReports;
  readonly mayPost: boolean;
}

const NAMES: Readonly<Record<string, string>> = { stripe: 'Stripe', mollie: 'Mollie' };

const KINDS: Readonly<Record<string, string>> = { unread: 'could not be read', foreign: 'another shop' };

/** Provider reports that could not be posted. The owner checks each and marks it as resolved. */
export function ReportList({ slug, reports, mayPost }: ReportProps) {
  const { count, waiting, seenTo, foreign } = reports;
  const number = counting(count);
  return (
    <>
      {count > 0 && (
        <section>
          <h2>
            {number.charAt(0).toUpperCase() + number.slice(1)} report{count === 1 ? '' : 's'} of a payment
            provider could not be posted
          </h2>
          <p class="lead">
            Money may have moved at the provider, but no account shows it. Correct it at the provider or on
            the account. Then resolve the report.
          </p>
          <Table slug={slug} reports={waiting} mayPost={mayPost} />
          {count > waiting.length && (
            <p class="quiet">
              The oldest {count - waiting.length} are shown. Resolve them to see the others.
            </p>
          )}
        </section>
      )}
      {seenTo.length > 0 && <SeenTo slug={slug} reports={seenTo} />}
      {foreign.length > 0 && (
        <section>
          <h2>Reports of payments from other shops</h2>
          <p class="lead">
            These payments were made in another shop that uses the same provider account. Nothing was posted.
            If a payment is from a client, record it on the account.
          </p>
          <Table slug={slug} reports={foreign} mayPost={false} />
        </section>
      )}
    </>
  );
}

interface TableProps {
  readonly slug: string;
  readonly reports: readonly PaymentEvent[];
  readonly mayPost: boolean;
}

function Table({ slug, reports, mayPost }: TableProps) {
  return (
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">Report</th>
          <th scope="col">When</th>
          <th scope="col">Reason</th>
          <th scope="col" class="amount">
            Amount
          </th>
          {mayPost && (
            <th scope="col" class="does">
              <span class="hidden">Actions</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {reports.map((report) => (
          <tr>
            <Report slug={slug} report={report} />
            {mayPost && (
              <td class="does">
                <form method="post" action={`/sites/${slug}/console/bank/reports/${report.id}`}>
                  <button type="submit">
                    Resolved<span class="hidden">: {report.paymentId}</span>
                  </button>
                </form>
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Report({ slug, report }: { readonly slug: string; readonly report: PaymentEvent }) {
  const { provider, kind, paymentId, happenedAt, detail, accountId, amount, currency } = report;
  return (
    <>
      <td>
        {NAMES[provider] ?? provider}: {KINDS[kind] ?? kind.replaceAll(/[._-]/g, ' ')}
        <span class="sub">{paymentId}</span>
      </td>
      <td data-label="When">
        <When at={happenedAt} />
      </td>
      <td>
        {detail}
        {accountId !== null && (
          <span class="sub">
            <a href={`/sites/${slug}/console/accounts/${accountId}`}>Account</a>
          </span>
        )}
      </td>
      <td class="amount" data-label="Amount">
        {amount !== null && currency !== null && <Amount minor={amount} currency={currency} named />}
      </td>
    </>
  );
}

/** Who resolved which report and when, newest first. */
function SeenTo({ slug, reports }: { readonly slug: string; readonly reports: RefusedReports['seenTo'] }) {
  return (
    <section>
      <h2>Resolved reports</h2>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Report</th>
            <th scope="col">When</th>
            <th scope="col">Reason</th>
            <th scope="col" class="amount">
              Amount
            </th>
            <th scope="col">Resolved</th>
          </tr>
        </thead>
        <tbody>
          {reports.map((report) => (
            <tr>
              <Report slug={slug} report={report} />
              <td data-label="Resolved">
                {report.resolvedAt !== null && <When at={report.resolvedAt} />}
                <span class="sub">{report.resolvedByName ?? report.resolvedBy}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
