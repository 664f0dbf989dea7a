import { inGroups, perPool } from '../platform/inGroups.js';
import { isRefusedStatement, type Sql } from '../platform/sql/sql.js';
import { type PostedEntry, type Posting, postTogether } from '../store/ledger/entries.js';

/** The size limits the statement, and for how long the first of a group waits for the last. */
const GROUPING = { most: 100, isUndone: isRefusedStatement };
/** While one group is being committed, the next is written. */
const LANES = 2;

type Post = (posting: Posting) => Promise<PostedEntry[]>;

/**
 * Posts outside of a transaction. Postings that arrive while others are on their way go together in one statement, with
 * one commit. Nothing else waits for an account that is locked elsewhere: its postings have groups of their own.
 */
export const postInGroups = perPool<Posting, PostedEntry[]>((sql) => {
  const waiting = groupedByAccount(sql);
  const postFree: Post = inGroups(
    async (postings) => {
      const outcomes = await postTogether(sql, postings, { skipBusy: true });
      return postings.map((posting, index) => {
        const outcome = outcomes[index] ?? [];
        return outcome === 'busy' ? waiting.post(posting) : outcome;
      });
    },
    { ...GROUPING, lanes: LANES },
  );
  return (posting) => (waiting.isOn(posting.accountId) ? waiting.post(posting) : postFree(posting));
});

/** Postings that wait for a locked account, in one statement at a time for each account. */
function groupedByAccount(sql: Sql): { readonly post: Post; isOn(accountId: string): boolean } {
  const accounts = new Map<string, { readonly post: Post; left: number }>();
  const postAll = async (postings: readonly Posting[]): Promise<PostedEntry[][]> => {
    const outcomes = await postTogether(sql, postings);
    return outcomes.map((outcome) => (outcome === 'busy' ? [] : outcome));
  };
  return {
    isOn: (accountId) => accounts.has(accountId),
    post: (posting) => {
      const { accountId } = posting;
      const account = accounts.get(accountId) ?? {
        post: inGroups(postAll, { ...GROUPING, lanes: 1 }),
        left: 0,
      };
      accounts.set(accountId, account);
      account.left += 1;
      return account.post(posting).finally(() => {
        account.left -= 1;
        if (account.left === 0) accounts.delete(accountId);
      });
    },
  };
}
