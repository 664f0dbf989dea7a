import { z } from '@hono/zod-openapi';
import { totalsOf } from '../../../src/billing/invoices/checkInvoice.js';
import {
  INVOICE_KINDS,
  type Invoice,
  type InvoiceTax,
  type Party,
} from '../../../src/billing/invoices/invoice.js';
import { formatAmount, formatPercent } from '../../../src/core/values/money.js';
import { formatQuantity } from '../../../src/core/values/quantity.js';
import type { TaxTreatment } from '../../../src/billing/tax/treatment.js';
import type { IssuedInvoice, StoredInvoice } from '../../../src/store/invoices/invoices.js';
import { particularsResponse } from '../framework/particularsShapes.js';
import { dateText, idResponse, instantText, iso, money } from '../framework/responses.js';

const kind = z.enum(INVOICE_KINDS);

const issuedFields = z.object({
  id: idResponse,
  accountId: idResponse,
  kind,
  number: z
    .string()
    .openapi({ description: 'Sequential without gaps per kind and year.', example: 'INV-2026-00042' }),
  issuedOn: dateText,
  issuedAt: instantText,
  currency: z.string(),
  total: money.openapi({ description: 'Never negative: a credit note gives it back.' }),
});

export const issuedShape = issuedFields.openapi('IssuedInvoice');

export function issuedResponse(issued: IssuedInvoice): object {
  const { id, accountId, kind, number, issuedOn, issuedAt, currency, total } = issued;
  const at = iso(issuedAt);
  return {
    id,
    accountId,
    kind,
    number,
    issuedOn,
    issuedAt: at,
    currency,
    total: formatAmount(total, currency),
  };
}

const tax = z.object({
  category: z.enum(['S', 'Z', 'E', 'AE', 'K', 'G', 'O']).openapi({ description: 'UNCL 5305.' }),
  name: z.string(),
  percent: z.string(),
  reasonCode: z.string().optional().openapi({ description: 'VATEX.' }),
  reason: z.string().optional(),
});

const party = particularsResponse.omit({ buyerKind: true }).extend({
  name: z.string(),
  taxNumber: z.string().optional(),
  email: z.string().optional(),
  phone: z.string().optional(),
});

export const invoiceShape = issuedFields
  .extend({
    dueOn: dateText.optional(),
    language: z.string(),
    seller: party,
    buyer: party,
    reference: z.string(),
    period: z
      .object({ start: dateText, end: dateText })
      .optional()
      .openapi({ description: 'Both inclusive.' }),
    preceding: z
      .array(z.object({ number: z.string(), issuedOn: dateText }))
      .openapi({ description: 'The documents that it corrects, or prepayment invoices.' }),
    lines: z.array(
      z.object({
        description: z.string(),
        quantity: z.string().optional(),
        unit: z.string().optional(),
        net: money,
        tax,
      }),
    ),
    taxes: z.array(tax.extend({ net: money, tax: money })),
    net: money,
    tax: money,
    paid: money.openapi({ description: 'From the client’s credit.' }),
    payable: money,
  })
  .openapi('Invoice');

export function invoiceResponse(stored: StoredInvoice): object {
  const { invoice } = stored;
  const { currency, dueOn, language, period, reference, preceding, lines, taxes, paid } = invoice;
  const totals = totalsOf(invoice);
  const amount = (minor: bigint): string => formatAmount(minor, currency);
  return {
    ...issuedResponse(stored),
    ...(dueOn === undefined ? {} : { dueOn }),
    ...{ language, reference, preceding },
    seller: partyResponse(invoice.seller),
    buyer: partyResponse(invoice.buyer),
    ...(period === undefined ? {} : { period: { start: period.startDate, end: period.endDate } }),
    lines: lines.map((line) => lineResponse(line, amount)),
    taxes: taxes.map((row) => taxResponse(row, amount)),
    net: amount(totals.net),
    tax: amount(totals.tax),
    paid: amount(paid),
    payable: amount(totals.payable),
  };
}

function partyResponse(party: Party): object {
  const { name, legalName, street, postcode, city, country, vatId, companyId, taxNumber } = party;
  const { buyerReference, electronicAddress, email, phone } = party;
  const address = { street, postcode, city, country };
  return {
    name,
    legalName,
    ...address,
    vatId,
    companyId,
    taxNumber,
    buyerReference,
    electronicAddress,
    email,
    phone,
  };
}

function lineResponse(
  { description, usage, net, tax }: Invoice['lines'][number],
  amount: (minor: bigint) => string,
): object {
  return {
    description,
    ...(usage === undefined ? {} : { quantity: formatQuantity(usage.quantity), unit: usage.unit }),
    net: amount(net),
    tax: treatmentResponse(tax),
  };
}

function taxResponse({ treatment, net, tax }: InvoiceTax, amount: (minor: bigint) => string): object {
  return { ...treatmentResponse(treatment), net: amount(net), tax: amount(tax) };
}

function treatmentResponse({ category, name, percent, reasonCode, reason }: TaxTreatment): object {
  return { category, name, percent: formatPercent(percent), reasonCode, reason };
}
