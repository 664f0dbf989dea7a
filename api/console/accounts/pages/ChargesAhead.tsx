import type { Comparison } from '../../../../src/accounts/whatIf.js';
import type { ExpectedLine, PeriodCharges } from '../../../../src/billing/projection/charges.js';
import { quantityToNumber } from '../../../../src/core/values/quantity.js';
import { formatMoney, shortQuantity } from '../../../web/charts/format.js';
import { formatDate } from '../list/format.js';

interface ChargesProps {
  readonly compared: Comparison;
  /** The unit of each meter. */
  readonly units: ReadonlyMap<string, string>;
}

/** The lines of each coming period, today's beside those under the assumptions. */
export function ChargesAhead({ compared: { today, whatIf, currency }, units }: ChargesProps) {
  return (
    <>
      {today.periods.map((period, index) => (
        <details>
          <summary>Lines of the period from {formatDate(period.startDate)}</summary>
          <table class="cards">
            <thead>
              <tr>
                <td />
                <th scope="col" class="amount">
                  Today {currency}
                </th>
                <th scope="col" class="amount">
                  What if {currency}
                </th>
              </tr>
            </thead>
            <tbody>
              {linesBeside(period, whatIf.periods[index], units).map(({ label, before, after }) => (
                <tr>
                  <th scope="row">{label}</th>
                  <td class="amount" data-label="Today">
                    <Cell line={before} currency={currency} />
                  </td>
                  <td class="amount" data-label="What if">
                    <Cell line={after} currency={currency} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      ))}
    </>
  );
}

interface Summed {
  readonly minor: bigint;
  readonly quantity?: string | undefined;
}

function Cell({ line, currency }: { readonly line: Summed | undefined; readonly currency: string }) {
  if (line === undefined) return <>–</>;
  return (
    <>
      {formatMoney(line.minor, currency)}
      {line.quantity !== undefined && <span class="sub">{line.quantity}</span>}
    </>
  );
}

interface Beside {
  readonly label: string;
  readonly before: Summed | undefined;
  readonly after: Summed | undefined;
}

function linesBeside(
  today: PeriodCharges,
  whatIf: PeriodCharges | undefined,
  units: ChargesProps['units'],
): Beside[] {
  const before = sumLines(today.lines, units);
  const after = sumLines(whatIf?.lines ?? [], units);
  const labels = new Set([...before.keys(), ...after.keys()]);
  const sums = (label: string, sumOf: (period: PeriodCharges) => bigint): Beside => ({
    label,
    before: { minor: sumOf(today) },
    after: whatIf === undefined ? undefined : { minor: sumOf(whatIf) },
  });
  return [
    ...[...labels].map((label) => ({ label, before: before.get(label), after: after.get(label) })),
    ...(today.tax === 0n && (whatIf?.tax ?? 0n) === 0n ? [] : [sums('Tax', ({ tax }) => tax)]),
    sums('Total', ({ total }) => total),
  ];
}

/** Lines of the same label are added up. */
function sumLines(lines: readonly ExpectedLine[], units: ChargesProps['units']): Map<string, Summed> {
  const sums = new Map<string, Summed>();
  for (const line of lines) {
    const label = labelOf(line);
    const { meter, quantity } = line;
    sums.set(label, {
      minor: (sums.get(label)?.minor ?? 0n) + line.minor,
      ...(meter === undefined || quantity === undefined
        ? {}
        : { quantity: shortQuantity(quantityToNumber(quantity), units.get(meter) ?? meter) }),
    });
  }
  return sums;
}

function labelOf({ kind, name }: ExpectedLine): string {
  if (kind === 'startup') return 'Start-up charge';
  if (kind === 'minimum') return 'Up to the minimum';
  return kind === 'maximum' ? 'Down to the maximum' : name;
}
