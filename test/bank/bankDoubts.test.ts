import { describe, expect, it } from 'vitest';
import { readMoney } from '../../src/bank/reading/figures.js';
import { isBooked, isNotBooked } from '../../src/bank/reading/words/status.js';
import { questionFields, linesInShort, readCsv } from './readCsv.js';

const ONE = 'ST-4802-7519-3633';
const TWO = 'ST-7310-4692-8579';
const rows = (...lines: readonly string[]): string => lines.join('\n');
const withStatus = (head: string, ...cells: readonly string[]): string =>
  rows(
    `Date,Text,Amount,${head}`,
    ...cells.map((word, nth) => `2026-11-0${nth + 1},Hosting ${ONE},${nth + 1}0.00,${word}`),
    `2026-11-09,Power,-64.10,${cells[0] ?? ''}`,
  );

describe('a row without an amount and without the date of the others', () => {
  const below = (last: string): Promise<Awaited<ReturnType<typeof readCsv>>> =>
    readCsv(
      rows(
        'Transaction date,Booking date,Text,Amount,Reserved',
        '2026-11-02,2026-11-02,Power,-64.10,',
        '2026-11-03,2026-11-03,Fenwick rent,120.00,',
        last,
      ),
    );

  it.each([`2026-11-05,,Quill ${TWO},,`, `2026-11-05,,Quill ${TWO},,80.00`])(
    'is no text of the row above where it has another date: %s',
    async (last) => {
      const statement = await below(last);
      expect(linesInShort(statement)).toEqual(['2026-11-03 120.00 -']);
      expect(statement.heldBack).toHaveLength(1);
    },
  );

  it('is text of the row above else', async () => {
    expect(linesInShort(await below(`,,Quill ${TWO},,`))).toEqual([`2026-11-03 120.00 - ${TWO}`]);
  });
});

describe('a balance that moves against the sign', () => {
  const file = (...lines: readonly string[]): string => rows('Date,Text,Amount,Balance', ...lines);
  const first = [`2026-11-03,Fenwick ${ONE},120.00,1120.00`, '2026-11-14,Power,-64.10,1055.90'];

  it.each([
    ['the last line', file(...first, '2026-11-15,Water,64.10,991.80')],
    ['the first line, newest first', file('2026-11-15,Water,64.10,991.80', ...[...first].reverse())],
  ])('holds back that line, here %s', async (_name, csv) => {
    const statement = await readCsv(csv);
    expect(linesInShort(statement)).toEqual([`2026-11-03 120.00 - ${ONE}`]);
    expect(statement.heldBack.map(({ amount, reason }) => [amount, reason])).toEqual([
      ['64.10', 'The amount and the balance do not match the lines before and after.'],
    ]);
  });

  it('is none where the lines of one day stand the other way round', async () => {
    const day = [`2026-11-14,Fenwick ${ONE},50.00,1050.00`, `2026-11-14,Quill ${TWO},50.00,1100.00`];
    const statement = await readCsv(
      file('2026-11-16,Power,-1.00,1097.00', '2026-11-15,Water,-2.00,1098.00', ...day),
    );
    expect([statement.lines.length, statement.heldBack]).toEqual([2, []]);
  });
});

describe('a line’s status', () => {
  it.each(
    (
      'Utført,Fullført,Gjennomført,Gennemført,Genomförd,Slutförd,Bokført,Completado,Completata,Eseguito,Pagado,' +
      'Concluído,Efetuado,Liquidado,Teljesült,Könyvelt,Provedeno,Suoritettu,Voltooid,Durchgeführt,Terminé,Gebucht,' +
      'Umsatz gebucht,Booked by bank,Gebucht am 03.11.,Opération comptabilisée,Settled (value date 2026-11-03)'
    ).split(','),
  )('%s is booked', (word) => {
    expect([isBooked(word), isNotBooked(word)]).toEqual([true, false]);
  });

  it.each(
    (
      'Ikke utført,Ej slutförd,Non eseguito,No completado,Nicht durchgeführt,Incompleto,Unbezahlt,Não concluído,' +
      'Nem teljesült,Ei suoritettu,Non terminé,Incomplete,Ej genomförd,Til utførelse,Neprovedeno,Pre-booked,' +
      'Completed; then reversed,Booked (chargeback),Paid - disputed,Gebucht (vorläufig),Completed with errors,Paid back,' +
      'Booked – отменено,En cours,En attente,To complete,À terminer'
    ).split(','),
  )('%s is not', (word) => {
    expect(isBooked(word) && !isNotBooked(word)).toBe(false);
  });

  it.each(['State', 'Info', 'Status'])('of an unknown word under %s holds the line back', async (head) => {
    const csv = withStatus(head, 'COMPLETED', 'AUTHORISED');
    const statement = await readCsv(csv);
    expect(linesInShort(statement)).toEqual([`2026-11-01 10.00 - ${ONE}`]);
    expect(statement.heldBack).toMatchObject([{ line: 3 }]);
    expect((await readCsv(withStatus(head, 'AUTHORISED'))).lines).toEqual([]);
  });

  it.each([
    ['State', ['CA', 'NY']],
    ['Info', ['Order 4711', 'Order 4712']],
    ['Info', ['Kd.-Nr. 17', '']],
  ])('is none where %s stands for something else: %s', async (head, cells) => {
    const statement = await readCsv(withStatus(head, ...cells));
    expect(statement.lines.length).toBe(2);
    expect(statement.mapping.columns['status']).toBeUndefined();
  });
});

describe('a word that every object has', () => {
  const inherited = Object.getOwnPropertyNames(Object.prototype);

  it.each(inherited)('names no direction: %s', async (word) => {
    const csv = rows('Date,Text,Amount,D/C', `2026-11-01,Hosting ${ONE},10.00,${word}`);
    const statement = await readCsv(csv);
    expect(statement.lines).toEqual([]);
    expect(questionFields(statement)).toContain('incoming');
  });

  it.each(inherited)('is no currency beside an amount: %s', (word) => {
    expect(readMoney(`5.00 ${word}`)).toBeUndefined();
  });
});

describe('a card’s bill, on which only payments carry a minus', () => {
  const bills = {
    'says in words that a payment was received': rows(
      'Date,Description,Amount',
      `2026-11-01,DATACENTER ${ONE},120.00`,
      '2026-11-02,REGISTRAR,64.10',
      '2026-11-03,PAYMENT RECEIVED - THANK YOU,-184.10',
    ),
    'says it in German': rows(
      'Datum;Beschreibung;Betrag',
      `01.11.2026;RECHENZENTRUM ${ONE};120,00`,
      '03.11.2026;ZAHLUNG/ÜBERWEISUNG ERHALTEN BESTEN DANK;-184,10',
    ),
    'says it in French': rows(
      'Date;Libellé;Montant',
      `2026-11-01;HEBERGEUR ${ONE};120,00`,
      '2026-11-03;PAIEMENT REÇU MERCI;-120,00',
    ),
    'names what was bought': rows(
      'Transaction Date,Description,Type,Amount (USD)',
      `2026-11-01,DATACENTER ${ONE},Purchase,120.00`,
      '2026-11-03,ACH DEPOSIT,Payment,-120.00',
    ),
    'names the card': rows(
      'Date,Description,Card Member,Account #,Amount',
      `2026-11-01,DATACENTER ${ONE},J DOE,-71001,120.00`,
      '2026-11-03,TRANSFER,J DOE,-71001,-120.00',
    ),
  };

  it.each(Object.entries(bills))('that %s raises a question', async (_, csv) => {
    const statement = await readCsv(csv);
    expect([statement.lines, questionFields(statement)]).toEqual([[], ['amounts']]);
    const out = await readCsv(csv, { amounts: 'plus-out' });
    expect(out.lines.map(({ references }) => references)).toEqual([[]]);
    expect(linesInShort(await readCsv(csv, { amounts: 'plus-in' }))[0]).toContain(ONE);
  });

  it('is not seen in an account whose balance adds up', async () => {
    const csv = rows(
      'Date,Description,Amount,Balance',
      `2026-11-01,Hosting ${ONE},120.00,1120.00`,
      `2026-11-02,Hosting ${TWO},80.00,1200.00`,
      '2026-11-03,Thank you for the flowers,-20.00,1180.00',
    );
    expect((await readCsv(csv)).lines.length).toBe(2);
  });
});

describe('unknown words of a direction', () => {
  const unsigned = rows(
    'Date,Text,Amount,Direction',
    `2026-11-01,Hosting ${ONE},120.00,Befelé`,
    `2026-11-02,To ${TWO},64.10,Kifelé`,
  );
  const signed = unsigned.replace('64.10', '-64.10');

  it('raise a question even if plus means incoming, since outgoing lines have no minus', async () => {
    const statement = await readCsv(unsigned, { amounts: 'plus-in' });
    expect([statement.lines, questionFields(statement)]).toEqual([[], ['incoming']]);
  });

  it('are left alone once the meaning of the signs is set', async () => {
    expect(questionFields(await readCsv(signed))).toEqual(['incoming']);
    expect(linesInShort(await readCsv(signed, { amounts: 'plus-in' }))).toEqual([
      `2026-11-01 120.00 - ${ONE}`,
    ]);
  });

  it('raise a question where the signs do not separate them', async () => {
    const mixed = rows(signed, `2026-11-03,Back ${TWO},1.00,Kifelé`);
    const statement = await readCsv(mixed, { amounts: 'plus-in' });
    expect([statement.lines, questionFields(statement)]).toEqual([[], ['incoming']]);
  });
});

describe('unknown columns', () => {
  it('raise a question that shows some of their rows', async () => {
    const statement = await readCsv(
      rows('Wann;;Wieviel', `03.11.2026;Hosting ${ONE};120,00`, '04.11.2026;Strom;-64,10'),
    );
    expect(questionFields(statement)).toEqual(['dateColumn', 'amountColumn']);
    expect(statement.firstRows).toMatchObject([
      { line: 2, text: `Wann: 03.11.2026 · Column 2: Hosting ${ONE} · Wieviel: 120,00` },
      { line: 3, text: 'Wann: 04.11.2026 · Column 2: Strom · Wieviel: -64,10' },
    ]);
  });
});

describe('a currency with a damaged byte', () => {
  it.each(['\xffGBP"', 'G\xffP', '\xffBP'])('holds its line back: %j', async (cell) => {
    const csv = rows('Dato;Forklaring;Beløp;Valuta', `2026-01-01;Hosting ${ONE};+1000;DAMAGED`);
    const [before = '', after = ''] = csv.split('DAMAGED');
    const bytes = Buffer.concat([Buffer.from(before), Buffer.from(cell, 'latin1'), Buffer.from(after)]);
    const statement = await readCsv(bytes);
    expect([statement.lines, statement.heldBack.length]).toEqual([[], 1]);
  });
});

describe('a debit', () => {
  const file = (text: string) =>
    readCsv(
      rows(
        'Date,Text,Amount',
        `2026-11-02,Fenwick ${ONE},120.00`,
        '2026-11-03,Power,-64.10',
        `2026-11-04,${text},-120.00`,
      ),
    );

  it.each([
    `Rückgabe SEPA-Lastschrift AC04 ${ONE}`,
    `RUECKLASTSCHRIFT ${ONE}`,
    `Chargeback ${ONE}`,
    `Returned payment ${ONE}`,
    `Rejet de prélèvement ${ONE}`,
  ])('that says so takes back the payment of its reference: %s', async (text) => {
    const statement = await file(text);
    expect(linesInShort(statement)).toEqual([`2026-11-02 120.00 - ${ONE}`, `2026-11-04 -120.00 - ${ONE}`]);
    expect(statement.counts).toMatchObject({ incoming: 1, returned: 1, outgoing: 1 });
    expect(statement.mapping.totals).toMatchObject({ '': { in: '120.00', out: '184.10' } });
    expect(statement.lines[1]?.takenWhy).toBe(text.includes('AC04') ? 'AC04' : undefined);
  });

  it.each(['Rückgabe Leergut', `Rückzahlung ${ONE}`, `Refund ${ONE}`, `Erstattung ${ONE}`, `Hosting ${ONE}`])(
    'that names no reference, or is a refund of the owner’s, is left out: %s',
    async (text) => {
      const statement = await file(text);
      expect(linesInShort(statement)).toEqual([`2026-11-02 120.00 - ${ONE}`]);
      expect(statement.counts).toMatchObject({ returned: 0, outgoing: 2 });
    },
  );
});
