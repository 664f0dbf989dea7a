import type { z } from '@hono/zod-openapi';
import type { FieldProblem } from '../../../src/billing/index.js';
import { type FileFault, readTable, readWhole } from '../../../src/platform/index.js';
import type { ImportedClient, ReadLine } from '../../../src/operations/index.js';
import { describeIssues } from '../../describeIssue.js';
import { newAccount } from '../../v1/accountShapes.js';

/** The columns of a file of clients: what each is called, and what an empty cell stands for. */
export const COLUMNS = [
  { name: 'name', titles: ['name', 'client'], hint: 'The client’s name. Needed.' },
  { name: 'email', titles: ['email', 'e-mail', 'mail'], hint: 'Where letters go. Needed.' },
  { name: 'currency', titles: ['currency'], hint: 'Such as EUR. Needed.' },
  { name: 'timeZone', titles: ['timezone', 'zone'], hint: 'Such as Europe/Berlin. Needed.' },
  { name: 'billingDay', titles: ['billingday', 'day'], hint: '1 to 31; empty: 1.' },
  { name: 'creditLimit', titles: ['limit', 'creditlimit'], hint: 'Such as 100.00; empty: the plan’s.' },
  { name: 'plan', titles: ['plan', 'planname'], hint: 'A plan’s name; empty: none.' },
  { name: 'slug', titles: ['slug'], hint: 'The site’s short name; empty: no site.' },
  { name: 'siteName', titles: ['sitename', 'site'], hint: 'The site’s name; empty: its first host.' },
  {
    name: 'hostnames',
    titles: ['hostnames', 'hostname', 'hosts'],
    hint: 'With spaces between; empty: none.',
  },
  {
    name: 'openingBalance',
    titles: ['openingbalance', 'balance'],
    hint: '20.00 in credit, -20.00 owing; empty: 0.',
  },
  { name: 'language', titles: ['language'], hint: 'Of letters, such as de; empty: en.' },
] as const;

type Column = (typeof COLUMNS)[number]['name'];
type Cells = Readonly<Partial<Record<Column, string>>>;

const NEEDED: readonly Column[] = ['name', 'email', 'currency', 'timeZone'];
const SHOWN_LENGTH_MAX = 200;
const ROWS_MAX = 20_001;

/** A file that cannot be read at all, with the reason; or its lines, each a client or what is wrong with it. */
export async function readClients(
  bytes: Uint8Array,
): Promise<{ readonly lines: readonly ReadLine[] } | FileFault> {
  const table = await readTable(bytes, { rows: ROWS_MAX });
  if ('fault' in table) return table;
  const [head, ...rows] = table.rows;
  if (head === undefined) return { fault: 'must not be empty' };
  const columns = head.cells.map(columnOf);
  const unknown = head.cells.filter((title, index) => title !== '' && columns[index] === undefined);
  const [foreign] = unknown;
  if (foreign !== undefined) {
    return { fault: `has a column "${foreign.slice(0, 40)}", which an import does not know` };
  }
  const missing = NEEDED.filter((name) => !columns.includes(name));
  if (missing.length > 0) return { fault: `has no column for ${missing.join(', ')}` };
  return { lines: rows.map(({ line, cells }) => readLine(line, cellsOf(columns, cells))) };
}

/** "E-mail", "Time zone" and "timeZone" are all one's own way to write a column. */
function columnOf(title: string): Column | undefined {
  const plain = title.toLowerCase().replace(/[\s_]/g, '');
  return COLUMNS.find(({ titles }) => (titles as readonly string[]).includes(plain))?.name;
}

function cellsOf(columns: readonly (Column | undefined)[], cells: readonly string[]): Cells {
  const named = columns.flatMap((name, index) =>
    name === undefined ? [] : [[name, cells[index] ?? ''] as const],
  );
  return Object.fromEntries(named);
}

function readLine(number: number, cells: Cells): ReadLine {
  const shown = Object.fromEntries(
    Object.entries(cells).map(([name, text]) => [name, text.slice(0, SHOWN_LENGTH_MAX)]),
  );
  const read = newAccount.safeParse(accountOf(cells));
  if (!read.success) {
    const problems = describeIssues(read.error.issues, 'line').map(asColumn);
    return { number, client: null, shown, problems };
  }
  const client: ImportedClient = {
    ...withoutPlans(read.data),
    plan: cells.plan ?? '',
    openingBalance: cells.openingBalance ?? '',
  };
  return { number, client, shown, problems: [] };
}

/** Plans come by their names here, and are looked up as the line is carried out. */
function withoutPlans({ plans, ...account }: z.infer<typeof newAccount>): Omit<typeof account, 'plans'> {
  if (plans.length > 0) throw new Error('a line of a file names no plans by id');
  return account;
}

function accountOf(cells: Cells): object {
  const {
    slug = '',
    siteName = '',
    hostnames = '',
    billingDay = '',
    creditLimit = '',
    language = '',
  } = cells;
  const hosts = hostnames.split(/[\s,]+/).filter((host) => host !== '');
  const name = siteName === '' ? (hosts[0] ?? slug) : siteName;
  return {
    name: cells.name ?? '',
    email: cells.email ?? '',
    currency: (cells.currency ?? '').toUpperCase(),
    timeZone: cells.timeZone ?? '',
    billingDay: billingDay === '' ? 1 : readWhole(billingDay),
    ...(creditLimit === '' ? {} : { creditLimit }),
    ...(language === '' ? {} : { language }),
    sites: slug === '' && hosts.length === 0 ? [] : [{ slug, name, hostnames: hosts }],
  };
}

/** The API's names of a site's fields are this file's columns. */
function asColumn({ field, reason }: FieldProblem): FieldProblem {
  const own = /^sites\[0\]\.(\w+)/.exec(field)?.[1];
  if (own === undefined) return { field, reason };
  return { field: own === 'name' ? 'siteName' : own, reason };
}
