import { isTakenBack } from '../../../../src/bank/takeBack.js';
import { formatLineReason } from '../../../../src/core/values/lineReason.js';
import type { Suggestion } from '../../../../src/bank/suggestAccounts.js';
import type { BankLine } from '../../../../src/store/bank/bank.js';
import { formatMoney } from '../../../web/charts/format.js';
import { formatDate, formatMajor } from '../../accounts/list/format.js';

interface WaitingProps {
  readonly base: string;
  readonly lines: readonly BankLine[];
  readonly suggestions: ReadonlyMap<string, readonly Suggestion[]>;
  readonly mayPost: boolean;
}

/** The lines without a matching account, each with the reason and the possible actions. */
export function WaitingLines({ base, lines, suggestions, mayPost }: WaitingProps) {
  return (
    <table class="cards waiting">
      <thead>
        <tr>
          <th scope="col">Text</th>
          <th scope="col" class="amount">
            Amount
          </th>
          <th scope="col">{mayPost ? 'Account' : 'Reason'}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr>
            <td>
              <a href={`${base}/lines/${line.id}`}>
                <strong>{line.payer === '' ? payerText(line) : line.payer}</strong>
              </a>
              <span class="line">{line.remittance}</span>
              <span class="sub">{dayOf(line)}</span>
            </td>
            <td class="amount" data-label="Amount">
              <LineMoney line={line} />
            </td>
            <td>
              <span class="sub">{line.reason && formatLineReason(line.reason)}</span>
              {mayPost && (
                <Decide
                  path={`${base}/lines/${line.id}`}
                  line={line}
                  likely={suggestions.get(line.id) ?? []}
                />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function payerText({ state, line }: BankLine): string {
  return state === 'held-back' ? `Line ${line}` : 'No payer named';
}

function dayOf({ bookedOn }: BankLine): string {
  return bookedOn === null ? 'no date' : formatDate(bookedOn);
}

/** The amount received, with the currency if the bank named it. */
export function LineMoney({ line: { amount, currency } }: { readonly line: BankLine }) {
  return (
    <span>
      {amount === null ? 'not known' : formatMajor(amount)}
      {currency !== null && <span class="quiet small-inline"> {currency}</span>}
    </span>
  );
}

interface DecideProps {
  readonly path: string;
  readonly line: BankLine;
  readonly likely: readonly Suggestion[];
}

function Decide({ path, line, likely }: DecideProps) {
  const select = `account-${line.id}`;
  const about = `the ${formatMajor(line.amount ?? 'unknown amount')} of ${dayOf(line)}`;
  const isWhole = line.amount !== null && line.bookedOn !== null;
  return (
    <>
      {likely.length > 0 && isWhole && (
        <form method="post" action={`${path}/assign`} class="inline whose">
          <div class="field">
            <label for={select} class="hidden">
              The account for {about}
            </label>
            <select id={select} name="accountId">
              {likely.map(({ account, because }) => (
                <option value={account.id}>
                  {account.name} ({because})
                </option>
              ))}
            </select>
          </div>
          <button type="submit">
            {isTakenBack(line) ? 'Take back' : 'Post'}
            <span class="hidden"> {about}</span>
          </button>
        </form>
      )}
      <form method="post" action={`${path}/dismiss`} class="inline whose">
        <input type="hidden" name="reason" value="Ignored on the list." />
        <button type="submit">
          Ignore<span class="hidden">: {about}</span>
        </button>
        <a href={`${path}#whose`}>
          {likely.length > 0 && isWhole ? 'Other account' : 'Search'}
          <span class="hidden"> for {about}</span>
        </a>
      </form>
    </>
  );
}

/** Why an account matches, and its balance. */
export function formatStanding(balance: bigint, currency: string): string {
  if (balance === 0n) return 'owes nothing';
  return balance < 0n
    ? `owes ${formatMoney(-balance, currency)} ${currency}`
    : `has ${formatMoney(balance, currency)} ${currency}`;
}
