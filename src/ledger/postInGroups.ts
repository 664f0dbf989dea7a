import { inGroups, perPool } from '../platform/inGroups.js';
import { isRefusedStatement } from '../platform/sql/sql.js';
import {
  type Busy,
  isBusy,
  type Patience,
  type PostedEntry,
  type Posting,
  postTogether,
} from '../store/ledger/entries.js';

/** The size limits the statement, and for how long the first of a group waits for the last. */
const GROUPING = { most: 100, isUndone: isRefusedStatement };
/** While one group is being committed, the next is written. */
const LANES = 2;

type Outcome = PostedEntry[] | Promise<PostedEntry[]>;
type Post = (posting: Posting) => Promise<PostedEntry[]>;

/**
 * Posts outside of a transaction. Postings that arrive while others are on their way go together in one statement, with
 * one commit. Nothing else waits for an account or a key that is locked elsewhere: its postings have groups of their
 * own.
 */
export const postInGroups = perPool<Posting, PostedEntry[]>((sql) => {
  const grouped = (
    { patience, lanes }: { readonly patience: Patience; readonly lanes: number },
    divert: (posting: Posting, busy: Busy) => Outcome,
  ): Post => {
    const work = async (postings: readonly Posting[]): Promise<Outcome[]> => {
      const outcomes = await postTogether(sql, postings, patience);
      return postings.map((posting, index) => {
        const outcome = outcomes[index] ?? [];
        return isBusy(outcome) ? divert(posting, outcome) : outcome;
      });
    };
    return inGroups(work, { ...GROUPING, lanes });
  };
  const withKey = separately(keyOf, () => grouped({ patience: 'all', lanes: 1 }, () => []));
  const onAccount = separately(
    ({ accountId }) => accountId,
    () =>
      grouped({ patience: 'account', lanes: 1 }, (posting, busy) =>
        busy === 'busy key' ? withKey.post(posting) : [],
      ),
  );
  const postFree = grouped({ patience: 'none', lanes: LANES }, (posting, busy) =>
    (busy === 'busy key' ? withKey : onAccount).post(posting),
  );
  return (posting) => {
    if (withKey.isWaiting(posting)) return withKey.post(posting);
    return onAccount.isWaiting(posting) ? onAccount.post(posting) : postFree(posting);
  };
});

/** The key of a posting within all sites. */
function keyOf({ siteId, idempotency }: Posting): string | undefined {
  return idempotency && `${siteId} ${idempotency.key}`;
}

/** Postings that wait for the same lock, in one statement at a time for each lock. */
function separately(
  lockOf: (posting: Posting) => string | undefined,
  make: () => Post,
): { readonly post: Post; isWaiting(posting: Posting): boolean } {
  const waiting = new Map<string, { readonly post: Post; left: number }>();
  return {
    isWaiting: (posting) => waiting.has(lockOf(posting) ?? ''),
    post: (posting) => {
      const lock = lockOf(posting) ?? '';
      const line = waiting.get(lock) ?? { post: make(), left: 0 };
      waiting.set(lock, line);
      line.left += 1;
      return line.post(posting).finally(() => {
        line.left -= 1;
        if (line.left === 0) waiting.delete(lock);
      });
    },
  };
}
