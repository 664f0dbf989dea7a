import type { Context } from '../core/context.js';
import { findLatestInstant } from '../store/accounts/accounts.js';
import { findDatabaseClock } from '../store/operations/checks.js';
import { compareMigrations } from '../store/operations/migrate.js';
import { type Finding, finding } from './findings.js';
import { MIGRATIONS, loadSchemaNumber } from './migrateDatabase.js';

const CLOCKS_APART_MS = 5_000;

interface Schema {
  /** Whether this program can read the database's content. */
  readonly isOurs: boolean;
  readonly findings: readonly Finding[];
}

/** Compares the database's schema with this program's schema number, `wanted`. */
export async function checkSchema({ sql }: Context, wanted: number): Promise<Schema> {
  const here = await loadSchemaNumber(sql);
  const numbers = `the database's schema is at ${here}, this program's at ${wanted}`;
  if (here < wanted) {
    const says = `${numbers}: sitetab migrate brings it there`;
    return { isOurs: false, findings: [finding('migrations', says, { kind: 'migrate' })] };
  }
  if (here > wanted) {
    return { isOurs: false, findings: [finding('migrations', `${numbers}: update Sitetab`)] };
  }
  const { pending, altered } = await compareMigrations(sql, MIGRATIONS);
  const at = `the database's schema is at ${here}, but`;
  const missing = pending.map(({ file }) => file).join(', ');
  const findings: Finding[] = [];
  if (missing !== '') {
    findings.push(finding('migrations', `${at} these migrations are not recorded in it: ${missing}`));
  }
  if (altered.length > 0) {
    const says = `${at} it was migrated by files that differ from this program's or are missing here: ${altered.join(', ')}`;
    findings.push(finding('migrations', says));
  }
  return { isOurs: true, findings };
}

/** Compares the database's clock with this machine's, and finds records dated in the future. */
export async function checkClocks({ sql, now, wallNow }: Context, { isOurs }: Schema): Promise<Finding[]> {
  const findings: Finding[] = [];
  const apartMs = Math.abs((await findDatabaseClock(sql)) - wallNow);
  if (apartMs > CLOCKS_APART_MS) {
    findings.push(finding('clock', `the database's clock and this machine's are ${apartMs / 1000} s apart`));
  }
  const latest = isOurs ? await findLatestInstant(sql) : null;
  if (latest !== null && latest > now + CLOCKS_APART_MS) {
    const says = `something is dated ${new Date(latest).toISOString()}, which is in the future`;
    findings.push(finding('clock', says));
  }
  return findings;
}
