import type { Invoice, InvoiceLine } from '../../src/billing/invoices/invoice.js';
import { FIXED_DECIMALS, parseDecimal } from '../../src/core/values/decimal.js';
import { INK, QUIET } from '../colours.js';
import { type PricedLine, usagePrice } from '../electronic/priceLine.js';
import { type DocumentPage, LEFT, RIGHT } from '../page.js';
import { SMALL } from '../parts.js';
import { usageText } from '../usageText.js';
import { type InvoiceFormat, lineDays, rateText } from './invoiceFormat.js';

const GAP = 10;
const NET_WIDTH = 84;
const TAX_WIDTH = 72;
const PRICE_WIDTH = 122;
const NET = { x: RIGHT - NET_WIDTH, width: NET_WIDTH, align: 'right' } as const;
const TAX = { x: NET.x - GAP - TAX_WIDTH, width: TAX_WIDTH, align: 'right' } as const;
const PRICE = { x: TAX.x - GAP - PRICE_WIDTH, width: PRICE_WIDTH, align: 'right' } as const;

/** What the lines of an invoice have in common. */
export interface Table {
  readonly invoice: Invoice;
  readonly invoiceFormat: InvoiceFormat;
  /** The descriptions have the room of the prices where no line has one. */
  readonly hasPrices: boolean;
  readonly what: { readonly x: number; readonly width: number };
}

export function tableOf(invoice: Invoice, invoiceFormat: InvoiceFormat): Table {
  const { lines, currency } = invoice;
  const hasPrices = lines.some((line) => usagePrice(line, currency) !== undefined);
  const what = { x: LEFT, width: (hasPrices ? PRICE : TAX).x - GAP - LEFT };
  return { invoice, invoiceFormat, hasPrices, what };
}

/** The headings of the table, at its start and on every further page. */
export function writeColumns(page: DocumentPage, table: Table): void {
  const { invoice, hasPrices, what } = table;
  const { texts, shared } = table.invoiceFormat;
  if (hasPrices) page.put(texts.price, { ...SMALL, ...PRICE });
  page.put(shared.tax, { ...SMALL, ...TAX });
  page.put(texts.net(invoice.currency), { ...SMALL, ...NET });
  page.write(texts.description, { ...SMALL, ...what });
  page.space(2);
  page.rule(INK);
  page.space(6);
}

export function writeLine(page: DocumentPage, line: InvoiceLine, table: Table): void {
  const { invoice, invoiceFormat, what } = table;
  const { format } = invoiceFormat;
  const [quantity, price] = priceTexts(line, invoice, invoiceFormat);
  const details = [price === '' ? quantity : '', lineDays(line, invoice, invoiceFormat)];
  const detail = details.filter((text) => text !== '').join(' · ');
  const priced = price === '' ? '' : `${quantity}\n${price}`;
  const detailHeight = detail === '' ? 0 : page.heightOf(detail, { ...what, ...SMALL });
  const height = Math.max(page.heightOf(line.description, what) + detailHeight, page.heightOf(priced, PRICE));
  if (page.ensure(height + 8)) writeColumns(page, table);
  const top = page.y;
  if (priced !== '') page.put(priced, { ...PRICE, colour: QUIET });
  page.put(rateText(line.tax, invoiceFormat), { ...TAX, colour: QUIET });
  page.putAmount(format.amount(line.net), NET);
  page.write(line.description, what);
  if (detail !== '') page.write(detail, { ...what, ...SMALL });
  page.y = Math.max(page.y, top + height) + 3;
  page.rule();
  page.space(5);
}

/** The quantity and, where one price made the amount, that price. */
function priceTexts(
  line: InvoiceLine,
  { currency, language }: Invoice,
  invoiceFormat: InvoiceFormat,
): [string, string] {
  const { usage } = line;
  if (usage === undefined) return ['', ''];
  const priced = usagePrice(line, currency);
  const { format } = invoiceFormat;
  if (priced === undefined) return [usageText(usage, language, format), ''];
  const exact = usageText(usage, language, format);
  return [exact.replace(/ \(.*\)$/, ''), priceText(priced, usage.unit, invoiceFormat)];
}

/** "× €0.10 per GB" */
function priceText(
  { price, base = '1' }: PricedLine,
  unit: string,
  { texts, format }: InvoiceFormat,
): string {
  const of = parseDecimal(base, FIXED_DECIMALS);
  const quantity = typeof of === 'bigint' ? of : 0n;
  const bytes = unit === 'bytes' ? format.bytes(quantity)?.replace(/^1\s/, '') : undefined;
  return `× ${texts.priceFor(format.price(price), bytes ?? format.quantity(quantity))}`;
}
