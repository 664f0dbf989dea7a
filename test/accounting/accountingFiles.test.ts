import { parse } from 'csv-parse/sync';
import { unzipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportFiles, type Download } from '../../api/documents/accountingExport.js';
import { changeAccounting, changeDebtor } from '../../src/accounting/changeAccounting.js';
import { loadAccountingMonth, loadTaxSummary } from '../../src/accounting/loadMonth.js';
import { loadAccounting } from '../../src/accounting/changeAccounting.js';
import { zipBytes } from '../../api/documents/zipFile.js';
import { chargeUsage } from '../../src/ledger/chargeDue.js';
import { postAdjustment } from '../../src/ledger/postAdjustment.js';
import { postCharge } from '../../src/ledger/postCharge.js';
import { reverseEntry } from '../../src/ledger/reverseEntry.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import { createFixture, type Fixture, granted } from '../setup/fixture.js';

const NOVEMBER = '2026-11-01';
const DECEMBER = '2026-12-01';
const OPENED = '2026-10-01T00:00:00Z';
const SETTLED = ['2026-11-01T02:00:00Z', '2026-12-01T02:00:00Z'] as const;

let fixture: Fixture;
const ids: Record<'home' | 'eu' | 'oss' | 'yen', string> = { home: '', eu: '', oss: '', yen: '' };

const SETTINGS = {
  chart: 'skr03' as const,
  accounts: { 'revenue/home/19:design': '8401' },
  debtors: { mode: 'numbered' as const, start: 10_000 },
  formats: ['journal', 'taxes', 'datev', 'xero', 'quickbooks'] as const,
  datev: { consultant: 29_098, client: 55_003 },
  xeroTaxRates: {
    ...{ 'home/19': '19% (VAT on Income)', 'reverse-charge': 'Zero Rated EC Services', oss: 'OSS' },
    ...{ untaxed: 'No VAT', none: 'No VAT' },
  },
};

/** Four clients: at home with two categories and a write-off, reverse charge, One-Stop Shop, and one in yen. */
beforeAll(async () => {
  fixture = await createFixture(20);
  const { sql } = fixture.database;
  const particulars = {
    ...{ legalName: 'Northlight GmbH', street: 'Kai 1', postcode: '20457', city: 'Hamburg' },
    ...{ country: 'DE', vatId: 'DE136695976' },
  };
  await sql`update sites set settings = settings || ${sql.json({ particulars, invoicing: { enabled: true } })}
             where id = ${fixture.siteId}`;
  const open = { creditLimit: '9000.00', timeZone: 'Europe/Berlin' };
  ids.home = await fixture.open(
    { ...open, name: '=SUM(A1) Müller & Söhne „Ł“', tax: { name: 'VAT', percent: '19' } },
    OPENED,
  );
  ids.eu = await fixture.open(
    {
      ...{
        ...open,
        name: 'Café Zoë',
        tax: { name: 'VAT', percent: '0', category: 'AE', reasonCode: 'VATEX-EU-AE' },
      },
      particulars: {
        legalName: 'Café Zoë SARL',
        street: 'Rue 1',
        postcode: '75001',
        city: 'Paris',
        country: 'FR',
        vatId: 'FR40303265045',
      },
    },
    OPENED,
  );
  ids.oss = await fixture.open({ ...open, name: 'Ola', tax: { name: 'VAT', percent: '25' } }, OPENED);
  // As the policy decides it for a consumer in Sweden.
  await sql`update accounts set tax_country = 'SE' where id = ${ids.oss}`;
  ids.yen = await fixture.open({ ...open, currency: 'JPY', creditLimit: '900000', name: '東京' }, OPENED);
  const at = fixture.at('2026-10-10T10:00:00Z');
  for (const [id, amount, category] of [
    [ids.home, '33.33', 'hosting'],
    [ids.home, '10.01', 'design'],
    [ids.eu, '200.00', 'hosting'],
    [ids.oss, '40.00', 'hosting'],
    [ids.yen, '4900', 'hosting'],
  ] as const)
    granted(await postCharge(at, id, { amount, category, description: `${category}, "bits"` }));
  for (const id of Object.values(ids)) await chargeUsage(fixture.at(SETTLED[0]), id);
  // 23:30 UTC on 30 November is December in Berlin.
  const paid = { amount: '20.00', method: 'bank', reference: 'RF1' };
  granted(
    await recordPayment(fixture.at('2026-11-20T09:00:00Z'), ids.home, {
      ...paid,
      receivedAt: Date.parse('2026-11-18T23:00:00Z'),
    }),
  );
  granted(await recordPayment(fixture.at('2026-11-30T23:30:00Z'), ids.home, { ...paid, method: 'stripe' }));
  granted(
    await postAdjustment(fixture.at('2026-11-21T09:00:00Z'), ids.home, {
      kind: 'write-off',
      amount: '1.00',
      description: '-gone',
    }),
  );
  const [charge] = await sql<{ id: string }[]>`
    select id from entries where account_id = ${ids.home} and category = 'design'`;
  granted(await reverseEntry(fixture.at('2026-11-22T09:00:00Z'), charge?.id ?? '', {}));
  for (const id of Object.values(ids)) await chargeUsage(fixture.at(SETTLED[1]), id);
  granted(await changeAccounting(fixture.at(SETTLED[1]), SETTINGS));
});

const LATER = '2027-01-02T00:00:00Z';

async function filesOf(month: string, wanted: Download): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const made = granted(await exportFiles(fixture.at(LATER), month, wanted));
  for await (const { name, chunks } of made) {
    const parts: Buffer[] = [];
    for await (const chunk of chunks()) parts.push(chunk);
    files.set(name, Buffer.concat(parts));
  }
  return files;
}

type Row = Record<string, string>;
const rowsOf = (bytes: Buffer | undefined): Row[] =>
  parse((bytes ?? Buffer.from('')).toString(), { columns: true, bom: true });

/** Reads a DATEV file as its description says: by position, in Windows-1252. */
function readDatev(bytes: Buffer | undefined): { head: string[]; columns: string[]; rows: string[][] } {
  // Node decodes a whole buffer as Latin-1, but not a part of a stream.
  const text = new TextDecoder('windows-1252').decode(bytes, { stream: true });
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  const [head = [], columns = [], ...rows]: string[][] = parse(text, {
    delimiter: ';',
    relax_column_count: true,
  });
  return { head, columns, rows };
}

describe('the journal as CSV', () => {
  it('books each entry once, with its document, accounts and tax', async () => {
    const rows = rowsOf((await filesOf(NOVEMBER, 'journal')).get('journal-2026-11.csv'));
    const shown = rows
      .filter(({ client_reference: reference }) => reference === rows[0]?.['client_reference'])
      .map((row) =>
        [
          row['date'],
          row['document'],
          row['debit_account'],
          row['credit_account'],
          row['amount'],
          row['treatment'],
        ].join(' '),
      );
    expect(shown).toEqual([
      '2026-11-01 INV-2026-00001 10000 8400 33.33 home/19',
      '2026-11-01 INV-2026-00001 10000 1776 6.33 home/19',
      '2026-11-01 INV-2026-00001 10000 8401 10.01 home/19',
      '2026-11-01 INV-2026-00001 10000 1776 1.90 home/19',
      '2026-11-19  1200 10000 20.00 ',
      '2026-11-21  2400 10000 1.00 ',
    ]);
    expect(rows.find(({ currency }) => currency === 'JPY')).toMatchObject({
      amount: '4900',
      treatment: 'untaxed',
    });
    expect(rows.map(({ client }) => client)).toContain("'=SUM(A1) Müller & Söhne „Ł“");
    expect(rows.map(({ text }) => text)).toContain("'-gone");
  });

  it('dates what was posted after midnight in the next month, and a credit note with its own day', async () => {
    const rows = rowsOf((await filesOf(DECEMBER, 'journal')).get('journal-2026-12.csv'));
    expect(
      rows.map((row) =>
        [row['date'], row['document'], row['debit_account'], row['credit_account'], row['amount']].join(' '),
      ),
    ).toEqual([
      '2026-12-01  1360 10000 20.00',
      '2026-12-01 CN-2026-00001 8401 10000 10.01',
      '2026-12-01 CN-2026-00001 1776 10000 1.90',
    ]);
    expect(rows[1]?.['corrects']).toBe('INV-2026-00001');
  });
});

describe('the DATEV files', () => {
  it('are a booking batch in which every document has its total', async () => {
    const files = await filesOf(NOVEMBER, 'datev');
    expect([...files.keys()]).toEqual(['EXTF_Buchungsstapel_2026-11.csv', 'EXTF_Debitoren_2026-11.csv']);
    const { head, columns, rows } = readDatev(files.get('EXTF_Buchungsstapel_2026-11.csv'));
    expect(head).toHaveLength(31);
    expect(head.slice(0, 5)).toEqual(['EXTF', '700', '21', 'Buchungsstapel', '13']);
    expect(head[5]).toMatch(/^20\d{15}$/);
    expect(head.slice(10, 16)).toEqual(['29098', '55003', '20260101', '4', '20261101', '20261130']);
    expect(head.slice(18, 22)).toEqual(['1', '0', '0', 'EUR']);
    expect(columns).toHaveLength(125);
    for (const row of rows) {
      expect(row).toHaveLength(125);
      expect(row[0]).toMatch(/^\d{1,10},\d{2}$/);
      expect(row[1]).toMatch(/^[SH]$/);
      expect(row[6]).toMatch(/^\d{1,5}$/);
      expect(row[7]).toMatch(/^\d{1,4}$/);
      expect(row[9]).toMatch(/^[0-3]\d11$/);
      expect(row[10]).toMatch(/^[\w$&%*+\-/]{1,36}$/);
      expect(row[13]?.length).toBeLessThanOrEqual(60);
    }
    expect(rows.map((row) => [...row.slice(0, 2), ...row.slice(6, 11)].join(' '))).toEqual([
      '39,66 S 10000 8400  0111 INV-2026-00001',
      '11,91 S 10000 8401  0111 INV-2026-00001',
      expect.stringMatching(/^20,00 H 10000 1200 {2}1911 ST\d{12}-\d+$/),
      expect.stringMatching(/^1,00 H 10000 2400 {2}2111 ST\d{12}-\d+$/),
      '200,00 S 10001 8336  0111 INV-2026-00002',
      '40,00 S 10002 8331  0111 INV-2026-00003',
      '10,00 S 10002 1728  0111 INV-2026-00003',
    ]);
    expect(rows[0]?.[13]).toBe('\'=SUM(A1) Müller & Söhne „L“, hosting, "bits"');
    expect(rows[4]?.slice(39, 41)).toEqual(['FR40303265045', '']);
    expect(rows[5]?.slice(39, 41)).toEqual(['SE', '25,00']);
  });

  it('have the clients as debtors with addresses and VAT ids', async () => {
    const { head, columns, rows } = readDatev(
      (await filesOf(NOVEMBER, 'datev')).get('EXTF_Debitoren_2026-11.csv'),
    );
    expect([head.length, head[2], head[4], columns.length]).toEqual([31, '16', '5', 254]);
    const shown = rows.map((row) =>
      Object.fromEntries(columns.map((column, index) => [column, row[index] ?? ''])),
    );
    expect(rows.every(({ length }) => length === 254)).toBe(true);
    expect(shown[1]).toMatchObject({
      ...{ Konto: '10001', 'Name (Adressattyp Unternehmen)': 'Café Zoë SARL', Adressattyp: '2' },
      ...{ 'EU-Land': 'FR', 'EU-UStID': '40303265045', Straße: 'Rue 1', Postleitzahl: '75001', Land: 'FR' },
    });
    expect(shown[0]).toMatchObject({
      Konto: '10000',
      'Name (Adressattyp keine Angabe)': "'=SUM(A1) Müller & Söhne „L“",
    });
  });

  it('are refused with the names of what is missing, and a month without bookings has none', async () => {
    granted(await changeAccounting(fixture.at(LATER), { chart: null, datev: { consultant: 0 } }));
    const refused = await exportFiles(fixture.at(LATER), NOVEMBER, 'datev');
    expect(refused).toMatchObject({ refused: 'conflict' });
    const fields = 'problems' in refused ? (refused.problems ?? []).map(({ field }) => field) : [];
    expect(fields).toEqual([
      ...['accounts.cash/bank', 'accounts.revenue/home/19', 'accounts.revenue/oss/SE/25'],
      ...['accounts.revenue/reverse-charge', 'accounts.revenue/untaxed', 'accounts.tax/home/19'],
      ...['accounts.tax/oss/SE/25', 'accounts.write-offs', 'datev.consultant'],
    ]);
    const folder = await filesOf(NOVEMBER, 'zip');
    expect([...folder.keys()]).not.toContain('EXTF_Buchungsstapel_2026-11.csv');
    expect(folder.get('README.txt')?.toString()).toContain('accounts.cash/bank: No account is named for it.');
    granted(await changeAccounting(fixture.at(LATER), SETTINGS));
    expect([...(await filesOf('2025-01-01', 'datev')).keys()]).toEqual([]);
  });
});

describe('the files for Xero', () => {
  it('are invoices, credit notes, and statement lines of each bank account', async () => {
    const files = await filesOf(NOVEMBER, 'xero');
    expect([...files.keys()]).toEqual([
      'xero-invoices-2026-11.csv',
      'xero-credit-notes-2026-11.csv',
      'xero-bank-EUR-2026-11.csv',
    ]);
    const [first, second] = rowsOf(files.get('xero-invoices-2026-11.csv'));
    expect(first).toMatchObject({
      ...{ '*InvoiceNumber': 'INV-2026-00001', '*InvoiceDate': '01/11/2026', '*DueDate': '15/11/2026' },
      ...{ Total: '51.57', '*UnitAmount': '33.33', TaxAmount: '6.33', '*AccountCode': '8400' },
      ...{ '*TaxType': '19% (VAT on Income)', Currency: 'EUR', '*Quantity': '1' },
    });
    expect(second).toMatchObject({ '*UnitAmount': '10.01', TaxAmount: '1.90', '*AccountCode': '8401' });
    const [writeOff] = rowsOf(files.get('xero-credit-notes-2026-11.csv'));
    expect(writeOff).toMatchObject({ '*UnitAmount': '-1.00', '*AccountCode': '2400', '*TaxType': 'No VAT' });
    const [line] = rowsOf(files.get('xero-bank-EUR-2026-11.csv'));
    expect(line).toMatchObject({ '*Date': '19/11/2026', '*Amount': '20.00' });
  });
});

describe('the files for QuickBooks', () => {
  it('are journals that balance, each with one line of the client', async () => {
    const rows = rowsOf((await filesOf(NOVEMBER, 'quickbooks')).get('quickbooks-journal-2026-11.csv'));
    const minor = (text = ''): bigint => BigInt(text.replace('.', '') || '0');
    const numbers = new Set(rows.map((row) => row['Journal No']));
    expect(numbers.size).toBe(6);
    for (const number of numbers) {
      const own = rows.filter((row) => row['Journal No'] === number);
      expect(own.reduce((sum, row) => sum + minor(row['Debits']) - minor(row['Credits']), 0n)).toBe(0n);
      expect(own.filter(({ Name }) => Name !== '')).toHaveLength(1);
      expect(number?.length).toBeLessThanOrEqual(21);
    }
    expect(
      rows.slice(0, 4).map((row) => [row['Account Name'], row['Debits'], row['Credits']].join(' ')),
    ).toEqual(['10000 51.57 ', '8400  33.33', '8401  10.01', '1776  8.23']);
  });

  it('have invoices apart if the owner wants, and American dates', async () => {
    const change = {
      quickBooksSales: 'invoices',
      dateOrder: 'MDY',
      quickBooksTaxCodes: { home: '20.0% S', oss: 'OSS', 'reverse-charge': 'RC', untaxed: 'No VAT' },
    } as const;
    granted(await changeAccounting(fixture.at(LATER), change));
    const files = await filesOf(NOVEMBER, 'quickbooks');
    const [first] = rowsOf(files.get('quickbooks-invoices-2026-11.csv'));
    expect(first).toMatchObject({
      InvoiceNo: 'INV-2026-00001',
      InvoiceDate: '11/01/2026',
      ItemAmount: '33.33',
      ItemTaxCode: '20.0% S',
    });
    expect(rowsOf(files.get('quickbooks-journal-2026-11.csv'))).toHaveLength(4);
    granted(await changeAccounting(fixture.at(LATER), { quickBooksSales: 'journal', dateOrder: 'DMY' }));
  });
});

describe('the taxes of a quarter', () => {
  it('are those of the ledger by country and rate, with reverse charge by VAT id', async () => {
    const { taxes, reverseCharge } = await loadTaxSummary(fixture.at(LATER), {
      first: '2026-10-01',
      months: 3,
    });
    expect(
      taxes.map(({ scheme, country, category, percent, net, tax }) =>
        [scheme, country, category, percent, net, tax].join(' '),
      ),
    ).toEqual([
      'home DE AE 0 20000 0',
      'home DE S 19 3333 633',
      'oss SE S 25 4000 1000',
      'home DE  0 4900 0',
    ]);
    expect(reverseCharge).toEqual([
      { currency: 'EUR', vatId: 'FR40303265045', client: 'Café Zoë SARL', net: 20_000n },
    ]);
  });
});

describe("a month's folder", () => {
  it('has documents, lists and the files of the settings, and says what is in it', async () => {
    const parts: Uint8Array[] = [];
    const files = granted(await exportFiles(fixture.at(LATER), NOVEMBER, 'zip'));
    for await (const part of zipBytes(files)) parts.push(part);
    const unzipped = unzipSync(Buffer.concat(parts));
    expect(Object.keys(unzipped)).toEqual([
      ...[
        'INV-2026-00001.pdf',
        'INV-2026-00002.pdf',
        'INV-2026-00002.xml',
        'INV-2026-00003.pdf',
        'INV-2026-00004.pdf',
      ],
      ...[
        'invoices-2026-11.csv',
        'journal-2026-11.csv',
        'taxes-2026-11.csv',
        'EXTF_Buchungsstapel_2026-11.csv',
      ],
      ...['EXTF_Debitoren_2026-11.csv', 'xero-invoices-2026-11.csv', 'xero-credit-notes-2026-11.csv'],
      ...['xero-bank-EUR-2026-11.csv', 'quickbooks-journal-2026-11.csv', 'README.txt'],
    ]);
    const readMe = Buffer.from(unzipped['README.txt'] ?? []).toString();
    expect(readMe).toContain('This month is complete.');
    expect(readMe).toContain('NOT IN THE DATEV FILES: bookings in JPY.');
  });

  it('is preliminary until the month is over in every time zone', async () => {
    const settings = await loadAccounting(fixture.at(LATER));
    const isFinalAt = async (at: string): Promise<boolean> =>
      (await loadAccountingMonth(fixture.at(at), settings, NOVEMBER)).isFinal;
    expect(await isFinalAt('2026-12-01T12:59:59Z')).toBe(false);
    expect(await isFinalAt('2026-12-01T13:00:00Z')).toBe(true);
  });
});

describe('the number of a client', () => {
  it('may be set, is unique, and is kept', async () => {
    const at = fixture.at(LATER);
    expect(granted(await changeDebtor(at, ids.oss, 12_345))).toEqual({ number: 12_345 });
    expect(await changeDebtor(at, ids.eu, 12_345)).toMatchObject({ refused: 'conflict', field: 'number' });
    expect(await changeDebtor(at, ids.eu, 0)).toMatchObject({ refused: 'invalid' });
    const { rows } = readDatev((await filesOf(NOVEMBER, 'datev')).get('EXTF_Buchungsstapel_2026-11.csv'));
    expect(rows.map((row) => row[6])).toContain('12345');
    granted(await changeDebtor(at, ids.oss, 10_002));
  });
});

describe('settings', () => {
  it.each([
    [{ accounts: { 'revenue/home/19': '' } }, 'accounts.revenue/home/19'],
    [{ accounts: { colour: '1' } }, 'accounts.colour'],
    [{ datev: { consultant: 7 } }, 'datev.consultant'],
    [{ datev: { currency: 'JPY' } }, 'datev.currency'],
    [{ datev: { yearStart: '02-30' } }, 'datev.yearStart'],
    [{ xeroTaxRates: { 'home/x': 'A' } }, 'xeroTaxRates.home/x'],
    [{ debtors: { start: 0 } }, 'debtors.start'],
  ])('are refused by name: %j', async (change, field) => {
    expect(await changeAccounting(fixture.at(LATER), change)).toMatchObject({ refused: 'invalid', field });
  });
});
