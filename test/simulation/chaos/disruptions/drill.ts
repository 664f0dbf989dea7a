import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connectSql } from '../../../../src/platform/sql/sql.js';
import { sendUsage } from '../population/actions.js';
import { dayAfter, localDay } from '../checker/calendar.js';
import type { Life, Post } from '../population/journal.js';
import { noteAnswer, send } from '../population/posting.js';
import { logDisruption, type Targets } from './targets.js';
import { cents, nowOf, type ChaosFixture } from '../fixture.js';

const BETWEEN_MS = 12_000;
const USAGE_DAYS = 55;
const BACKUP_TRIES = 4;

/**
 * The restore drill, as docs/operations.md has it, in the middle of a run: a backup beside the running system, some
 * time and days in which everything goes on, and then that backup is put back beside today's Temporal, mail server and
 * hosting. What came in since is brought back before anything that sends or switches is started again.
 */
export async function drill(
  fixture: ChaosFixture,
  targets: Targets,
  recover: () => Promise<void>,
): Promise<void> {
  const { parts, gate, clock, sql, journal } = targets;
  const file = join(parts.folder, 'backup');
  gate.arePlansFixed = true;
  try {
    if (!(await backUp(targets, file, recover))) return;
    await delay(BETWEEN_MS / 2);
    await clock.step(30 * 3_600_000);
    await delay(BETWEEN_MS / 2);
    await gate.shut();
    await recover();
    await parts.rest(parts.names);
    const emails = await sql<{ messageId: string }[]>`select message_id from emails`;
    await letGoOfDatabase(targets);
    const { code, text } = await parts.command(['restore', file, '--replace', '--yes']);
    logDisruption(targets, `sitetab restore: ${code} ${text.trim().split('\n')[0] ?? ''}`);
    if (code !== 0) journal.complaints.push(`the backup could not be restored: ${text}`);
    const kept = new Set(
      (await sql<{ messageId: string }[]>`select message_id from emails`).map((row) => row.messageId),
    );
    const before = journal.restored?.lostEmails ?? [];
    const lost = emails.map((row) => row.messageId).filter((id) => !kept.has(id));
    journal.restored = { at: nowOf(fixture), lostEmails: new Set([...before, ...lost]) };
    parts.resume(['api-1', 'api-2']);
    await parts.ready(60_000);
    for (const life of journal.lives) await bringBack(fixture, life);
    parts.resume(['worker-1', 'worker-2', 'scheduler-1', 'scheduler-2']);
    logDisruption(targets, 'what came in since the backup is brought back');
  } finally {
    parts.resume(parts.names);
    gate.open();
    gate.arePlansFixed = false;
  }
}

/** The checker's own connections would be in the way; it connects anew when it asks the next time. */
async function letGoOfDatabase({ servers, journal }: Targets): Promise<void> {
  const admin = connectSql(servers.postgres.current.adminUrl, { max: 1 });
  await admin`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${journal.name}`;
  await admin.end({ timeout: 1 });
  await delay(200);
}

/** While everything breaks at first; a backup that never gets through is made when all has calmed. */
async function backUp(targets: Targets, file: string, recover: () => Promise<void>): Promise<boolean> {
  const { parts, gate, journal } = targets;
  let said = '';
  for (let tries = 1; tries <= BACKUP_TRIES; tries += 1) {
    if (tries === BACKUP_TRIES) {
      await gate.shut();
      await recover();
    }
    // The one before is in the way: a backup is never written over.
    rmSync(file, { force: true });
    const { code, text } = await parts.command(['backup', file]);
    gate.open();
    if (code === 0) {
      logDisruption(targets, `sitetab backup: ${text.trim().split('\n')[0] ?? ''}`);
      return true;
    }
    said = text.trim();
    await delay(1_000);
  }
  journal.complaints.push(`no backup could be made, not even when all was calm: ${said}`);
  return false;
}

/** All answered requests are repeated: what the backup has is answered as before, the rest is done again. */
async function bringBack(fixture: ChaosFixture, life: Life): Promise<void> {
  if (life.accountId === null) return;
  for (const note of life.posts) await postAnew(fixture, life, note);
  const since = dayAfter(localDay(nowOf(fixture), 'UTC'), -USAGE_DAYS);
  const events = life.usage.filter(({ day }) => day >= since);
  for (let at = 0; at < events.length; at += 500) await sendUsage(fixture, life, events.slice(at, at + 500));
  await settingsAnew(fixture, life);
}

async function postAnew(fixture: ChaosFixture, life: Life, note: Post): Promise<void> {
  if (note.entryId === null) return;
  note.entryId = null;
  noteAnswer(fixture, life, note, await send(fixture, life, note, () => false));
  const path = `/v1/entries/${String(note.entryId)}`;
  const ask = async (verb: string, body: object, key?: string): Promise<void> => {
    const question = { method: 'POST', path: `${path}/${verb}`, body } as const;
    await fixture.client.ask(key === undefined ? question : { ...question, key }, () => false);
  };
  if (note.reversal === 'yes' && note.dispute !== 'upheld') await ask('reverse', {}, `reverse-${note.key}`);
  if (note.dispute !== 'none') await ask('dispute', { reason: 'contested' });
  if (note.dispute === 'upheld' || note.dispute === 'dismissed')
    await ask('resolve', { outcome: note.dispute });
}

async function settingsAnew({ client, clock }: ChaosFixture, life: Life): Promise<void> {
  const path = `/v1/accounts/${life.accountId ?? ''}`;
  const ask = (method: 'PATCH' | 'POST', verb: string, body: object) =>
    client.ask({ method, path: `${path}${verb}`, body }, () => false);
  await ask('PATCH', '', { creditLimit: cents(life.creditLimit) });
  await ask('POST', life.held ? '/hold' : '/release', life.held ? { reason: 'seen by hand' } : {});
  const isPromised = life.exemptUntil !== null && life.exemptUntil > (clock?.now() ?? 0);
  const until = isPromised ? new Date(life.exemptUntil ?? 0).toISOString() : null;
  await ask('POST', '/exempt', { until });
}
