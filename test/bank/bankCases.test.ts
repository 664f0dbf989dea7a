import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { StatementAnswers } from '../../src/bank/reading/answers.js';
import { questionFields, linesInShort, readCsv } from './readCsv.js';

const FENWICK = 'ST-4802-7519-3633';
const QUILL = 'ST-7310-4692-8579';
const PLUS_IN: StatementAnswers = { amounts: 'plus-in' };

const file = (name: string): Buffer => readFileSync(new URL(`../data/bank/${name}`, import.meta.url));
describe('a statement from the field', () => {
  it.each<[string, StatementAnswers, string[], object]>([
    [
      'swedbank-dk-column/statement.csv',
      {},
      [`2026-11-03 120.00 EUR ${FENWICK}`],
      { outgoing: 2, counts: { summary: 4, outgoing: 2 } },
    ],
    [
      'us-dates-all-ambiguous/chase.csv',
      {},
      [`2026-11-12 150.00 - ${FENWICK}`, `2026-11-09 80.00 - ${QUILL}`, `2026-11-06 150.00 - ${FENWICK}`],
      { outgoing: 1, mapping: { dateOrder: 'mdy', dateOrderFrom: 'the heading' } },
    ],
    [
      'deutsche-bank-english/english.csv',
      {},
      [`2026-11-05 1120.00 EUR ${FENWICK}`],
      { outgoing: 1, counts: { preamble: 4, summary: 1 } },
    ],
    [
      'deutsche-bank-english/german.csv',
      {},
      [`2026-11-05 1120.00 EUR ${FENWICK}`],
      { outgoing: 1, counts: { preamble: 4, summary: 1 }, mapping: { encoding: 'windows-1252' } },
    ],
    [
      'ing-nl-english/ing.csv',
      {},
      [`2026-11-03 120.00 EUR ${FENWICK}`],
      { outgoing: 1, mapping: { signFrom: 'direction column' } },
    ],
    [
      'wise-transaction-history/wise.csv',
      {},
      [`2026-11-03 120.00 EUR ${FENWICK}`, `2026-11-04 81.20 EUR ${QUILL}`],
      { outgoing: 2, pending: 1 },
    ],
    [
      'postfinance/export.csv',
      {},
      [`2026-11-05 350.00 CHF ${FENWICK}`],
      { outgoing: 1, counts: { preamble: 5, blank: 3, summary: 2 } },
    ],
    [
      'stray-quotes/begins-with-one.csv',
      {},
      [`2026-11-07 100.00 EUR ${FENWICK}`, `2026-11-06 80.00 EUR ${QUILL}`, `2026-11-04 20.00 EUR ${QUILL}`],
      { outgoing: 8, unreadable: [], heldBack: [] },
    ],
    [
      'stray-quotes/not-doubled.csv',
      {},
      [`2026-11-05 100.00 EUR ${FENWICK}`, `2026-11-04 80.00 EUR ${QUILL}`],
      { outgoing: 1 },
    ],
    [
      'half-a-character/cut.csv',
      PLUS_IN,
      [`2026-11-05 100.00 USD ${FENWICK}`, `2026-11-04 80.00 EUR ${QUILL}`],
      { mapping: { encoding: 'utf-8' } },
    ],
    [
      'currency-in-the-cell/signs.csv',
      {},
      [`2026-11-05 120.00 GBP ${FENWICK}`, `2026-11-04 80.00 GBP ${QUILL}`],
      { outgoing: 2 },
    ],
    ['revolut-pending-then-done/monday.csv', {}, [], { pending: 2, questions: [] }],
    ['revolut-pending-then-done/tuesday.csv', {}, [`2026-11-03 120.00 EUR ${FENWICK}`], { pending: 1 }],
    ['same-money-other-words/a-camt.csv', {}, [`2026-11-05 100.00 EUR ${FENWICK}`], {}],
    ['same-money-other-words/b-mt940.csv', {}, [`2026-11-05 100.00 EUR ${FENWICK}`], {}],
    ['same-money-other-words/c-next-day.csv', {}, [`2026-11-05 100.00 EUR ${FENWICK}`], {}],
    [
      'comdirect-several-accounts/comdirect.csv',
      {},
      [`2026-11-05 120.00 EUR ${FENWICK}`],
      { pending: 1, heldBack: [{ line: 14, reason: 'The row is in a table of securities.' }] },
    ],
    ['1822direkt-amount-called-soll-haben/1822.csv', {}, [`2026-11-05 120.00 - ${FENWICK}`], { outgoing: 1 }],
    [
      '1822direkt-amount-called-soll-haben/split-between-columns.csv',
      PLUS_IN,
      [`2026-11-05 120.00 - ${FENWICK}`],
      {},
    ],
  ])('%s', async (name, answers, lines, besides) => {
    const statement = await readCsv(file(name), answers);
    expect(statement.questions).toEqual([]);
    expect(linesInShort(statement)).toEqual(lines);
    expect(statement).toMatchObject(besides);
  });

  it('with a dollar in a file of euros keeps it a dollar', async () => {
    const name = 'currency-in-the-cell/dollars-in-a-euro-file.csv';
    expect(questionFields(await readCsv(file(name)))).toEqual(['amounts']);
    const { lines } = await readCsv(file(name), PLUS_IN);
    expect(lines.map(({ currency, among }) => currency ?? among?.[0])).toEqual(['USD', 'EUR', 'USD']);
  });

  it('shows the payer, not the account of one', async () => {
    const [line] = (await readCsv(file('ing-nl-english/ing.csv'))).lines;
    expect(line?.payer).toBe('FENWICK BV');
  });
});

describe('an ambiguous statement is not posted', () => {
  const row = 'Date;Text;Amount;Currency';
  it.each<[string, string, StatementAnswers, string[]]>([
    ['amounts without a sign', `${row}\n2026-11-05;x;5,00;EUR`, {}, ['amounts']],
    ['plus signs on some', `${row}\n2026-11-05;x;+5,00;EUR\n2026-11-05;x;6,00;EUR`, {}, ['amounts']],
    [
      'unknown words of direction',
      'Date;Direction;Amount\n2026-11-05;Kifelé;5,00\n2026-11-05;Befelé;6,00',
      {},
      ['incoming'],
    ],
    ['a column of one way alone', 'Date;Text;Amount;Ausgang\n2026-11-05;x;5,00;ja', {}, ['amounts']],
    ['only a credit column', 'Date;Text;Credit\n2026-11-05;x;5,00', {}, ['amounts']],
    [
      'a balance against the signs',
      'Date;Amount;Balance\n2026-11-01;-5.00;105.00\n2026-11-02;7.00;98.00',
      {},
      ['amounts'],
    ],
    ['days in either order', 'Date;Amount\n03/04/2026;-5.00\n03/05/2026;7.00', {}, ['dateOrder']],
    ['years of two digits in either order', 'Date;Amount\n26/11/20;-5.00\n27/11/20;7.00', {}, ['dateOrder']],
    ['marks in either meaning', 'Date;Amount\n2026-11-05;-5.000\n2026-11-05;7.000', {}, ['decimalMark']],
  ])('%s', async (_what, csv, answers, fields) => {
    const statement = await readCsv(csv, answers);
    expect(questionFields(statement)).toEqual(fields);
    expect(statement.lines).toEqual([]);
  });

  it.each<[string, string, StatementAnswers, string[]]>([
    [
      'a balance proves the signs',
      'Date;Amount;Balance\n2026-11-01;5.00;105.00\n2026-11-02;7.00;98.00\n2026-11-03;1.00;99.00',
      {},
      ['2026-11-03 1.00 -'],
    ],
    [
      'a balance proves the mark',
      'Date;Amount;Balance\n2026-11-01;-500;1.500\n2026-11-02;2.000;3.500\n2026-11-03;-500;3.000',
      {},
      ['2026-11-02 2000 -'],
    ],
    [
      'the order of the rows proves the days',
      'Date;Amount\n10/11/2026;-5.00\n11/11/2026;7.00\n01/12/2026;8.00',
      {},
      ['2026-11-11 7.00 -', '2026-12-01 8.00 -'],
    ],
    [
      'a part above 12 proves the days',
      'Date;Amount\n03/04/2026;-5.00\n03/28/2026;7.00',
      {},
      ['2026-03-28 7.00 -'],
    ],
    [
      'what was said goes where there is no proof',
      'Date;Amount\n03/04/2026;-5.00\n03/05/2026;7.00',
      { dateOrder: 'mdy' },
      ['2026-03-05 7.00 -'],
    ],
    [
      'words of direction that were said',
      'Date;Direction;Amount\n2026-11-05;Kifelé;5,00\n2026-11-05;Befelé;6,00',
      { incoming: ['befelé'] },
      ['2026-11-05 6.00 -'],
    ],
    [
      'a column without a name',
      'Date;;Amount\n2026-11-05;S;5,00\n2026-11-05;H;6,00',
      {},
      ['2026-11-05 6.00 -'],
    ],
    [
      'a card’s bill',
      'Date;Amount\n2026-11-05;5,00\n2026-11-05;-6,00',
      { amounts: 'plus-out' },
      ['2026-11-05 6.00 -'],
    ],
    [
      'rows below that go on',
      'Date;Text;Amount\n2026-11-05;Hosting ST-4802-75;+5,00\n;19-3633;',
      {},
      [`2026-11-05 5.00 - ${FENWICK}`],
    ],
    ['a currency in the heading', 'Date;Text;Amount CZK\n2026-11-05;x;+5,00', {}, ['2026-11-05 5.00 CZK']],
  ])('but %s', async (_what, csv, answers, lines) => {
    const statement = await readCsv(csv, answers);
    expect(questionFields(statement)).toEqual([]);
    expect(linesInShort(statement)).toEqual(lines);
  });

  it.each<[string, string, RegExp]>([
    ['a currency against its column', `${row}\n2026-11-05;x;+$5.00;EUR`, /currencies: USD and EUR/],
    ['a currency that is none', `${row}\n2026-11-05;x;+5.00;Eu?`, /is not a currency/],
    ['an amount without a day', `${row}\n2026-11-05;x;+5.00;EUR\n;y;+6.00;EUR`, /no date/],
    ['a cell too many', `${row}\n2026-11-05;x;+5.00;EUR;7`, /more cells/],
    [
      'a sign against its direction',
      'Date;D/K;Amount\n2026-11-05;K;-5.00\n2026-11-05;D;-6.00',
      /contradicts/,
    ],
    ['amounts in both columns', 'Date;Debit;Credit\n2026-11-05;5.00;6.00', /both columns/],
  ])('and holds back %s', async (_what, csv, reason) => {
    const { heldBack } = await readCsv(csv);
    expect(heldBack.map((each) => each.reason)).toEqual([expect.stringMatching(reason)]);
  });
});

describe('nothing is posted by what stands in another line, or by words that only look like a yes', () => {
  const TWO = 'Date;Text;Amount\n2026-11-05;Somebody;500.00\n';
  const OUT = '2026-11-07;Power;-5.00\n';
  const BALANCE = 'Date;Text;Amount;Balance;\n2026-11-04;Power;-5.00;700.00;\n';
  it.each<[string, string, string[], object]>([
    [
      'a text below a line that cannot be read is that line’s, not the booking’s above it',
      `${TWO}2026-11-06;Fenwick;x\n;${FENWICK};\n${OUT}`,
      ['2026-11-05 500.00 -'],
      { unreadable: [{ line: 3, text: `2026-11-06 · Fenwick · x · ${FENWICK}` }], counts: { continued: 1 } },
    ],
    [
      'a text below a balance belongs to no line',
      `${TWO}2026-11-06;Balance;1000.00\n;${FENWICK};\n${OUT}`,
      ['2026-11-05 500.00 -'],
      { counts: { summary: 2 } },
    ],
    [
      'a payer who writes the separator into a text moves no amount',
      `${BALANCE}2026-11-05;Fenwick ${FENWICK};999.00;120.00;820.00;\n`,
      [],
      { heldBack: [{ line: 3 }], outgoing: 1 },
    ],
    [
      'nor where a spare column takes the cell, if the balance tells',
      'Date;Text;Amount;Balance;Note\n2026-11-04;Power;-5.00;700.00;\n2026-11-05;A;10.00;710.00;\n' +
        `2026-11-06;B;20.00;730.00;\n2026-11-07;Fenwick ${FENWICK};999.00;120.00;850.00\n` +
        '2026-11-08;C;30.00;880.00;\n2026-11-09;D;-80.00;800.00;\n2026-11-10;E;5.00;805.00;\n' +
        '2026-11-11;F;5.00;810.00;\n',
      [
        '2026-11-05 10.00 -',
        '2026-11-06 20.00 -',
        '2026-11-08 30.00 -',
        '2026-11-10 5.00 -',
        '2026-11-11 5.00 -',
      ],
      { heldBack: [{ line: 5 }], outgoing: 2 },
    ],
    [
      'a line is not dropped for a payer’s own words of a total',
      `${TWO}2026-11-06;Total for invoice 17;120.00\n${OUT}`,
      ['2026-11-05 500.00 -'],
      { heldBack: [{ line: 3 }], counts: { summary: 0 } },
    ],
    [
      'nor for a payer’s own word of what is pending',
      `${TWO}2026-11-06;Open;120.00\n${OUT}`,
      ['2026-11-05 500.00 -'],
      { heldBack: [{ line: 3 }], pending: 0 },
    ],
    [
      'no cents are no minus',
      `${TWO}2026-11-06;${FENWICK};120,-\n${OUT}`,
      ['2026-11-05 500.00 -', `2026-11-06 120 - ${FENWICK}`],
      { outgoing: 1 },
    ],
    [
      'one debit that was taken back leaves the others as they are',
      'Date;Text;Debit;Credit\n2026-11-05;a;5.00;\n2026-11-06;b;-7.00;\n2026-11-07;c;9.00;\n',
      [],
      { outgoing: 2, heldBack: [{ line: 3 }] },
    ],
    [
      'November is November in Finland',
      `Date;Text;Amount\n5 marras 2026;${FENWICK};7.00\n${OUT}`,
      [`2026-11-05 7.00 - ${FENWICK}`],
      {},
    ],
  ])('%s', async (_what, csv, lines, besides) => {
    const statement = await readCsv(csv);
    expect(statement.questions).toEqual([]);
    expect(linesInShort(statement)).toEqual(lines);
    expect(statement).toMatchObject(besides);
  });

  it.each([
    ...['unpaid', 'Invalid', 'incomplete', 'unprocessed', 'not posted', 'to be processed', 'okänd'],
    ...['nicht gebucht', 'zurückgebucht', 'niet verwerkt', 'en cours de validation', 'ikke bokført'],
    ...['nie zaksięgowano', 'no contabilizado'],
  ])('a line whose status is "%s" is held back', async (status) => {
    const csv = `Date,Text,Amount,Status\n2026-11-05,${FENWICK},100.00,${status}\n2026-11-06,x,-5.00,Completed\n`;
    expect(await readCsv(csv)).toMatchObject({ lines: [], heldBack: [{ line: 2 }], outgoing: 1 });
  });

  it('an amount after fees is not taken as the amount paid: a question is raised', async () => {
    const csv = `Datum;Text;Brutto;Gebühr;Netto\n05.11.2026;${FENWICK};100,00;-2,50;97,50\n06.11.2026;x;-5,00;0,00;-5,00\n`;
    expect(questionFields(await readCsv(csv))).toEqual(['amountColumn']);
    expect(linesInShort(await readCsv(csv, { columns: { amount: 'Brutto' } }))).toEqual([
      `2026-11-05 100.00 - ${FENWICK}`,
    ]);
  });

  it('the question about the date order shows a date that differs', async () => {
    const csv = 'Date;Text;Amount\n11-11-26;a;1.00\n12-11-26;b;-5.00\n';
    const [question] = (await readCsv(csv)).questions;
    expect(question?.asks).toContain('2026-11-12 (dmy) or 2026-12-11 (mdy)');
  });
});
