import type { Party } from '../../billing/invoices/invoice.js';
import type { BankAccount } from '../../core/values/bankAccount.js';
import { DEFAULT_INVOICING, type Invoicing } from '../../billing/invoices/invoicing.js';
import type { Queryable } from '../../platform/sql/sql.js';
import type { StoredDesign } from './invoices.js';

/** The owner's settings for invoices; the defaults where nothing is set. */
export async function findInvoicing(sql: Queryable, siteId: string): Promise<Invoicing> {
  const [row] = await sql<{ invoicing: Partial<Invoicing> | null }[]>`
    select settings->'invoicing' as invoicing from sites where id = ${siteId}`;
  const prefixes = { ...DEFAULT_INVOICING.prefixes, ...row?.invoicing?.prefixes };
  return { ...DEFAULT_INVOICING, ...row?.invoicing, prefixes };
}

/** The issuer of a tenant's documents as of now. */
export async function findSeller(sql: Queryable, siteId: string): Promise<Party> {
  const [row] = await sql<
    { seller: Party }[]
  >`select ${sellerOf(sql)} as seller from sites s where s.id = ${siteId}`;
  return row?.seller ?? { name: '' };
}

const sellerOf = (sql: Queryable) => sql`
  coalesce(s.settings->'particulars', '{}') || jsonb_strip_nulls(jsonb_build_object('name', s.name,
    'email', nullif(s.settings->>'email', ''), 'phone', nullif(s.settings->>'phone', ''),
    'taxNumber', nullif(s.settings->>'taxNumber', '')))`;

/** The issuer and the recipient of an account's documents as of now, and what else stands in their head. */
export interface Parties {
  readonly seller: Party;
  readonly buyer: Party;
  /** Where a transfer is paid to; null if the owner has not said. */
  readonly transfer: BankAccount | null;
  readonly language: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly reference: string;
  readonly balance: bigint;
  /** The unit of each meter. */
  readonly units: Readonly<Record<string, string>>;
  /** The owner's logo. */
  readonly logo: string | null;
}

export async function findParties(sql: Queryable, accountId: string): Promise<Parties> {
  const [row] = await sql<(Omit<Parties, 'balance'> & { balance: string })[]>`
    select ${sellerOf(sql)} as seller,
           a.particulars || jsonb_build_object('name', a.name, 'email', a.email) as buyer,
           nullif(s.settings->'bankAccount', 'null') as transfer,
           a.language, a.time_zone, a.currency, a.reference, a.balance::text as balance,
           (select jsonb_object_agg(m.name, m.unit) from meters m
             where m.site_id is null or m.site_id = a.site_id) as units,
           s.settings->'logo'->>'id' as logo
      from accounts a join sites s on s.id = a.site_id
     where a.id = ${accountId}`;
  if (row === undefined) throw new Error(`account ${accountId} is not there to issue documents for`);
  return { ...row, balance: BigInt(row.balance) };
}

/** How a document looks if it is issued now. */
export function designOf({ logo }: Parties, { footer = '' }: Invoicing): StoredDesign {
  return { ...(logo === null ? {} : { logo }), ...(footer === '' ? {} : { footer }) };
}
