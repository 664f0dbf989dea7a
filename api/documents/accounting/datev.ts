import {
  type Accounting,
  fiscalYearOf,
  nameOfTreatment,
} from '../../../src/billing/accounting/accounting.js';
import type { Booking } from '../../../src/billing/accounting/bookings.js';
import { fitWindows1252 } from '../../../src/core/values/windows1252.js';
import { divideRounded, formatAmount, HUNDRED_PERCENT } from '../../../src/core/values/money.js';
import { addDays, addMonths, type Instant, type LocalDate } from '../../../src/core/values/zone.js';
import { type Cell, figure, quotedLines } from '../../web/csv.js';
import { BATCH_FIELDS, BATCH_TEXTS } from './datevFields.js';

/** DATEV takes at most 99,999 bookings in a file. */
export const DATEV_ROWS_MAX = 99_999;

/** The first two lines of a DATEV file: the header, without a period for master data, and the names of the columns. */
export function datevHeader(
  { datev, chart }: Accounting,
  file: { readonly month: LocalDate; readonly now: Instant; readonly kind: 'batch' | 'debtors' },
  fields: readonly string[],
): string {
  const isBatch = file.kind === 'batch';
  const none = figure('');
  const compact = (date: LocalDate): Cell => figure(date.replaceAll('-', ''));
  const lastDay = addDays(addMonths(file.month, 1), -1);
  const cells: Cell[] = [
    ...[
      'EXTF',
      figure('700'),
      figure(isBatch ? '21' : '16'),
      isBatch ? 'Buchungsstapel' : 'Debitoren/Kreditoren',
    ],
    ...[figure(isBatch ? '13' : '5'), figure(new Date(file.now).toISOString().replaceAll(/\D/g, '')), none],
    ...['ST', '', '', figure(String(datev.consultant)), figure(String(datev.client))],
    ...[compact(fiscalYearOf(file.month, datev.yearStart)), figure(String(datev.accountLength))],
    ...(isBatch ? [compact(file.month), compact(lastDay)] : [none, none]),
    ...[isBatch ? `Sitetab ${file.month.slice(0, 7)}` : '', ''],
    ...(isBatch
      ? [figure('1'), figure('0'), figure(datev.locked ? '1' : '0'), datev.currency]
      : [none, none, none, '']),
    ...[none, '', none, none, chart === 'skr03' ? '03' : chart === 'skr04' ? '04' : '', none, none, '', ''],
  ];
  return quotedLines([cells, fields.map(figure)]);
}

/**
 * A sale at home is one gross row, from which the account of revenue or its tax key works the tax out; the tax of another
 * country is a row of its own.
 */
export function datevRows(booking: Booking, settings: Accounting): Cell[][] {
  const { treatment, net, taxMinor, contra = '', taxAccount = '' } = booking;
  const key = treatment === null ? undefined : nameOfTreatment(settings.datev.taxKeys, treatment);
  const isLocked = settings.datev.locked;
  const isGross = key !== undefined || treatment?.startsWith('home/') === true;
  if (taxMinor === 0n) return [rowOf(booking, net, contra, { key, isLocked })];
  if (net === 0n) return [rowOf(booking, taxMinor, taxAccount === '' ? contra : taxAccount, { isLocked })];
  if (isGross) return [rowOf(booking, net + taxMinor, contra, { key, isLocked })];
  return [rowOf(booking, net, contra, { isLocked }), rowOf(booking, taxMinor, taxAccount, { isLocked })];
}

function rowOf(
  booking: Booking,
  minor: bigint,
  contra: string,
  { key, isLocked = false }: { readonly key?: string | undefined; readonly isLocked?: boolean },
): Cell[] {
  const { account, date, document, number, client = '', treatment, tax } = booking;
  const cells = new Map<string, Cell>([
    [
      'Umsatz (ohne Soll/Haben-Kz)',
      figure(formatAmount(minor < 0n ? -minor : minor, account.currency).replace('.', ',')),
    ],
    ['Soll/Haben-Kennzeichen', minor > 0n ? 'S' : 'H'],
    ['WKZ Umsatz', account.currency],
    ['Konto', figure(client)],
    ['Gegenkonto (ohne BU-Schlüssel)', figure(contra)],
    ['BU-Schlüssel', key ?? ''],
    ['Belegdatum', figure(`${date.slice(8, 10)}${date.slice(5, 7)}`)],
    ['Belegfeld 1', documentField(number)],
    ['Buchungstext', cut(textOf(booking), 60)],
    ['Zusatzinformation - Art 1', 'Referenz'],
    ['Zusatzinformation- Inhalt 1', account.reference],
    ['Festschreibung', figure(isLocked ? '1' : '0')],
  ]);
  if (document?.dueOn != null) cells.set('Fälligkeit', figure(dayMonthYear(document.dueOn)));
  const vatId = document?.client.vatId;
  if (treatment === 'reverse-charge' || treatment === 'eu-goods')
    cells.set('EU-Land u. UStID (Bestimmung)', vatId ?? '');
  if (tax?.country !== undefined) {
    cells.set('EU-Land u. UStID (Bestimmung)', tax.country);
    cells.set('EU-Steuersatz (Bestimmung)', figure(twoDecimals(tax.percent)));
  }
  return BATCH_FIELDS.map((field) => cells.get(field) ?? (BATCH_TEXTS.has(field) ? '' : figure('')));
}

function dayMonthYear(date: LocalDate): string {
  return `${date.slice(8, 10)}${date.slice(5, 7)}${date.slice(0, 4)}`;
}

function twoDecimals(percent: bigint): string {
  const hundredths = divideRounded(percent * 10_000n, HUNDRED_PERCENT);
  return `${hundredths / 100n},${String(hundredths % 100n).padStart(2, '0')}`;
}

/** A document number may have letters, digits, and $ % & * + - / only. */
function documentField(number: string): string {
  return number.replaceAll(/[^\w$%&*+\-/]/g, '-').slice(0, 36);
}

function textOf({ account, document, texts }: Booking): string {
  const name = document?.client.name ?? account.name;
  return `${name}, ${texts[0] ?? ''}${texts.length > 1 ? ' …' : ''}`;
}

/** One line in the letters of the file. */
export function cut(text: string, longest: number): string {
  return fitWindows1252(text.replaceAll(/\p{Cc}+/gu, ' ').trim()).slice(0, longest);
}
