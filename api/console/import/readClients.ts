import { type ReadLine, WHOLE_LINE } from '../../../src/accounts/import/checkImport.js';
import { findCountry } from '../../../src/billing/particulars/countries.js';
import type { ImportedClient } from '../../../src/accounts/import/importClient.js';
import type { FieldProblem } from '../../../src/core/values/refusal.js';
import { type FileFault, readTable } from '../../../src/platform/files/readTable.js';
import { readWhole } from '../../../src/platform/wholeNumber.js';
import { newAccount } from '../../v1/accounts/accountShapes.js';
import { describeIssues } from '../../http/request/describeIssue.js';
import { splitTags } from '../accounts/fields.js';
import { slugFrom } from '../accounts/slugFrom.js';
import { parseAddresses } from './addresses.js';
import { amountReader, type CellRead, dayOfMonth, dayReader, hostsOf, saysWhose, zoneOf } from './cells.js';
import {
  type Column,
  guessMapping,
  type ImportChoice,
  type Mapping,
  USUAL,
  usuallyLeftOut,
} from './columns.js';
import { readCurrency } from './currencyCell.js';

/** A client list as a table: its headings, and its rows with their line numbers. */
export interface ClientTable {
  readonly headings: readonly string[];
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[];
}

const ROWS_MAX = 20_001;
const COLUMNS_MAX = 60;
/** For an unread file, from the page or from `sitetab import`. */
export const CLIENTS_BYTES_MAX = 4_000_000;

/** The table in a file, or the reason why it cannot be read. */
export async function readClients(bytes: Uint8Array): Promise<ClientTable | FileFault> {
  const table = await readTable(bytes, { rows: ROWS_MAX });
  if ('fault' in table) return table;
  const [head, ...rows] = table.rows;
  if (head === undefined) return { fault: 'must not be empty' };
  if (head.cells.length > COLUMNS_MAX) return { fault: `has more than ${COLUMNS_MAX} columns` };
  return { headings: head.cells, rows };
}

/** The default way to read a table. */
export function usualChoice({ headings, rows }: ClientTable, usual: ImportChoice['usual']): ImportChoice {
  const mapping = guessMapping(headings);
  const statuses = new Set(cellsUnder('status', mapping, rows));
  return { mapping, usual, leftOut: usuallyLeftOut([...statuses]) };
}

/** A checked table: its lines, and how they were read. */
export function asRead(name: string, table: ClientTable, choice: ImportChoice) {
  return { name, headings: table.headings, choice, lines: readLines(table, choice) };
}

/** Every line as a client, or with all its errors. */
function readLines({ headings, rows }: ClientTable, choice: ImportChoice): ReadLine[] {
  const { mapping } = choice;
  const under = (name: Column): string[] => cellsUnder(name, mapping, rows);
  const readers: Readers = {
    amount: amountReader([
      ...under('openingBalance'),
      ...under('unsignedBalance'),
      ...under('owed'),
      ...under('creditLimit'),
    ]),
    currency: (cell) => readCurrency(cell, (choice.usual.currency ?? '').toUpperCase()),
    day: dayReader([...under('chargedUntil'), choice.usual.chargedUntil ?? '']),
  };
  return rows.map(({ line, cells }) => {
    const named = cellsOf(mapping, cells, choice.usual);
    const read = draftOf(named, readers);
    const shifted = lengthProblems(headings, cells);
    // The cells are shifted against their headings, so further errors would be wrong.
    if (shifted.length > 0)
      return { number: line, cells, draft: read.draft, client: null, problems: shifted };
    const problems = [...statusProblems(named, choice.leftOut), ...read.problems];
    return lineOf({ number: line, cells, draft: read.draft, problems });
  });
}

export function cellsUnder(column: Column, mapping: Mapping, rows: ClientTable['rows']): string[] {
  const index = mapping.indexOf(column);
  return index < 0 ? [] : rows.map(({ cells }) => cells[index] ?? '').filter((cell) => cell !== '');
}

type Cells = Readonly<Partial<Record<Column, string>>>;

function cellsOf(mapping: Mapping, cells: readonly string[], usual: ImportChoice['usual']): Cells {
  const named: Partial<Record<Column, string>> = {};
  for (const [index, column] of mapping.entries()) if (column !== null) named[column] = cells[index] ?? '';
  for (const column of USUAL) if ((named[column] ?? '') === '') named[column] = usual[column] ?? '';
  return named;
}

function lengthProblems(headings: readonly string[], cells: readonly string[]): FieldProblem[] {
  const extra = cells.slice(headings.length).filter((cell) => cell !== '').length;
  if (extra === 0) return [];
  const reason = `has ${cells.length} cells, the headings ${headings.length}: put a cell that holds the separator in quotes`;
  return [{ field: WHOLE_LINE, reason }];
}

function statusProblems({ status = '' }: Cells, leftOut: readonly string[]): FieldProblem[] {
  return leftOut.includes(status) ? [{ field: 'status', reason: `is "${status}"` }] : [];
}

interface Readers {
  readonly currency: (cell: string) => CellRead;
  readonly amount: ReturnType<typeof amountReader>;
  readonly day: ReturnType<typeof dayReader>;
}

/** The API request for a line, and the errors of cells that could not be read. */
function draftOf(cells: Cells, readers: Readers): Pick<ReadLine, 'draft' | 'problems'> {
  const { billingDay = '', plan = '', language = '', chargedUntil = '' } = cells;
  const inCurrency = readCell('currency', cells, readers.currency);
  const currency = inCurrency.value ?? cells.currency ?? '';
  const limit = readCell('creditLimit', cells, (cell) => readers.amount(cell, currency));
  const credit = readCell('openingBalance', cells, (cell) => readers.amount(cell, currency));
  const owed = readCell('owed', cells, (cell) => readers.amount(cell, currency));
  const until = chargedUntil === '' ? {} : readCell('chargedUntil', cells, readers.day);
  const unsigned = readCell('unsignedBalance', cells, (cell) => signed(cell, readers.amount(cell, currency)));
  const balance =
    credit.value ?? unsigned.value ?? (saysWhose(cells.owed ?? '') ? owed.value : negated(owed.value));
  const draft = {
    name: nameIn(cells),
    ...emailsIn(cells),
    currency,
    timeZone: zoneOf(cells.timeZone ?? ''),
    billingDay: billingDay === '' ? 1 : readWhole(dayOfMonth(billingDay)),
    plan,
    sites: sitesIn(cells),
    ...(limit.value === undefined ? {} : { creditLimit: limit.value }),
    ...(balance === undefined ? {} : { openingBalance: balance }),
    ...(until.value === undefined ? {} : { chargedUntil: until.value }),
    ...(language === '' ? {} : { language }),
    ...particularsIn(cells),
    ...recordIn(cells),
  };
  const both = credit.value !== undefined && owed.value !== undefined;
  const twice = both ? [{ field: 'owed', reason: 'must be empty where there is a balance' }] : [];
  return {
    draft,
    problems: [inCurrency, limit, credit, unsigned, owed, until]
      .flatMap(({ problem }) => problem ?? [])
      .concat(twice),
  };
}

const PARTICULARS = [
  ...([
    'legalName',
    'street',
    'postcode',
    'city',
    'country',
    'vatId',
    'companyId',
    'buyerReference',
  ] as const),
];

function recordIn({
  tags = '',
  notes = '',
  externalId = '',
}: Cells): Pick<ReadLine['draft'], 'tags' | 'notes' | 'externalId'> {
  return {
    ...(tags === '' ? {} : { tags: splitTags(tags) }),
    ...(notes === '' ? {} : { notes }),
    ...(externalId === '' ? {} : { externalId }),
  };
}

/** What other programs write where there is nothing. */
const MEANS_NOTHING = /^(-+|n\/?a|none|keine?r?)$/i;

function particularsIn(cells: Cells): Pick<ReadLine['draft'], 'particulars'> {
  const given = PARTICULARS.flatMap((name) => {
    const cell = cells[name] ?? '';
    if (cell === '' || MEANS_NOTHING.test(cell)) return [];
    return [[name, name === 'country' ? (findCountry(cell) ?? cell) : cell] as const];
  });
  return given.length === 0 ? {} : { particulars: Object.fromEntries(given) };
}

interface CellFound {
  readonly value?: string;
  readonly problem?: FieldProblem;
}

function readCell(field: Column, cells: Cells, read: (cell: string) => CellRead): CellFound {
  const cell = cells[field] ?? '';
  if (cell === '') return {};
  const found = read(cell);
  return 'value' in found ? found : { problem: { field, reason: found.fault } };
}

/** A balance in a column of unknown sign; only 0 and amounts marked CR or DR are clear. */
function signed(cell: string, read: CellRead): CellRead {
  if (!('value' in read) || Number(read.value) === 0 || saysWhose(cell)) return read;
  return { fault: 'may be credit or owed: choose “Balance” or “Amount owed” for this column' };
}

function negated(amount: string | undefined): string | undefined {
  if (amount === undefined || amount === '0') return amount;
  return amount.startsWith('-') ? amount.slice(1) : `-${amount}`;
}

/** Either cell may hold several. */
function emailsIn({ email = '', moreEmails = '' }: Cells): Pick<ReadLine['draft'], 'email' | 'moreEmails'> {
  const [first = '', ...others] = parseAddresses(email);
  const further = [...others, ...parseAddresses(moreEmails)];
  return { email: first, ...(further.length === 0 ? {} : { moreEmails: further }) };
}

/** If there is a column for only the first or only the last name, a column "Name" holds the other part. */
function nameIn({ name = '', company = '', firstName = '', lastName = '' }: Cells): string {
  const isWhole = [firstName, lastName].every((part) => name.includes(part));
  const isPart = (firstName === '') !== (lastName === '') && !isWhole;
  const parts = name === '' || isPart ? [firstName, name, lastName] : [name];
  return company || parts.filter((part) => part !== '').join(' ');
}

function sitesIn({ slug = '', siteName = '', hostnames = '' }: Cells): ReadLine['draft']['sites'] {
  const hosts = hostsOf(hostnames);
  const [host = ''] = hosts;
  const own = slug === '' ? slugFrom(host) : slug;
  return own === '' && host === ''
    ? []
    : [{ slug: own, name: siteName || host.replace(/^www\./i, '') || own, hostnames: hosts }];
}

function lineOf({ number, cells, draft, problems }: Omit<ReadLine, 'client'>): ReadLine {
  const { plan, ...account } = draft;
  const read = newAccount.safeParse(account);
  const line = { number, draft, cells };
  const known = new Set(problems.map(({ field }) => field));
  const faults = read.success ? [] : describeIssues(read.error.issues, 'line').map(asColumn);
  const all = [...problems, ...faults.filter(({ field }) => !known.has(field))];
  if (!read.success || all.length > 0) return { ...line, client: null, problems: all };
  // Plans are given by name; they are looked up when the line is imported.
  const client: ImportedClient = { ...read.data, plan };
  return { ...line, client, problems: [] };
}

/** Maps the API's site fields to columns; an empty cell counts as missing, not as invalid. */
function asColumn({ field, reason }: FieldProblem): FieldProblem {
  const own = /^sites\[0\]\.(\w+)/.exec(field)?.[1];
  if (own === undefined) return { field: field.replace(/\[\d+\]$/, ''), reason };
  return { field: own === 'name' ? 'siteName' : own, reason };
}
