import { taxIn } from '../../core/values/money.js';
import type { Tax } from '../facts.js';
import type { AccountTax } from '../tax/accountTax.js';
import { isSameTax } from '../tax/storedTax.js';
import type { TaxTreatment } from '../tax/treatment.js';
import type { InvoiceLine, InvoiceTax } from './invoice.js';
import { keyOfTreatment, type PlannedDocument } from './planDocuments.js';

/** A prepayment invoice of which a part is still open. Amounts contain the tax. */
export interface OpenPrepayment {
  readonly id: string;
  readonly number: string;
  readonly issuedOn: string;
  readonly paymentId: string;
  readonly treatment: TaxTreatment;
  readonly total: bigint;
  readonly tax: bigint;
  /** What invoices have deducted and credit notes have given back of it. */
  readonly usedTotal: bigint;
  readonly usedTax: bigint;
}

/** A part of a prepayment invoice that a document deducts or gives back. */
export interface PrepaymentUse {
  readonly prepayment: OpenPrepayment;
  readonly total: bigint;
  readonly tax: bigint;
}

/** The part of a payment that is paid in advance: what goes beyond the debt. */
export function prepaidPart(amount: bigint, balanceAfter: bigint): bigint {
  return least(amount, most(0n, balanceAfter));
}

/** The one tax that all of an account's coming charges bear; undefined: they may bear several, or it is not known. */
export function knownTax({ tax, chargeTaxes, cause }: AccountTax): Tax | null | undefined {
  if (cause === 'unknown-country') return undefined;
  const others = [...chargeTaxes.values()];
  if (tax === null) return others.length === 0 ? null : undefined;
  return others.every((other) => isSameTax(other, tax)) ? tax : undefined;
}

/** What a prepayment invoice over an amount with tax says. */
export function prepaidTax(total: bigint, treatment: TaxTreatment): InvoiceTax {
  const tax = taxIn(total, treatment.percent);
  return { treatment, net: total - tax, tax };
}

export interface Deducted {
  readonly document: PlannedDocument;
  readonly uses: readonly PrepaymentUse[];
  readonly open: readonly OpenPrepayment[];
}

/**
 * Deducts open prepayments from an invoice, the oldest first, as negative lines with their tax: what stays is the tax
 * that no prepayment invoice has stated. A prepayment serves charges of its own category and rate only.
 */
export function deductPrepayments(
  document: PlannedDocument,
  open: readonly OpenPrepayment[],
  describe: (prepayment: OpenPrepayment) => string,
): Deducted {
  if (document.kind !== 'invoice') return { document, uses: [], open };
  let left = document.total;
  const taxes = new Map(document.taxes.map((tax) => [keyOfTreatment(tax.treatment), tax]));
  const lines: InvoiceLine[] = [];
  const uses: PrepaymentUse[] = [];
  const rest = open.map((prepayment) => {
    const key = keyOfTreatment(prepayment.treatment);
    const sum = taxes.get(key);
    if (sum === undefined) return prepayment;
    const total = least(least(left, sum.net + sum.tax), openTotal(prepayment));
    if (total <= 0n) return prepayment;
    const use = useOf(prepayment, total, total === sum.net + sum.tax ? sum.tax : undefined);
    const net = use.total - use.tax;
    left -= total;
    uses.push(use);
    taxes.set(key, { ...sum, net: sum.net - net, tax: sum.tax - use.tax });
    lines.push({ description: describe(prepayment), net: -net, tax: sum.treatment });
    return used(prepayment, use);
  });
  return {
    document: {
      ...document,
      lines: [...document.lines, ...lines],
      taxes: [...taxes.values()],
      total: left,
    },
    uses,
    open: rest.filter((prepayment) => openTotal(prepayment) > 0n),
  };
}

/**
 * What prepayment invoices say too much: open prepayments never exceed the client's credit. `open` in the order in which
 * they are given back.
 */
export function excessOf(open: readonly OpenPrepayment[], credit: bigint): PrepaymentUse[] {
  let excess = open.reduce((sum, prepayment) => sum + openTotal(prepayment), 0n) - most(0n, credit);
  return open.flatMap((prepayment) => {
    const total = least(excess, openTotal(prepayment));
    if (total <= 0n) return [];
    excess -= total;
    return [useOf(prepayment, total)];
  });
}

export function openTotal({ total, usedTotal }: OpenPrepayment): bigint {
  return total - usedTotal;
}

function used(prepayment: OpenPrepayment, { total, tax }: PrepaymentUse): OpenPrepayment {
  return { ...prepayment, usedTotal: prepayment.usedTotal + total, usedTax: prepayment.usedTax + tax };
}

/**
 * The tax of a part: all parts together bear exactly the prepayment's. A part that pays a sum whole bears the tax on that
 * sum where that is within one minor unit, so that no cent of tax is left on a paid invoice.
 */
function useOf(prepayment: OpenPrepayment, total: bigint, wanted?: bigint): PrepaymentUse {
  const { tax, usedTotal, usedTax, treatment } = prepayment;
  const openTax = tax - usedTax;
  const rest = openTotal(prepayment) - total;
  if (rest === 0n) return { prepayment, total, tax: openTax };
  const usual = taxIn(usedTotal + total, treatment.percent) - usedTax;
  const near = wanted !== undefined && wanted >= usual - 1n && wanted <= usual + 1n ? wanted : usual;
  const bounded = most(most(0n, openTax - rest), least(least(total, openTax), near));
  return { prepayment, total, tax: bounded };
}

function least(left: bigint, right: bigint): bigint {
  return left < right ? left : right;
}

function most(left: bigint, right: bigint): bigint {
  return left > right ? left : right;
}
