import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createApiKey } from '../../src/auth/keys/apiKeys.js';
import { foundRootSite } from '../../src/auth/users/foundSite.js';
import { migrateDatabase } from '../../src/operations/migrateDatabase.js';
import type { System } from '../processes/system.js';

export interface FirstStart {
  readonly site: string;
  readonly apiKey: string;
  /** Only when it was just created. */
  readonly owner: { readonly email: string; readonly password: string } | null;
}

/** The name of the root site until its owner changes it. */
export const FIRST_SITE = { slug: 'main', name: 'My agency' };

export function ownerEmail(): string {
  return process.env['OWNER_EMAIL'] ?? 'owner@localhost';
}

/** Migrates, and creates the root site with its Owner and a first API key where they do not exist. */
export async function prepareInstallation(system: System, dataDir: string): Promise<FirstStart> {
  const { sql, clock } = system;
  await migrateDatabase(sql);
  const { site, owner } = await foundRootSite(sql, { ...FIRST_SITE, now: clock.now(), email: ownerEmail() });
  const keyFile = join(dataDir, 'api-key');
  if (existsSync(keyFile)) return { site: site.slug, apiKey: readFileSync(keyFile, 'utf8').trim(), owner };
  const by = { now: clock.now(), actor: 'system/start' };
  const { key } = await createApiKey(sql, by, { siteId: site.id, name: 'first start' });
  writeFileSync(keyFile, `${key}\n`, { mode: 0o600 });
  return { site: site.slug, apiKey: key, owner };
}
