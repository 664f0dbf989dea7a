import type { OpenPrepayment } from '../../billing/invoices/prepayments.js';
import type { Queryable } from '../../platform/sql/sql.js';
import { decodeInvoice, type InvoiceJson } from './invoiceJson.js';
import type { AttachedDocument } from './invoices.js';

/** The prepayment invoices of an account's present tenant of which a part is open, oldest first. */
export async function listOpenPrepayments(sql: Queryable, accountId: string): Promise<OpenPrepayment[]> {
  const rows = await sql<
    {
      id: string;
      number: string;
      issuedOn: string;
      paymentId: string;
      content: InvoiceJson;
      usedTotal: string;
      usedTax: string;
    }[]
  >`
    select i.id, i.number, i.issued_on::text as issued_on, i.payment_id, i.content, used.total::text as used_total,
           used.tax::text as used_tax
      from invoices i
      join accounts a on a.id = i.account_id and a.site_id = i.site_id
      cross join lateral (
        select coalesce(sum(total), 0) as total, coalesce(sum(tax), 0) as tax
          from prepayment_uses where prepayment_id = i.id) as used
     where i.account_id = ${accountId} and i.kind = 'prepayment' and used.total < i.total
     order by i.position`;
  return rows.flatMap(({ content, usedTotal, usedTax, ...row }) => {
    const [sum] = decodeInvoice(content).taxes;
    if (sum === undefined) return [];
    const { treatment, net, tax } = sum;
    const used = { usedTotal: BigInt(usedTotal), usedTax: BigInt(usedTax) };
    return [{ ...row, treatment, total: net + tax, tax, ...used }];
  });
}

export async function insertPrepaymentUse(
  sql: Queryable,
  use: {
    readonly prepaymentId: string;
    readonly documentId: string;
    readonly total: bigint;
    readonly tax: bigint;
  },
): Promise<void> {
  await sql`
    insert into prepayment_uses (prepayment_id, document_id, total, tax)
    values (${use.prepaymentId}, ${use.documentId}, ${use.total.toString()}, ${use.tax.toString()})`;
}

/** The client's credit that documents know of: the balance without charges that no document states yet. */
export async function findDocumentedCredit(
  sql: Queryable,
  accountId: string,
): Promise<{ readonly credit: bigint; readonly lastNumber: number }> {
  const [row] = await sql<{ credit: string; lastNumber: number }[]>`
    select (a.balance - coalesce((
             select sum(e.amount) from entries e left join entries of on of.id = e.reverses
              where e.account_id = a.id and e.number > documented.upto
                and (coalesce(of.kind, e.kind) in ('charge', 'tax')
                 or coalesce(of.kind, e.kind) = 'adjustment' and coalesce(of.corrects, e.corrects) is not null)
           ), 0))::text as credit, a.last_number
      from accounts a
      cross join lateral (
        select greatest((select coalesce(max(closing_number), 0) from invoices
                          where account_id = a.id and payment_id is null),
                        (select coalesce(max(closing_number), 0) from periods where account_id = a.id)) as upto
      ) as documented
     where a.id = ${accountId}`;
  return { credit: BigInt(row?.credit ?? '0'), lastNumber: row?.lastNumber ?? 0 };
}

/** The prepayment invoice or receipt that was issued for a payment. */
export async function listIssuedFor(sql: Queryable, paymentId: string): Promise<AttachedDocument[]> {
  return sql<AttachedDocument[]>`
    select id, kind, number from invoices where payment_id = ${paymentId} and kind in ('prepayment', 'receipt')`;
}
