import { setImmediate as nextTurn } from 'node:timers/promises';
import { type BankAccount, formatIban } from '../src/core/values/bankAccount.js';
import { transferOf } from '../src/core/values/transfer.js';
import { ACCENT, INK, QUIET } from './colours.js';
import { readFonts } from './fonts.js';
import { LEFT, RIGHT, DocumentPage } from './page.js';
import { drawTransferQr } from './transferQr.js';
import { RECIPIENT_WIDTH, SMALL, WIDTH, writeFacts } from './parts.js';
import type { StatementDocument } from './statement.js';
import {
  creditNotes,
  type Group,
  groupsOf,
  lastDayOf,
  type Row,
  type StatementFormat,
  statementFormatOf,
} from './statementRows.js';

const DAY_WIDTH = 58;
const AMOUNT_WIDTH = 96;
const WHAT_X = LEFT + DAY_WIDTH;
const WHAT_WIDTH = WIDTH - DAY_WIDTH - AMOUNT_WIDTH - 12;
const AMOUNT = { x: RIGHT - AMOUNT_WIDTH, width: AMOUNT_WIDTH, align: 'right' } as const;

/**
 * The statement of one period on A4. The same statement always gives the same bytes. A long one yields to other work
 * between its parts.
 */
export async function renderStatement(document: StatementDocument): Promise<Buffer> {
  const statementFormat = statementFormatOf(document);
  const { texts } = statementFormat;
  const title = texts.numbered(document.number);
  const { sender, language, issuedAt } = document;
  const fonts = await readFonts(lettersOf(document));
  const page = new DocumentPage({ title, author: sender.name, language, at: issuedAt }, fonts);
  writeHead(page, document, statementFormat);
  await writeLines(page, document, statementFormat);
  writeCredits(page, creditNotes(document, statementFormat));
  writePayment(page, document, statementFormat);
  const left = footOf(document, statementFormat);
  return page.finish((page, pages) => ({ left, right: texts.page(page, pages) }));
}

/** All that others wrote into it: the texts of a statement need no further font. */
function lettersOf({ sender, client, siteNames, credits, lines, taxes }: StatementDocument): string {
  return JSON.stringify([sender, client, siteNames, credits, lines, taxes], (_key, value: unknown) =>
    typeof value === 'bigint' ? '' : value,
  );
}

function footOf({ sender, number }: StatementDocument, { texts }: StatementFormat): string {
  const { name, taxNumber = '' } = sender;
  const facts = taxNumber === '' ? [name] : [name, texts.taxNumber(taxNumber)];
  return [...facts, texts.numbered(number)]
    .filter((fact) => fact.trim() !== '')
    .join('  ·  ')
    .slice(0, 260);
}

/** The sender, the recipient and the title. */
function writeHead(page: DocumentPage, document: StatementDocument, statementFormat: StatementFormat): void {
  const { sender, client, number } = document;
  const { texts } = statementFormat;
  page.write(sender.name, { face: 'serif', size: 15, colour: ACCENT });
  page.space(3);
  const { address = '', email = '', phone = '', taxNumber = '' } = sender;
  const contact = [...address.split('\n'), email, phone, taxNumber === '' ? '' : texts.taxNumber(taxNumber)];
  for (const line of contact.filter((fact) => fact.trim() !== '')) page.write(line, { ...SMALL, size: 8 });
  page.space(14);
  page.rule(INK, 0.9);
  page.space(16);
  page.write(texts.numbered(number), { face: 'serif', size: 20 });
  page.space(12);
  const facts = factsOf(document, statementFormat);
  const top = page.y;
  page.write(texts.for, SMALL);
  page.write(client.name, { face: 'bold', size: 10.5, width: RECIPIENT_WIDTH });
  page.write(client.email, { width: RECIPIENT_WIDTH, colour: QUIET });
  const left = page.y;
  page.y = top;
  writeFacts(page, facts);
  page.y = Math.max(page.y, left) + 18;
}

const SITES_MAX = 20;

function factsOf(document: StatementDocument, { texts, format }: StatementFormat): [string, string][] {
  const { issuedAt, startDate, siteNames, client } = document;
  const more = siteNames.length > SITES_MAX ? [...siteNames.slice(0, SITES_MAX), '…'] : siteNames;
  return [
    [texts.issued, format.date(issuedAt)],
    [texts.period, format.localDays(startDate, lastDayOf(document))],
    [texts.reference, client.reference],
    ...(more.length === 0 ? [] : [[texts.sites, more.join(', ')] satisfies [string, string]]),
  ];
}

/** Every line of the period, between the opening and the closing balance. */
async function writeLines(
  page: DocumentPage,
  document: StatementDocument,
  statementFormat: StatementFormat,
): Promise<void> {
  const { texts, format } = statementFormat;
  const columns = (): void => {
    page.put(texts.amountIn(document.currency), { ...SMALL, ...AMOUNT });
    page.space(11);
    page.rule(INK);
    page.space(6);
  };
  columns();
  const balance = (label: string, minor: bigint, face: 'sans' | 'bold'): void => {
    page.putAmount(format.amount(minor), { ...AMOUNT, face });
    page.write(label, { face, width: WIDTH - AMOUNT_WIDTH - 12 });
  };
  balance(
    texts.opening(format.localDays(document.startDate, document.startDate)),
    document.openingBalance,
    'sans',
  );
  page.space(7);
  const groups = groupsOf(document, statementFormat);
  if (document.lines.length === 0) page.write(texts.nothing, { colour: QUIET });
  for (const group of groups) await writeGroup(page, group, texts.total, columns);
  page.ensure(52);
  page.space(4);
  page.rule(INK, 0.9);
  page.space(7);
  const last = lastDayOf(document);
  balance(texts.closing(format.localDays(last, last)), document.closingBalance, 'bold');
  const { closingBalance: closing } = document;
  page.space(2);
  page.write(closing < 0n ? texts.owing : closing > 0n ? texts.inCredit : texts.even, SMALL);
  page.space(16);
}

const ROWS_A_TURN = 20;

async function writeGroup(
  page: DocumentPage,
  { title, rows, total }: Group,
  totalLabel: string,
  columns: () => void,
): Promise<void> {
  // Keeps a heading and its first row on one page.
  if (page.ensure(46)) columns();
  page.space(4);
  page.write(title.toUpperCase(), { face: 'bold', size: 7.2, colour: QUIET });
  page.space(4);
  for (const [index, row] of rows.entries()) {
    if (index % ROWS_A_TURN === ROWS_A_TURN - 1) await nextTurn();
    writeRow(page, row, columns);
  }
  if (total !== undefined) {
    if (page.ensure(18)) columns();
    page.putAmount(total, { ...AMOUNT, face: 'bold' });
    page.write(totalLabel, { x: WHAT_X, width: WHAT_WIDTH, face: 'bold' });
  }
  page.space(6);
}

function writeRow(page: DocumentPage, { day, what, detail, amount }: Row, columns: () => void): void {
  const place = { x: WHAT_X, width: WHAT_WIDTH };
  const detailHeight = detail === '' ? 0 : page.heightOf(detail, { ...place, ...SMALL });
  if (page.ensure(page.heightOf(what, place) + detailHeight + 5)) columns();
  page.put(day, { width: DAY_WIDTH - 6, colour: QUIET });
  page.putAmount(amount, AMOUNT);
  page.write(what, place);
  if (detail !== '') page.write(detail, { ...place, ...SMALL });
  page.space(2);
  page.rule();
  page.space(4);
}

function writeCredits(page: DocumentPage, notes: readonly string[]): void {
  if (notes.length === 0) return;
  for (const note of notes) {
    page.ensure(16);
    page.write(note);
  }
  page.space(16);
}

/** Where to pay: the Owner's own instructions, line by line, and the reference. */
function writePayment(
  page: DocumentPage,
  { sender, client, currency, closingBalance }: StatementDocument,
  { texts, format }: StatementFormat,
): void {
  const { paymentInstructions = '', bankAccount = null } = sender;
  const { reference } = client;
  const transfer = transferOf(bankAccount, { minor: -closingBalance, currency, reference });
  page.ensure(transfer === undefined ? 60 : 190);
  page.write(texts.howToPay, { face: 'serif', size: 12 });
  page.space(4);
  const lines = [
    ...(bankAccount === null ? [] : accountLines(bankAccount, paymentInstructions)),
    ...(paymentInstructions.trim() === '' ? [] : paymentInstructions.split('\n')),
  ];
  if (lines.length === 0) lines.push(texts.ask(sender.name));
  for (const line of lines) page.write(line === '' ? ' ' : line);
  page.space(3);
  page.write(texts.quote(reference), { face: 'bold' });
  if (transfer === undefined) return;
  page.space(10);
  drawTransferQr(page, transfer, texts.scan(`${format.amount(transfer.minor)} ${currency}`));
}

/** The account's lines, unless the instructions name it already. */
function accountLines({ holder, iban, bic }: BankAccount, instructions: string): string[] {
  if (instructions.replace(/\s/g, '').toUpperCase().includes(iban)) return [];
  return [holder, `IBAN ${formatIban(iban)}`, ...(bic === undefined ? [] : [`BIC ${bic}`])];
}
