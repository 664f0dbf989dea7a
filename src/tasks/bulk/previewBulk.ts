import { loadAccountsById, type AccountDetails } from '../../accounts/loadAccount.js';
import { wantedState } from '../../billing/decide.js';
import type { SiteContext } from '../../core/context.js';
import { nestedIn } from '../../core/nested.js';
import { rehearse } from '../../core/transact.js';
import { isRefusal, type Refusal } from '../../core/values/refusal.js';
import type { Instant } from '../../core/values/zone.js';
import { NO_ACCOUNT } from '../../ledger/postMoney.js';
import { type Bulk, performBulk, reasonOf, refuseSelection } from './bulk.js';

/** An account as an action would leave it; amounts in minor units. */
interface Outlook {
  readonly balance: bigint;
  readonly headroom: bigint;
  readonly limitDate: Instant | null;
}

/** The effect on one account. */
export interface BulkEffect {
  readonly accountId: string;
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
  /** Why nothing would be done; null if it would be. */
  readonly refused: string | null;
  /** What is posted, tax included, from the client's side. */
  readonly amount: bigint;
  readonly before: Outlook;
  readonly after: Outlook;
  /** Whether its sites would be suspended at once by it, or reactivated. */
  readonly becomes: 'suspended' | 'active' | null;
}

export interface BulkPreview {
  readonly effects: readonly BulkEffect[];
  /** What is posted in each currency, for how many accounts. */
  readonly totals: readonly {
    readonly currency: string;
    readonly amount: bigint;
    readonly accounts: number;
  }[];
  readonly counts: { readonly done: number; readonly refused: number; readonly suspended: number };
}

/** How many accounts are tried at a time: each holds a connection and its account's lock for a moment. */
const AT_ONCE = 3;

/**
 * What an action would do to each account. It is done for each in a transaction that is rolled back, so that it cannot
 * differ from the action itself.
 */
export async function previewBulk(
  context: SiteContext,
  accountIds: readonly string[],
  bulk: Bulk,
): Promise<BulkPreview | Refusal> {
  const refusal = refuseSelection(accountIds);
  if (refusal !== undefined) return refusal;
  const ids = [...new Set(accountIds)];
  const effects: (BulkEffect | undefined)[] = [];
  const left = [...ids.entries()];
  const tryNext = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [index, id] = next;
      effects[index] = await effectOn(context, id, bulk);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, tryNext));
  return summed(effects.filter((effect) => effect !== undefined));
}

async function effectOn(context: SiteContext, id: string, bulk: Bulk): Promise<BulkEffect | undefined> {
  const [before] = await loadAccountsById(context, [id]);
  // An account of another tenant is not found, as anywhere.
  if (before === undefined) return undefined;
  const outcome = await rehearse(context.sql, async (transaction): Promise<AccountDetails | Refusal> => {
    const nested = nestedIn(context, transaction, () => undefined);
    const done = await performBulk(nested, id, bulk);
    if (isRefusal(done)) return done;
    const [after] = await loadAccountsById({ ...context, sql: transaction }, [id]);
    return after ?? NO_ACCOUNT;
  });
  const { name, currency, timeZone } = before;
  const account = { accountId: id, name, currency, timeZone, before: outlookOf(before) };
  if (isRefusal(outcome))
    return { ...account, refused: reasonOf(outcome), amount: 0n, after: account.before, becomes: null };
  const wanted = wantedOf(outcome);
  return {
    ...account,
    refused: null,
    amount: outcome.balance - before.balance,
    after: outlookOf(outcome),
    becomes: wanted === wantedOf(before) ? null : wanted,
  };
}

function wantedOf({ assessment: { facts, standing } }: AccountDetails): 'active' | 'suspended' {
  return wantedState(facts, standing);
}

function outlookOf({ balance, headroom, limitDate }: AccountDetails): Outlook {
  return { balance, headroom, limitDate };
}

function summed(effects: readonly BulkEffect[]): BulkPreview {
  const done = effects.filter(({ refused }) => refused === null);
  const currencies = [...new Set(done.map(({ currency }) => currency))].sort();
  return {
    effects,
    totals: currencies.map((currency) => {
      const own = done.filter((effect) => effect.currency === currency);
      return { currency, amount: own.reduce((sum, { amount }) => sum + amount, 0n), accounts: own.length };
    }),
    counts: {
      done: done.length,
      refused: effects.length - done.length,
      suspended: done.filter(({ becomes }) => becomes === 'suspended').length,
    },
  };
}
