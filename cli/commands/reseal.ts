import { join } from 'node:path';
import { migrateDatabase } from '../../src/operations/migrateDatabase.js';
import { resealAll } from '../../src/operations/reseal.js';
import { resolveDataDir } from '../../src/platform/files/paths.js';
import { StartupFailure } from '../../src/platform/processes/startupFailure.js';
import { createSecretBox, findSecretKeys, type SecretBox } from '../../src/platform/secretBox.js';
import { withDatabase } from './tools.js';

/** The installation's secret box, where its keys are available. A command never makes a key. */
export function findSecretBox(): SecretBox | undefined {
  const file = join(resolveDataDir(process.env['SITETAB_DATA']), 'secret-key');
  const keys = findSecretKeys(process.env['SECRET_KEY'], file);
  return keys && createSecretBox(...keys);
}

/** `sitetab reseal`: seals everything again under the first key; exits with 1 when no key opens a secret. */
export async function resealCommand(): Promise<void> {
  const secrets = findSecretBox();
  if (secrets === undefined)
    throw new StartupFailure(
      'No key found. Set SECRET_KEY, or put the file secret-key into the data folder.',
    );
  await withDatabase(async (sql) => {
    await migrateDatabase(sql);
    let lost = 0;
    for (const outcome of await resealAll(sql, secrets)) {
      process.stdout.write(`${outcome.kind}: ${outcome.resealed} encrypted again\n`);
      for (const key of outcome.lost) process.stdout.write(`${outcome.kind}: no key decrypts ${key}\n`);
      lost += outcome.lost.length;
    }
    if (lost > 0) {
      process.exitCode = 1;
      process.stdout.write('Keep the old keys: some secrets are encrypted with a missing key.\n');
    } else
      process.stdout.write('All secrets are encrypted with the first key. The other keys can be removed.\n');
  });
}
