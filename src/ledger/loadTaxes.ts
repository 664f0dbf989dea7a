import type { TaxedSum } from '../billing/facts.js';
import { type StatementTax, taxOnSum } from '../billing/rating/taxSum.js';
import { isSameTax } from '../billing/tax/storedTax.js';
import { categoryOf } from '../billing/tax/treatment.js';
import { formatPercent } from '../core/values/money.js';
import type { Queryable } from '../platform/sql/sql.js';
import type { Entry } from '../store/ledger/entries.js';
import { taxedSumsOf } from '../store/ledger/taxedSums.js';
import { findNumbers, findStatementOf, type IssuedDocument } from '../store/statements/documents.js';

/** The taxes of one statement: on its charges, and on its corrections of each earlier statement. */
export async function loadTaxes(
  sql: Queryable,
  accountId: string,
  document: Pick<IssuedDocument, 'openingNumber' | 'closingNumber'>,
): Promise<StatementTax[]> {
  const sums = await taxedSumsOf(sql, accountId, document);
  const dates = sums.flatMap(({ corrects }) => corrects ?? []);
  const numbers = await findNumbers(sql, accountId, dates);
  const taxes = sums.map((sum) => {
    const { tax, corrects, net, netBefore, posted, rounded } = sum;
    const number = corrects === null ? undefined : (numbers.get(corrects) ?? corrects);
    return {
      name: tax.name,
      percent: formatPercent(tax.percent),
      category: categoryOf(tax),
      ...(tax.reasonCode === undefined ? {} : { reasonCode: tax.reasonCode }),
      ...(number === undefined ? {} : { corrects: number }),
      net: net - netBefore,
      minor: corrects === null ? posted - correctedBy(sums, sum) : taxOnSum(sum),
      byLine: posted - rounded,
    };
  });
  return taxes.filter(({ net, minor, byLine }) => net !== 0n || minor !== 0n || byLine !== 0n);
}

/** The entry that adjusts a tax to the tax on the sum moves this amount from corrections to charges. */
function correctedBy(sums: readonly TaxedSum[], { tax }: TaxedSum): bigint {
  return sums
    .filter((sum) => sum.corrects !== null && isSameTax(sum.tax, tax))
    .reduce((all, sum) => all + taxOnSum(sum) - sum.posted, 0n);
}

/** What the entry that adjusts a tax to the tax on the sum was worked out from. */
export interface ExplainedTax {
  /** The statement that contains it; none: no statement yet. */
  readonly statement: string | undefined;
  readonly taxes: readonly StatementTax[];
}

export async function explainTax(sql: Queryable, entry: Entry): Promise<ExplainedTax | undefined> {
  const { kind, taxes, accountId, number, taxPercent, taxCategory } = entry;
  if (kind !== 'tax' || taxes !== undefined) return undefined;
  const { openingNumber, startDate } = await findStatementOf(sql, accountId, number);
  const [all, numbers] = await Promise.all([
    loadTaxes(sql, accountId, { openingNumber, closingNumber: number }),
    findNumbers(sql, accountId, startDate === null ? [] : [startDate]),
  ]);
  return {
    statement: startDate === null ? undefined : numbers.get(startDate),
    taxes: all.filter(({ category, percent }) => category === taxCategory && percent === taxPercent),
  };
}
