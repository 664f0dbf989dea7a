import { raw } from 'hono/html';
import type { Preview } from '../../../../src/plans/managePlans.js';
import { priceCurve } from '../../../web/charts/priceCurve.js';
import { formatMoney, shortQuantity } from '../../../web/charts/format.js';
import { Field } from '../../../web/parts/forms.js';
import type { MeterChoice, PlanDraft } from '../planDraft.js';
import type { PriceTable } from '../priceTable.js';

/** The cost of a plan: a sample bill, and each meter's prices. */
export interface Outlook {
  readonly bill: Preview;
  readonly names: Readonly<Record<string, string>>;
  readonly tables: readonly PriceTable[];
}

interface PreviewProps {
  readonly draft: PlanDraft;
  /** Null while the plan is not valid. */
  readonly outlook: Outlook | null;
  readonly meters: readonly MeterChoice[];
  readonly action: string;
}

/** The right side of the designer: the charges of the plan. */
export function PreviewPart({ draft, outlook, meters, action }: PreviewProps) {
  const used = [...new Set(draft.usage.map(({ meter }) => meter))];
  return (
    <aside class="preview" id="preview" aria-label="Preview">
      <h2>Sample bill</h2>
      <div data-live="samples">
        {used.map((name) => (
          <Field
            name={`sample.${name}`}
            id={`sample-${name}`}
            label={`${titleOf(meters, name)} in the sample period`}
            value={draft.sample[name] ?? ''}
            maxlength={40}
          />
        ))}
      </div>
      <button type="submit" name="act" value="preview" formaction={`${action}#preview`}>
        Update
      </button>
      <p class="quiet gap" role="status" data-live="status">
        {outlook === null
          ? 'Enter all prices to see the bill and the price curves.'
          : `Total for one period: ${formatMoney(outlook.bill.total, outlook.bill.currency)} ${draft.currency}, before tax.`}
      </p>
      <div data-live="outcome">
        {outlook !== null && (
          <>
            <Bill currency={draft.currency} {...outlook} />
            <PriceCurves tables={outlook.tables} meters={meters} currency={draft.currency} width={400} />
          </>
        )}
      </div>
    </aside>
  );
}

function titleOf(meters: readonly MeterChoice[], name: string): string {
  return meters.find((meter) => meter.name === name)?.title ?? name;
}

/** A whole period's bill, before tax. */
export function Bill({ bill, names, currency }: Outlook & { readonly currency: string }) {
  return (
    <table class="bill">
      <caption>One period, before tax</caption>
      <thead>
        <tr>
          <th scope="col">Line</th>
          <th scope="col" class="amount">
            {currency}
          </th>
        </tr>
      </thead>
      <tbody>
        {bill.lines.map(({ id, minor }) => (
          <tr>
            <td>{names[id] ?? id}</td>
            <td class="amount">{formatMoney(minor, bill.currency)}</td>
          </tr>
        ))}
        <tr>
          <td>
            <strong>Total</strong>
          </td>
          <td class="amount">
            <strong>{formatMoney(bill.total, bill.currency)}</strong>
          </td>
        </tr>
      </tbody>
    </table>
  );
}

interface CurvesProps {
  readonly tables: readonly PriceTable[];
  readonly meters: readonly MeterChoice[];
  readonly currency: string;
  readonly width: number;
}

/** Each meter's price as a curve and as a table. */
export function PriceCurves({ tables, meters, currency, width }: CurvesProps) {
  return (
    <>
      {tables.map((table) => {
        const unit = meters.find(({ name }) => name === table.meter)?.unit ?? '';
        const name = table.name ?? titleOf(meters, table.meter);
        const title = `What ${name} costs, from 0 to ${shortQuantity(table.most, unit)}`;
        const amount = (minor: number): string => formatMoney(BigInt(Math.round(minor)), currency);
        const { cost, most, bounds } = table;
        return (
          <section>
            <h3>{name}</h3>
            {raw(priceCurve({ width, cost, most, bounds, unit, amount, title }))}
            <table class="prices">
              <thead>
                <tr>
                  <th scope="col" class="amount">
                    Quantity
                  </th>
                  <th scope="col" class="amount">
                    {currency}
                  </th>
                </tr>
              </thead>
              <tbody>
                {table.rows.map(({ quantity, minor }) => (
                  <tr>
                    <td class="amount">{shortQuantity(quantity, unit)}</td>
                    <td class="amount">{formatMoney(minor, currency)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        );
      })}
    </>
  );
}
