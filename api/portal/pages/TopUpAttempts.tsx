import { Day } from '../../console/accounts/list/format.js';
import { formatMoney } from '../../web/charts/format.js';
import { Empty, Pill } from '../../web/parts/parts.js';
import type { TopUpProps } from './topUpProps.js';

const OUTCOMES: Readonly<Record<string, readonly [string, 'good' | 'bad' | 'warning' | 'held']>> = {
  paid: ['paid', 'good'],
  pending: ['waiting for the bank', 'held'],
  'needs-client': ['confirmation required', 'warning'],
  refused: ['refused', 'bad'],
  unavailable: ['provider not reached', 'warning'],
};

/** Recent automatic payments and their results. */
export function Attempts({ portalAccount, topUp, now }: TopUpProps) {
  const { timeZone } = portalAccount.account;
  const { attempts, currency } = topUp;
  if (attempts.length === 0) {
    if (topUp.card === null) return null;
    return (
      <section>
        <h2>Automatic payments</h2>
        <Empty>
          <p>None yet.</p>
        </Empty>
      </section>
    );
  }
  return (
    <section>
      <h2>Automatic payments</h2>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Date</th>
            <th scope="col" class="amount">
              Amount {currency}
            </th>
            <th scope="col">Result</th>
          </tr>
        </thead>
        <tbody>
          {attempts.map(({ startedAt, amount, outcome }) => {
            const [words, tone] = OUTCOMES[outcome ?? ''] ?? (['in progress', 'held'] as const);
            return (
              <tr>
                <td>
                  <Day at={startedAt} timeZone={timeZone} now={now} />
                </td>
                <td class="amount" data-label="Amount">
                  {formatMoney(amount, currency)}
                </td>
                <td data-label="Result">
                  <Pill tone={tone}>{words}</Pill>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p class="quiet small">If nothing was paid, you got an email with a payment link.</p>
    </section>
  );
}
