import type { ExplainedTax } from '../../../../src/ledger/loadTaxes.js';
import type { Entry } from '../../../../src/store/ledger/entries.js';
import { formatMoney } from '../../../web/charts/format.js';

/** Explains a statement's tax entry that belongs to no single charge: every figure of the tax it corrects. */
export function ExplainedTaxSection({ entry, onTheSum }: { entry: Entry; onTheSum: ExplainedTax }) {
  const { currency, taxName = '', taxPercent = '' } = entry;
  const { statement, taxes } = onTheSum;
  return (
    <section class="explained">
      <h2>How it was calculated</h2>
      <p class="lead">
        The tax of a statement is {taxName} {taxPercent} % of the taxable total, rounded once. Each charge was
        posted with its own rounded tax; this entry is the difference
        {statement === undefined ? '' : ` on statement ${statement}`}.
      </p>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Taxed</th>
            <th scope="col" class="amount">
              Net {currency}
            </th>
            <th scope="col" class="amount">
              Tax by line {currency}
            </th>
            <th scope="col" class="amount">
              Tax on the sum {currency}
            </th>
          </tr>
        </thead>
        <tbody>
          {taxes.map(({ corrects, net, minor, byLine }) => (
            <tr>
              <td>{corrects === undefined ? 'Charged here' : `Correction of statement ${corrects}`}</td>
              <td class="amount" data-label="Net">
                {formatMoney(net, currency)}
              </td>
              <td class="amount" data-label="Tax by line">
                {formatMoney(byLine, currency)}
              </td>
              <td class="amount" data-label="Tax on the sum">
                {formatMoney(minor, currency)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
