import { setImmediate as nextTurn } from 'node:timers/promises';
import { ACCENT, INK, QUIET } from './colours.js';
import { readFonts } from './fonts.js';
import { LEFT, RIGHT, Sheet } from './sheet.js';
import type { StatementDocument } from './statement.js';
import { type Group, groupsOf, lastDayOf, type Row, type Speech, speechOf } from './statementRows.js';

const WIDTH = RIGHT - LEFT;
const DAY_WIDTH = 58;
const AMOUNT_WIDTH = 96;
const WHAT_X = LEFT + DAY_WIDTH;
const WHAT_WIDTH = WIDTH - DAY_WIDTH - AMOUNT_WIDTH - 12;
const AMOUNT = { x: RIGHT - AMOUNT_WIDTH, width: AMOUNT_WIDTH, align: 'right' } as const;
const SMALL = { size: 7.5, colour: QUIET } as const;

/**
 * The statement of one period on A4. The same statement gives the same bytes, whenever and wherever it is written. A
 * long one is written piece by piece, so that others have their turn in between.
 */
export async function renderStatement(document: StatementDocument): Promise<Buffer> {
  const speech = speechOf(document);
  const { texts } = speech;
  const title = texts.numbered(document.number);
  const { sender, language, issuedAt } = document;
  const sheet = new Sheet({ title, author: sender.name, language, at: issuedAt }, await readFonts());
  writeHead(sheet, document, speech);
  await writeLines(sheet, document, speech);
  writePayment(sheet, document, speech);
  const left = footOf(document, speech);
  return sheet.finish((page, pages) => ({ left, right: texts.page(page, pages) }));
}

function footOf({ sender, number }: StatementDocument, { texts }: Speech): string {
  const { name, taxNumber = '' } = sender;
  const facts = taxNumber === '' ? [name] : [name, texts.taxNumber(taxNumber)];
  return [...facts, texts.numbered(number)]
    .filter((fact) => fact.trim() !== '')
    .join('  ·  ')
    .slice(0, 260);
}

/** Who writes, to whom, and what this is. */
function writeHead(sheet: Sheet, document: StatementDocument, speech: Speech): void {
  const { sender, client, number } = document;
  const { texts } = speech;
  sheet.write(sender.name, { face: 'serif', size: 15, colour: ACCENT });
  sheet.space(3);
  const { address = '', email = '', phone = '', taxNumber = '' } = sender;
  const contact = [...address.split('\n'), email, phone, taxNumber === '' ? '' : texts.taxNumber(taxNumber)];
  for (const line of contact.filter((fact) => fact.trim() !== '')) sheet.write(line, { ...SMALL, size: 8 });
  sheet.space(14);
  sheet.rule(INK, 0.9);
  sheet.space(16);
  sheet.write(texts.numbered(number), { face: 'serif', size: 20 });
  sheet.space(12);
  const facts = factsOf(document, speech);
  const top = sheet.y;
  sheet.write(texts.for, SMALL);
  sheet.write(client.name, { face: 'bold', size: 10.5, width: 220 });
  sheet.write(client.email, { width: 220, colour: QUIET });
  const left = sheet.y;
  sheet.y = top;
  for (const [label, value] of facts) {
    sheet.put(label, { ...SMALL, x: LEFT + 250, width: 92, size: 8 });
    sheet.write(value, { x: LEFT + 344, width: WIDTH - 344 });
    sheet.space(2);
  }
  sheet.y = Math.max(sheet.y, left) + 18;
}

const SITES_MAX = 20;

function factsOf(document: StatementDocument, { texts, format }: Speech): [string, string][] {
  const { issuedAt, startDate, siteNames, client } = document;
  const more = siteNames.length > SITES_MAX ? [...siteNames.slice(0, SITES_MAX), '…'] : siteNames;
  return [
    [texts.issued, format.date(issuedAt)],
    [texts.period, format.localDays(startDate, lastDayOf(document))],
    [texts.reference, client.reference],
    ...(more.length === 0 ? [] : [[texts.sites, more.join(', ')] satisfies [string, string]]),
  ];
}

/** Every line of the period between its opening and its closing balance. */
async function writeLines(sheet: Sheet, document: StatementDocument, speech: Speech): Promise<void> {
  const { texts, format } = speech;
  const columns = (): void => {
    sheet.put(texts.amountIn(document.currency), { ...SMALL, ...AMOUNT });
    sheet.space(11);
    sheet.rule(INK);
    sheet.space(6);
  };
  columns();
  const balance = (label: string, minor: bigint, face: 'sans' | 'bold'): void => {
    sheet.put(format.amount(minor), { ...AMOUNT, face });
    sheet.write(label, { face, width: WIDTH - AMOUNT_WIDTH - 12 });
  };
  balance(
    texts.opening(format.localDays(document.startDate, document.startDate)),
    document.openingBalance,
    'sans',
  );
  sheet.space(7);
  const groups = groupsOf(document, speech);
  if (document.lines.length === 0) sheet.write(texts.nothing, { colour: QUIET });
  for (const group of groups) await writeGroup(sheet, group, texts.total, columns);
  sheet.ensure(52);
  sheet.space(4);
  sheet.rule(INK, 0.9);
  sheet.space(7);
  const last = lastDayOf(document);
  balance(texts.closing(format.localDays(last, last)), document.closingBalance, 'bold');
  const { closingBalance: closing } = document;
  sheet.space(2);
  sheet.write(closing < 0n ? texts.owing : closing > 0n ? texts.inCredit : texts.even, SMALL);
  sheet.space(16);
}

const ROWS_A_TURN = 20;

async function writeGroup(
  sheet: Sheet,
  { title, rows, total }: Group,
  totalLabel: string,
  columns: () => void,
): Promise<void> {
  // A heading does not stay behind alone at the foot of a page.
  if (sheet.ensure(46)) columns();
  sheet.space(4);
  sheet.write(title.toUpperCase(), { face: 'bold', size: 7.2, colour: QUIET });
  sheet.space(4);
  for (const [index, row] of rows.entries()) {
    if (index % ROWS_A_TURN === ROWS_A_TURN - 1) await nextTurn();
    writeRow(sheet, row, columns);
  }
  if (total !== undefined) {
    if (sheet.ensure(18)) columns();
    sheet.put(total, { ...AMOUNT, face: 'bold' });
    sheet.write(totalLabel, { x: WHAT_X, width: WHAT_WIDTH, face: 'bold' });
  }
  sheet.space(6);
}

function writeRow(sheet: Sheet, { day, what, detail, amount }: Row, columns: () => void): void {
  const place = { x: WHAT_X, width: WHAT_WIDTH };
  const detailHeight = detail === '' ? 0 : sheet.heightOf(detail, { ...place, ...SMALL });
  if (sheet.ensure(sheet.heightOf(what, place) + detailHeight + 5)) columns();
  sheet.put(day, { width: DAY_WIDTH - 6, colour: QUIET });
  sheet.put(amount, AMOUNT);
  sheet.write(what, place);
  if (detail !== '') sheet.write(detail, { ...place, ...SMALL });
  sheet.space(2);
  sheet.rule();
  sheet.space(4);
}

/** Where the money goes; the owner's own words, line by line, and the reference. */
function writePayment(sheet: Sheet, { sender, client }: StatementDocument, { texts }: Speech): void {
  sheet.ensure(60);
  sheet.write(texts.howToPay, { face: 'serif', size: 12 });
  sheet.space(4);
  const { paymentInstructions = '' } = sender;
  const lines =
    paymentInstructions.trim() === '' ? [texts.ask(sender.name)] : paymentInstructions.split('\n');
  for (const line of lines) sheet.write(line === '' ? ' ' : line);
  sheet.space(3);
  sheet.write(texts.quote(client.reference), { face: 'bold' });
}
