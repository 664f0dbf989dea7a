import type { StatementPreview } from '../../../../src/statements/previewStatement.js';
import { Pill } from '../../../web/parts/parts.js';
import { formatDate, formatMajor } from '../../accounts/list/format.js';
import { LineCountList } from './LineCountList.js';

const COLUMN_LABELS: Readonly<Record<string, string>> = {
  date: 'Day',
  credit: 'Incoming',
  debit: 'Outgoing',
  bankId: 'Bank’s id',
  account: 'Receiving account',
};

const ORDER_LABELS = { dmy: 'day, month, year', mdy: 'month, day, year', ymd: 'year, month, day' } as const;

/** How each part of the file was read, in words, with the totals. */
export function Understood({ preview }: { readonly preview: StatementPreview }) {
  const { mapping, counts } = preview;
  const { encoding, columns, totals } = mapping;
  const isTable = preview.profile.headings.length > 0;
  const facts: readonly (readonly [string, string])[] = [
    ['Kind of file', preview.kind],
    ...(isTable ? tableFacts(preview) : []),
    ...(preview.profile.account === '' ? [] : [['Receiving account', preview.profile.account] as const]),
    ['Encoding', encoding ?? 'as pasted'],
    ...Object.entries(columns).map(
      ([field, head]) =>
        [
          COLUMN_LABELS[field] ?? field.charAt(0).toUpperCase() + field.slice(1),
          head === '' ? 'a column without a heading' : `column “${head}”`,
        ] as const,
    ),
  ];
  return (
    <section>
      <h2>Detected format</h2>
      <Totals totals={totals} />
      <dl class="facts">
        {facts.map(([label, value]) => (
          <div>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <div>
          <dt>All lines</dt>
          <dd>
            <LineCountList counts={counts} />
          </dd>
        </div>
      </dl>
    </section>
  );
}

/** What a table must prove, and other kinds of files fix. */
function tableFacts({ mapping }: StatementPreview): (readonly [string, string])[] {
  const { signFrom, dateOrder, dateOrderFrom, decimalMark } = mapping;
  const unordered = dateOrderFrom === 'unknown' ? 'unknown' : 'unambiguous';
  const days = dateOrder === null ? unordered : `${ORDER_LABELS[dateOrder]}, by ${dateOrderFrom}`;
  return [
    ['Incoming is marked by', signFrom ?? 'nothing yet'],
    ['Days', days],
    ['Decimal mark', decimalMark === null ? 'none, or unknown' : decimalMark === ',' ? 'comma' : 'point'],
  ];
}

function Totals({ totals }: { readonly totals: StatementPreview['mapping']['totals'] }) {
  if (Object.keys(totals).length === 0) return null;
  return (
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">Currency</th>
          <th scope="col" class="amount">
            Incoming
          </th>
          <th scope="col" class="amount">
            Outgoing
          </th>
          <th scope="col" class="amount">
            Pending
          </th>
        </tr>
      </thead>
      <tbody>
        {Object.entries(totals).map(([code, sums]) => (
          <tr>
            <td>
              <strong>{code === '' ? 'None' : code}</strong>
            </td>
            <td class="amount" data-label="Incoming">
              {formatMajor(sums.in)}
            </td>
            <td class="amount" data-label="Outgoing">
              {formatMajor(sums.out)}
            </td>
            <td class="amount" data-label="Pending">
              {formatMajor(sums.pending)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const ROW_LABELS: Readonly<Record<string, readonly ['good' | 'bad' | 'warning' | 'held', string]>> = {
  in: ['good', 'Incoming'],
  returned: ['warning', 'Returned'],
  out: ['held', 'Outgoing'],
  pending: ['warning', 'Pending'],
  zero: ['held', 'Zero'],
  'held back': ['warning', 'Held back'],
  unreadable: ['bad', 'Unreadable'],
};

export function FirstRows({ preview: { firstRows, questions } }: { readonly preview: StatementPreview }) {
  if (firstRows.length === 0) return null;
  // While questions are open, the direction of held-back lines is unknown.
  const isOpen = questions.length > 0;
  return (
    <section>
      <h2>Preview of the first rows</h2>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col" class="number">
              Line
            </th>
            <th scope="col">Content</th>
            <th scope="col">Direction</th>
            <th scope="col" class="amount">
              Amount
            </th>
          </tr>
        </thead>
        <tbody>
          {firstRows.map(({ line, is, bookedOn, amount, currency, text }) => (
            <tr>
              <td class="number" data-label="Line">
                {line}
              </td>
              <td>
                {text}
                <span class="sub">{bookedOn === null ? 'no date' : formatDate(bookedOn)}</span>
              </td>
              <td data-label="Direction">
                <Pill tone={ROW_LABELS[is]?.[0] ?? 'held'}>
                  {isOpen && is === 'held back' ? 'Unknown' : (ROW_LABELS[is]?.[1] ?? is)}
                </Pill>
              </td>
              <td class="amount" data-label="Amount">
                {amount === null ? 'unknown' : formatMajor(amount)} {currency}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
