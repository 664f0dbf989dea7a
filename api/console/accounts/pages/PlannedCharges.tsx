import type { AccountDetails } from '../../../../src/accounts/loadAccount.js';
import { type Instant, startOfDay } from '../../../../src/core/values/zone.js';
import type { Scheduled } from '../../../../src/store/ledger/scheduled.js';
import { Amount, formatDate, Near } from '../list/format.js';

interface PlannedProps {
  readonly planned: readonly Scheduled[];
  readonly account: AccountDetails;
  readonly path: string;
  readonly now: Instant;
  readonly mayCancel: boolean;
}

/** The scheduled charges; each can be cancelled. */
export function PlannedCharges({ planned, account, path, now, mayCancel }: PlannedProps) {
  const { currency, timeZone } = account;
  const ahead = planned.filter(({ entryId, cancelledAt }) => entryId === null && cancelledAt === null);
  if (ahead.length === 0) return null;
  return (
    <section>
      <h2>Scheduled charges</h2>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Due</th>
            <th scope="col">Description</th>
            <th scope="col" class="amount">
              Amount {currency}
            </th>
            <th scope="col" class="does">
              <span class="hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {ahead.map((charge) => (
            <tr>
              <td>
                {formatDate(charge.dueOn)}
                <span class="sub">
                  <Near at={startOfDay(charge.dueOn, timeZone)} timeZone={timeZone} now={now} />
                </span>
              </td>
              <td>
                {charge.description}
                <span class="sub">{charge.category}</span>
              </td>
              <td class="amount" data-label="Amount">
                <Amount minor={-charge.amount} currency={currency} />
              </td>
              <td class="does">
                {mayCancel && (
                  <a class="button" href={`${path}/scheduled-charges/${charge.id}/cancel`}>
                    Cancel<span class="hidden"> {charge.description}</span>
                  </a>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
