import { join } from 'node:path';
import { isPermission, type Permission, PERMISSIONS } from '../../src/auth/groups/permissions.js';
import { createApiKey, loadApiKeys, revokeApiKey } from '../../src/auth/keys/apiKeys.js';
import { foundRootSite, resetOwnerPassword } from '../../src/auth/users/foundSite.js';
import { isRefusal } from '../../src/core/values/refusal.js';
import { startPostgres } from '../../src/embedded/postgres/embeddedPostgres.js';
import { migrateDatabase } from '../../src/operations/migrateDatabase.js';
import { readConfig } from '../../src/platform/config.js';
import { lockDataDir } from '../../src/platform/files/lockFile.js';
import { resolveDataDir } from '../../src/platform/files/paths.js';
import {
  describeError,
  StartupFailure,
  systemErrorCode,
} from '../../src/platform/processes/startupFailure.js';
import { connectSql, isDatabaseAway, type Sql } from '../../src/platform/sql/sql.js';
import { findInstallationSite } from '../../src/sites/manageSites.js';
import type { Site } from '../../src/store/sites/sites.js';
import { FIRST_SITE, ownerEmail } from '../start/firstStart.js';
import { readRunning } from '../start/runningFile.js';

/**
 * Gives a command its database: the one the environment names, that of the `npm start` running here, or the embedded
 * one, started for the duration of the command.
 */
export async function withDatabase<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
  const dataDir = resolveDataDir(process.env['SITETAB_DATA']);
  const url = readConfig().databaseUrl ?? readRunning(dataDir)?.databaseUrl;
  if (url !== undefined) return lend(url, work);
  const lock = await lockDataDir(dataDir);
  const postgres = await startPostgres({ dataDir: join(dataDir, 'postgres') });
  try {
    return await lend(postgres.url, work);
  } finally {
    await postgres.stop();
    lock.release();
  }
}

async function lend<T>(url: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = connectSql(url, { max: 2, name: 'sitetab tool' });
  try {
    return await work(sql);
  } catch (error) {
    throw explainUnreachable(error, url);
  } finally {
    await sql.end({ timeout: 2 });
  }
}

/** PostgreSQL refuses the login, or has no such database. */
const CLOSED_TO_US = new Set(['28000', '28P01', '3D000']);

/** A stack trace would not help here; the password is not repeated. */
function explainUnreachable(error: unknown, url: string): unknown {
  if (!isDatabaseAway(error) && !CLOSED_TO_US.has(systemErrorCode(error) ?? '')) return error;
  const { host, pathname } = new URL(url);
  return new StartupFailure(`The database at ${host}${pathname} cannot be used: ${describeError(error)}.`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

export async function migrateCommand(): Promise<void> {
  await withDatabase(async (sql) => {
    const { from, to } = await migrateDatabase(sql);
    print(from === to ? `The schema is up to date (${to}).` : `Migrated the schema from ${from} to ${to}.`);
  });
}

/** The site of a slug; without one, the root site, which is created with its Owner if it does not exist. */
export async function siteOf(sql: Sql, slug: string | undefined): Promise<Site> {
  await migrateDatabase(sql);
  if (slug === undefined) return foundSite(sql);
  const site = await findInstallationSite(sql, slug);
  if (site === undefined) throw new StartupFailure(`No such site: "${slug}".`);
  return site;
}

async function foundSite(sql: Sql): Promise<Site> {
  const { site, owner } = await foundRootSite(sql, { ...FIRST_SITE, email: ownerEmail(), now: Date.now() });
  if (owner !== null) {
    process.stderr.write(
      `Created the site "${site.slug}". Owner: ${owner.email} / ${owner.password} (shown only once)\n`,
    );
  }
  return site;
}

export async function createKeyCommand(flags: {
  readonly site?: string;
  readonly name: string;
  readonly permission: readonly string[];
  readonly expires?: number;
}): Promise<void> {
  const permissions = flags.permission.length === 0 ? null : flags.permission.map(permissionOf);
  const by = byHand();
  if (flags.expires !== undefined && flags.expires <= by.now) {
    throw new StartupFailure('--expires must be in the future.');
  }
  await withDatabase(async (sql) => {
    const site = await siteOf(sql, flags.site);
    const { name, expires: expiresAt } = flags;
    const { key } = await createApiKey(sql, by, { siteId: site.id, name, permissions, expiresAt });
    print(key);
    process.stderr.write(`API key for the site "${site.slug}"; it is shown only once.\n`);
  });
}

function permissionOf(name: string): Permission {
  if (isPermission(name)) return name;
  throw new StartupFailure(`Unknown permission "${name}". Known: ${PERMISSIONS.join(', ')}.`);
}

export async function listKeysCommand(flags: { readonly site?: string }): Promise<void> {
  await withDatabase(async (sql) => {
    const site = await siteOf(sql, flags.site);
    for (const key of await loadApiKeys(sql, site.id)) {
      const may = key.permissions === null ? 'everything' : key.permissions.join(',');
      const used = key.lastUsedAt === null ? 'never used' : `used ${iso(key.lastUsedAt)}`;
      print(`${key.id}  ${iso(key.createdAt)}  ${stateOf(key)}  ${used}  ${may}  ${key.name}`);
    }
  });
}

type ListedKey = Awaited<ReturnType<typeof loadApiKeys>>[number];

function stateOf({ revokedAt, expiresAt }: ListedKey): string {
  if (revokedAt !== null) return `revoked ${iso(revokedAt)}`;
  if (expiresAt === null) return 'good';
  return expiresAt <= Date.now() ? `expired ${iso(expiresAt)}` : `valid until ${iso(expiresAt)}`;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

export async function revokeKeyCommand(id: string): Promise<void> {
  await withDatabase(async (sql) => {
    await migrateDatabase(sql);
    const revoked = await revokeApiKey(sql, byHand(), { id });
    if (isRefusal(revoked)) throw new StartupFailure(`No valid key with id ${id}.`);
    print(`Revoked ${id}.`);
  });
}

export async function ownerCommand(flags: { readonly site?: string }): Promise<void> {
  await withDatabase(async (sql) => {
    const site = await siteOf(sql, flags.site);
    const login = await resetOwnerPassword(sql, byHand(), site.id);
    if (login === undefined) throw new StartupFailure(`The site "${site.slug}" has no Owner yet.`);
    print(`${login.email} / ${login.password}`);
  });
}

/** A user who can run commands on the machine itself. */
function byHand(): { now: number; actor: string } {
  return { now: Date.now(), actor: 'cli' };
}
