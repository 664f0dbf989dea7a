import { checkInvoice } from '../billing/invoices/checkInvoice.js';
import { INVOICE_KINDS, type InvoiceKind, type Party } from '../billing/invoices/invoice.js';
import type { Invoicing } from '../billing/invoices/invoicing.js';
import { auditedSite } from '../core/auditSite.js';
import type { SiteContext } from '../core/context.js';
import { transact } from '../core/transact.js';
import type { FieldProblem, Refusal } from '../core/values/refusal.js';
import { refuse, refuseFields } from '../core/values/refusal.js';
import type { Queryable } from '../platform/sql/sql.js';
import { findLastNumbers, skipTo } from '../store/invoices/invoices.js';
import { findInvoicing, findSeller } from '../store/invoices/parties.js';
import { changeSettings } from '../store/sites/sites.js';

/** The settings for invoices, the next numbers of this year, and what the owner's particulars lack for invoices. */
export interface InvoicingView {
  readonly invoicing: Invoicing;
  readonly year: number;
  readonly next: Readonly<Record<InvoiceKind, number>>;
  readonly missing: readonly FieldProblem[];
}

export async function loadInvoicing({ sql, siteId, now }: SiteContext): Promise<InvoicingView> {
  const year = new Date(now).getUTCFullYear();
  const [invoicing, seller, last] = await Promise.all([
    findInvoicing(sql, siteId),
    findSeller(sql, siteId),
    findLastNumbers(sql, siteId, year),
  ]);
  const nextOf = (kind: InvoiceKind): number => (last[kind] ?? 0) + 1;
  const next = {
    invoice: nextOf('invoice'),
    'credit-note': nextOf('credit-note'),
    prepayment: nextOf('prepayment'),
    receipt: nextOf('receipt'),
  };
  return { invoicing, year, next, missing: missingOf(seller) };
}

/** What is left out stays as it is; an empty footer is none. */
export interface InvoicingChange extends Partial<Omit<Invoicing, 'prefixes'>> {
  readonly prefixes?: Readonly<Partial<Record<InvoiceKind, string>>>;
  /** Where a series of this year goes on; only upwards. */
  readonly next?: Readonly<Partial<Record<InvoiceKind, number>>>;
}

const PREFIX = /^[A-Za-z0-9][A-Za-z0-9./_-]{0,9}$/;
const TERM_DAYS_MAX = 365;
const NUMBER_MAX = 100_000_000;

const FOOTER_MAX = 250;

/** Changes how invoices are issued. They can be turned on once the owner's particulars are complete. */
export async function changeInvoicing(
  context: SiteContext,
  { next = {}, ...change }: InvoicingChange,
): Promise<true | Refusal> {
  const { siteId } = context;
  return transact(context.sql, (transaction) =>
    auditedSite(context, transaction, { id: siteId, setsConnector: false }, async () => {
      const before = await findInvoicing(transaction, siteId);
      const { footer = '', ...rest } = { ...before, ...change };
      const prefixes = { ...before.prefixes, ...change.prefixes };
      const invoicing = { ...rest, prefixes, ...(footer === '' ? {} : { footer }) };
      const unsound = unsoundInvoicing(invoicing);
      if (unsound !== undefined) return unsound;
      if (invoicing.enabled) {
        const [first] = missingOf(await findSeller(transaction, siteId));
        if (first !== undefined) return refuse('conflict', lackText(first));
      }
      const year = new Date(context.now).getUTCFullYear();
      for (const kind of INVOICE_KINDS) {
        const skipped = await skip(transaction, { siteId, kind, year, next: next[kind] });
        if (skipped !== undefined) return skipped;
      }
      await changeSettings(transaction, siteId, { invoicing });
      return true as const;
    }),
  );
}

function unsoundInvoicing({
  enabled,
  prepayments,
  termDays,
  footer = '',
  prefixes,
}: Invoicing): Refusal | undefined {
  if (prepayments === 'invoice' && !enabled)
    return refuse('invalid', 'needs invoices to be on, as they deduct prepayments', 'prepayments');
  if (!Number.isInteger(termDays) || termDays < 0 || termDays > TERM_DAYS_MAX)
    return refuse('invalid', `must be a whole number of days from 0 to ${TERM_DAYS_MAX}`, 'termDays');
  if (footer.length > FOOTER_MAX)
    return refuse('invalid', `must have at most ${FOOTER_MAX} characters`, 'footer');
  const problems = INVOICE_KINDS.flatMap((kind, index): FieldProblem[] => {
    const field = `prefixes.${kind}`;
    if (!PREFIX.test(prefixes[kind]))
      return [{ field, reason: 'must be 1 to 10 letters, digits, or . / _ -, such as "INV-"' }];
    const isTaken = INVOICE_KINDS.slice(0, index).some((other) => prefixes[other] === prefixes[kind]);
    return isTaken ? [{ field, reason: 'must differ from the other prefixes' }] : [];
  });
  const [first, ...rest] = problems;
  return first && refuseFields([first, ...rest]);
}

async function skip(
  transaction: Queryable,
  series: { siteId: string; kind: InvoiceKind; year: number; next: number | undefined },
): Promise<Refusal | undefined> {
  const { next, kind } = series;
  if (next === undefined) return undefined;
  const field = `next.${kind}`;
  if (!Number.isInteger(next) || next < 1 || next > NUMBER_MAX)
    return refuse('invalid', `must be a whole number from 1 to ${NUMBER_MAX}`, field);
  // A series that has not begun starts with 1 by itself.
  if (next === 1) {
    const last = await findLastNumbers(transaction, series.siteId, series.year);
    return last[kind] === undefined ? undefined : refuse('invalid', NOT_BACK, field);
  }
  return (await skipTo(transaction, { ...series, next })) ? undefined : refuse('invalid', NOT_BACK, field);
}

const NOT_BACK = 'must not be lower than the next number: numbers only go up';

export function lackText({ reason }: FieldProblem): string {
  return `Invoices need more about your business. ${reason}`;
}

/** What any invoice of this seller would lack. */
function missingOf(seller: Party): FieldProblem[] {
  const tax = { category: 'S', name: 'VAT', percent: 1n } as const;
  const problems = checkInvoice({
    ...{ kind: 'invoice', number: '1', issuedOn: '2026-01-01', language: 'en', currency: 'EUR' },
    ...{ seller, buyer: { name: 'Client' }, reference: '', preceding: [], paid: 0n },
    lines: [{ description: 'Hosting', net: 100n, tax }],
    taxes: [{ treatment: tax, net: 100n, tax: 1n }],
  });
  const wanted = [
    ['seller.street', seller.street, 'The street is missing.'],
    ['seller.postcode', seller.postcode, 'The postcode is missing.'],
    ['seller.city', seller.city, 'The city is missing.'],
  ] as const;
  return [
    ...problems.filter(({ field }) => field.startsWith('seller.')),
    ...wanted.flatMap(([field, value = '', reason]) => (value === '' ? [{ field, reason }] : [])),
  ];
}
