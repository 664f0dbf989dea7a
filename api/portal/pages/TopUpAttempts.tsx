import { Day } from '../../console/accounts/list/format.js';
import { formatMoney } from '../../web/charts/format.js';
import { Empty, Pill } from '../../web/parts/parts.js';
import type { TopUpProps } from './topUpProps.js';

const OUTCOMES: Readonly<Record<string, readonly [string, 'good' | 'bad' | 'warning' | 'held']>> = {
  paid: ['paid', 'good'],
  pending: ['the bank has yet to say', 'held'],
  'needs-client': ['bank asked for you', 'warning'],
  refused: ['refused', 'bad'],
  unavailable: ['could not be asked', 'warning'],
};

/** What was charged by itself lately, and what came of it. */
export function Attempts({ portalAccount, topUp, now }: TopUpProps) {
  const { timeZone } = portalAccount.account;
  const { attempts, currency } = topUp;
  if (attempts.length === 0) {
    if (topUp.card === null) return null;
    return (
      <section>
        <h2>What was charged by itself</h2>
        <Empty>
          <p>Nothing so far.</p>
        </Empty>
      </section>
    );
  }
  return (
    <section>
      <h2>What was charged by itself</h2>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Date</th>
            <th scope="col" class="amount">
              Amount {currency}
            </th>
            <th scope="col">What came of it</th>
          </tr>
        </thead>
        <tbody>
          {attempts.map(({ startedAt, amount, outcome }) => {
            const [words, tone] = OUTCOMES[outcome ?? ''] ?? (['under way', 'held'] as const);
            return (
              <tr>
                <td>
                  <Day at={startedAt} timeZone={timeZone} now={now} />
                </td>
                <td class="amount" data-label="Amount">
                  {formatMoney(amount, currency)}
                </td>
                <td data-label="What came of it">
                  <Pill tone={tone}>{words}</Pill>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p class="quiet small">Where nothing was paid, you got the email with the link to pay instead.</p>
    </section>
  );
}
