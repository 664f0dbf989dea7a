import { resolve } from 'node:path';
import type { Context } from '../../src/core/context.js';
import { isRefusal } from '../../src/core/values/refusal.js';
import { restoreBackup, createBackup } from '../../src/operations/backup.js';
import { type Convergence, convergeRestored } from '../../src/operations/convergeRestored.js';
import { migrateDatabase } from '../../src/operations/migrateDatabase.js';
import { BackupFault } from '../../src/platform/files/backupFile.js';
import { StartupFailure, systemErrorCode } from '../../src/platform/processes/startupFailure.js';
import type { Sql } from '../../src/platform/sql/sql.js';
import { withDatabase } from './tools.js';
import { formatCounted } from './formatCounted.js';

const WITHOUT_KEY = [
  '',
  'THE SECRET KEY IS NOT IN THE BACKUP. Without it, the webhook secrets, second factors, provider keys and saved',
  'cards in the backup cannot be decrypted. Store SECRET_KEY, or the file secret-key of the data folder, elsewhere.',
].join('\n');

/** `sitetab backup`: writes everything in the database to one file, which appears only when it is complete. */
export async function backupCommand(file: string): Promise<void> {
  await withDatabase(async (sql) => {
    await migrateDatabase(sql);
    const taken = await createBackup(sql, resolve(file), Date.now()).catch((error: unknown) => {
      throw systemErrorCode(error) === 'EEXIST'
        ? new StartupFailure(`${file} already exists; backups are never overwritten.`)
        : error;
    });
    print(`${file}: ${taken.rows} rows of ${taken.tables} tables, schema ${taken.schema}.`);
    process.stderr.write(`${WITHOUT_KEY}\n`);
  });
}

/** `sitetab restore`: restores a backup, and makes it agree with everything that happened since. */
export async function restoreCommand(
  file: string,
  flags: { readonly replace: boolean; readonly yes: boolean; readonly ranUntil?: number },
): Promise<void> {
  if (flags.replace && !flags.yes) {
    throw new StartupFailure('--replace deletes everything in the database. Use --yes to confirm.');
  }
  await withDatabase(async (sql) => {
    const restored = await restoreBackup(sql, resolve(file), { replace: flags.replace }).catch(explain);
    if (isRefusal(restored)) throw new StartupFailure(`${restored.detail} Nothing was changed.`);
    const takenAt = new Date(restored.takenAt).toISOString();
    print(`Restored ${restored.rows} rows as of ${takenAt} (schema ${restored.schema}).`);
    await afterRestore(sql, { takenAt: restored.takenAt, ...flags });
  });
}

/** `sitetab after-restore`: only the second half, after a restore by other means or an interruption. */
export async function afterRestoreCommand(flags: {
  readonly taken: number;
  readonly ranUntil?: number;
}): Promise<void> {
  await withDatabase((sql) => afterRestore(sql, { takenAt: flags.taken, ...flags }));
}

async function afterRestore(
  sql: Sql,
  { takenAt, ranUntil }: { readonly takenAt: number; readonly ranUntil?: number },
): Promise<void> {
  await migrateDatabase(sql);
  const now = Date.now();
  const context: Context = { sql, now, wallNow: now, actor: 'cli/restore', wakeAccount: () => undefined };
  // The default is now: work that may already be done is not repeated.
  printStatus(await convergeRestored(context, { takenAt, ranUntil: Math.min(ranUntil ?? now, now) }));
}

function printStatus(result: Convergence): void {
  print(
    `When the scheduler runs: ${formatCounted(result.accounts, 'account')} assessed again, state of ${formatCounted(result.sites, 'site')} sent again.`,
  );
  print(`${result.replayed} settlements and scheduled charges since the backup were posted without emails.`);
  print(`${result.notified} clients count as notified; ${result.emails ?? 0} pending emails were discarded.`);
  if ((result.sessions ?? 0) > 0) print(`${result.sessions ?? 0} users must log in again.`);
  if (result.switchedOffTopUps > 0) {
    print(
      `${result.switchedOffTopUps} automatic top-ups are switched off. Compare with the provider, then switch them on.`,
    );
  }
  print('Payments, charges and usage since the backup are missing. See docs/operations.md to recover them.');
}

function explain(error: unknown): never {
  if (error instanceof BackupFault) throw new StartupFailure(`${error.message} Nothing was changed.`);
  throw error;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
