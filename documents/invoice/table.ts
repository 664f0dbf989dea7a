import type { Invoice, InvoiceLine } from '../../src/billing/invoices/invoice.js';
import { FIXED_DECIMALS, parseDecimal } from '../../src/core/values/decimal.js';
import { INK, QUIET } from '../colours.js';
import { type PricedLine, usagePrice } from '../electronic/priceLine.js';
import { type DocumentPage, LEFT, RIGHT } from '../page.js';
import { SMALL, WIDTH } from '../parts.js';
import { usageText } from '../usageText.js';
import { type InvoiceFormat, lineDays, rateText } from './invoiceFormat.js';

const GAP = 10;
const NET_WIDTH = 84;
const TAX_WIDTH = 62;
const PRICE_WIDTH = 122;
const NET = { x: RIGHT - NET_WIDTH, width: NET_WIDTH, align: 'right' } as const;
const TAX = { x: NET.x - GAP - TAX_WIDTH, width: TAX_WIDTH, align: 'right' } as const;
const PRICE = { x: TAX.x - GAP - PRICE_WIDTH, width: PRICE_WIDTH, align: 'right' } as const;
const WHAT = { x: LEFT, width: WIDTH - NET_WIDTH - TAX_WIDTH - PRICE_WIDTH - 3 * GAP } as const;

/** The headings of the table, at its start and on every further page. */
export function writeColumns(
  page: DocumentPage,
  { currency }: Invoice,
  { texts, shared }: InvoiceFormat,
): void {
  page.put(texts.price, { ...SMALL, ...PRICE });
  page.put(shared.tax, { ...SMALL, ...TAX });
  page.put(texts.net(currency), { ...SMALL, ...NET });
  page.write(texts.description, { ...SMALL, ...WHAT });
  page.space(2);
  page.rule(INK);
  page.space(6);
}

export function writeLine(
  page: DocumentPage,
  line: InvoiceLine,
  invoice: Invoice,
  invoiceFormat: InvoiceFormat,
): void {
  const { format } = invoiceFormat;
  const [quantity, price] = priceTexts(line, invoice, invoiceFormat);
  const details = [price === '' ? quantity : '', lineDays(line, invoice, invoiceFormat)];
  const detail = details.filter((text) => text !== '').join(' · ');
  const priced = price === '' ? '' : `${quantity}\n${price}`;
  const detailHeight = detail === '' ? 0 : page.heightOf(detail, { ...WHAT, ...SMALL });
  const height = Math.max(page.heightOf(line.description, WHAT) + detailHeight, page.heightOf(priced, PRICE));
  if (page.ensure(height + 8)) writeColumns(page, invoice, invoiceFormat);
  const top = page.y;
  if (priced !== '') page.put(priced, { ...PRICE, colour: QUIET });
  page.put(rateText(line.tax, invoiceFormat), { ...TAX, colour: QUIET });
  page.putAmount(format.amount(line.net), NET);
  page.write(line.description, WHAT);
  if (detail !== '') page.write(detail, { ...WHAT, ...SMALL });
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
