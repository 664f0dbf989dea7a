import type { Queryable, Stored } from '../../platform/sql/sql.js';

export interface Scheduled {
  readonly id: string;
  readonly dueOn: string;
  readonly amount: bigint;
  readonly description: string;
  readonly category: string;
  readonly entryId: string | null;
  readonly cancelledAt: number | null;
}

export async function insertScheduled(
  sql: Queryable,
  charge: {
    id: string;
    accountId: string;
    dueOn: string;
    amount: bigint;
    description: string;
    category: string;
    createdAt: number;
    actor: string;
  },
): Promise<void> {
  await sql`
    insert into scheduled_charges (id, account_id, due_on, amount, description, category, created_at, actor)
    values (${charge.id}, ${charge.accountId}, ${charge.dueOn}, ${charge.amount.toString()}, ${charge.description},
            ${charge.category}, ${charge.createdAt}, ${charge.actor})`;
}

export async function listScheduled(
  sql: Queryable,
  { accountId, after, limit }: { accountId: string; after?: string; limit?: number },
): Promise<Scheduled[]> {
  const rows = await sql<Stored<Scheduled>[]>`
    select id, due_on, amount::text, description, category, entry_id, cancelled_at from scheduled_charges
     where account_id = ${accountId}
       and (${after ?? null}::uuid is null
            or (due_on, id) > (select p.due_on, p.id from scheduled_charges p
                                where p.id = ${after ?? null}::uuid and p.account_id = ${accountId}))
     order by due_on, id limit ${limit ?? null}::integer`;
  return rows.map((row) => ({ ...row, amount: BigInt(row.amount) }));
}

/** Records the entry that a scheduled charge was posted as. */
export async function markScheduledPosted(sql: Queryable, id: string, entryId: string): Promise<void> {
  await sql`update scheduled_charges set entry_id = ${entryId} where id = ${id}`;
}

/** Cancels a charge before it is due; undefined when it was already posted or cancelled. */
export async function cancelScheduled(
  sql: Queryable,
  accountId: string,
  id: string,
  at: number,
): Promise<boolean> {
  const rows = await sql`
    update scheduled_charges set cancelled_at = ${at}
     where id = ${id} and account_id = ${accountId} and entry_id is null and cancelled_at is null returning id`;
  return rows.length > 0;
}
