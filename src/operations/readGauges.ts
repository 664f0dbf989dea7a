import type { AccountState, Instant } from '../billing/index.js';
import type { Sql } from '../platform/index.js';
import { countByState, countUnsent, outboxDepth } from '../store/index.js';

/** How the installation stands, over all sites: what an operator's monitoring looks at. */
export interface Gauges {
  readonly accounts: Readonly<Record<AccountState, number>>;
  readonly outbox: { readonly rows: number; readonly oldestAt: Instant | null };
  readonly letters: { readonly waiting: number; readonly failed: number };
}

export async function readGauges(sql: Sql): Promise<Gauges> {
  const [states, outbox, letters] = await Promise.all([
    countByState(sql),
    outboxDepth(sql),
    countUnsent(sql),
  ]);
  const count = (state: AccountState): number => states.find((row) => row.state === state)?.count ?? 0;
  const accounts = { active: count('active'), suspended: count('suspended'), closed: count('closed') };
  return { accounts, outbox, letters };
}
