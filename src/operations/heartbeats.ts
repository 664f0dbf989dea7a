import type { Sql } from '../platform/sql/sql.js';
import { deleteHeartbeat, upsertHeartbeat, listHeartbeats } from '../store/operations/heartbeats.js';

/** The background processes. Without them, accounts are not charged, sites not switched and emails not sent. */
const BACKSTAGE = ['worker', 'scheduler'] as const;

const GONE_SECONDS = 30;

/** Records that a process runs. */
export async function sendHeartbeat(
  sql: Sql,
  kind: { readonly kind: string; readonly instance: string; readonly startedAt: number },
): Promise<void> {
  await upsertHeartbeat(sql, kind);
}

/** Records that a process stopped normally. */
export async function endHeartbeat(sql: Sql, instance: string): Promise<void> {
  await deleteHeartbeat(sql, instance);
}

/** The processes without a recent heartbeat, as text. */
export async function findMissingProcesses(sql: Sql): Promise<string[]> {
  const seen = await listHeartbeats(sql);
  return BACKSTAGE.flatMap((kind) => {
    const seconds = seen.get(kind);
    if (seconds === undefined) return [`${kind} (never seen)`];
    return seconds > GONE_SECONDS ? [`${kind} (not seen for ${Math.round(seconds)} s)`] : [];
  });
}
