import type { Invoice, InvoiceLine, InvoiceTax } from '../../billing/invoices/invoice.js';
import type { TaxTreatment } from '../../billing/tax/treatment.js';

type AsJson<Thing> = Thing extends bigint
  ? string
  : Thing extends readonly (infer Part)[]
    ? readonly AsJson<Part>[]
    : Thing extends object
      ? { readonly [Field in keyof Thing]: AsJson<Thing[Field]> }
      : Thing;

/** An invoice as it is stored: whole numbers of any size as text. */
export type InvoiceJson = AsJson<Invoice>;

export function encodeInvoice(invoice: Invoice): InvoiceJson {
  return JSON.parse(
    JSON.stringify(invoice, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)),
  ) as InvoiceJson;
}

export function decodeInvoice(json: InvoiceJson): Invoice {
  return {
    ...(json as unknown as Invoice),
    paid: BigInt(json.paid),
    lines: json.lines.map(lineOf),
    taxes: json.taxes.map(taxOf),
  };
}

function lineOf({ usage, ...line }: AsJson<InvoiceLine>): InvoiceLine {
  return {
    ...line,
    net: BigInt(line.net),
    tax: treatmentOf(line.tax),
    ...(usage === undefined ? {} : { usage: { ...usage, quantity: BigInt(usage.quantity) } }),
  };
}

function taxOf({ treatment, net, tax }: AsJson<InvoiceTax>): InvoiceTax {
  return { treatment: treatmentOf(treatment), net: BigInt(net), tax: BigInt(tax) };
}

function treatmentOf(treatment: AsJson<TaxTreatment>): TaxTreatment {
  return { ...treatment, percent: BigInt(treatment.percent) };
}
