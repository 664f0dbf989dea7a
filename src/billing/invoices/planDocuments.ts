import type { LocalDate } from '../../core/values/zone.js';
import type { TaxTreatment } from '../tax/treatment.js';
import type { ChargeDocumentKind, InvoiceLine, InvoiceTax } from './invoice.js';

/** A charge, or what gives one back, of the entries to be documented. */
export interface BilledLine extends Pick<InvoiceLine, 'description' | 'usage'> {
  /** Minor units, positive where the client pays. */
  readonly net: bigint;
  readonly tax: TaxTreatment;
  /** Start date of the earlier period whose documents this corrects; null: it is a charge of its own, or corrects one. */
  readonly corrects: LocalDate | null;
  /** Start date of the earlier period that a late line rates again. */
  readonly rerates?: LocalDate;
}

/** What the ledger taxes: `net` and `tax` of one treatment, of own charges or of the corrections of an earlier period. */
export interface BilledTax {
  readonly tax: TaxTreatment;
  readonly corrects: LocalDate | null;
  readonly amount: bigint;
}

/** A document to issue: its kind and content, without names, dates and number. */
export interface PlannedDocument {
  readonly kind: ChargeDocumentKind;
  /** Start date of the period whose documents it corrects; null: it documents charges of its own. */
  readonly corrects: LocalDate | null;
  /** Start dates of the periods whose documents it must name. */
  readonly names: readonly LocalDate[];
  readonly lines: readonly InvoiceLine[];
  readonly taxes: readonly InvoiceTax[];
  readonly total: bigint;
}

/**
 * The documents of a settlement (docs/invoices.md, Documents): an invoice of its own charges, and one credit note for
 * each earlier period that is corrected. What gives back a charge of the same settlement is a negative line. Whatever
 * comes to less than zero is a credit note; what comes to nothing at all has no document. Each line is on one document,
 * and the taxes are the ledger's.
 */
export function planDocuments(lines: readonly BilledLine[], taxes: readonly BilledTax[]): PlannedDocument[] {
  const groups = new Map<string, BilledLine[]>();
  for (const line of lines) {
    const key = groupOf(line);
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return [...groups]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([key, grouped]) =>
      documentOf(
        grouped,
        taxes.filter((tax) => groupOf(tax) === key),
      ),
    );
}

/**
 * Own charges first, then corrections from the oldest on. What is outside the scope of tax has a document of its own:
 * EN 16931 allows no other category beside it.
 */
function groupOf({ corrects, tax }: Pick<BilledLine, 'corrects' | 'tax'>): string {
  return `${corrects ?? ''} ${tax.category === 'O' ? 'outside' : ''}`;
}

function documentOf(lines: readonly BilledLine[], taxes: readonly BilledTax[]): PlannedDocument[] {
  const sums = sumsOf(lines, taxes);
  const total = sums.reduce((all, { net, tax }) => all + net + tax, 0n);
  if (sums.every(({ net, tax }) => net === 0n && tax === 0n)) return [];
  const isCredit = total < 0n;
  const shown = (minor: bigint): bigint => (isCredit ? -minor : minor);
  const corrects = lines[0]?.corrects ?? null;
  const names = new Set(lines.flatMap(({ corrects, rerates }) => corrects ?? rerates ?? []));
  return [
    {
      kind: isCredit ? 'credit-note' : 'invoice',
      corrects,
      names: [...names].sort(),
      lines: lines.map(({ description, usage, net, tax }) => ({
        description,
        net: shown(net),
        tax,
        ...(usage === undefined ? {} : { usage }),
      })),
      taxes: sums.map(({ treatment, net, tax }) => ({ treatment, net: shown(net), tax: shown(tax) })),
      total: shown(total),
    },
  ];
}

function sumsOf(lines: readonly BilledLine[], taxes: readonly BilledTax[]): InvoiceTax[] {
  const sums = new Map<string, InvoiceTax>();
  const add = (treatment: TaxTreatment, net: bigint, tax: bigint): void => {
    const key = keyOfTreatment(treatment);
    const sum = sums.get(key) ?? { treatment, net: 0n, tax: 0n };
    sums.set(key, { ...sum, net: sum.net + net, tax: sum.tax + tax });
  };
  for (const { net, tax } of lines) add(tax, net, 0n);
  for (const { tax, amount } of taxes)
    if (amount !== 0n || sums.has(keyOfTreatment(tax))) add(tax, 0n, amount);
  return [...sums.values()];
}

/** Lines of one category and rate are taxed together, on their sum. */
export function keyOfTreatment({ category, percent }: TaxTreatment): string {
  return `${category} ${percent}`;
}
