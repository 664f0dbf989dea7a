import { eraseClient, exportPersonalData } from '../../src/accounts/personalData.js';
import type { SiteContext } from '../../src/core/context.js';
import { isRefusal } from '../../src/core/values/refusal.js';
import { isId } from '../../src/platform/ids.js';
import { StartupFailure } from '../../src/platform/processes/startupFailure.js';
import type { Sql } from '../../src/platform/sql/sql.js';
import { siteOf, withDatabase } from './tools.js';

interface Flags {
  readonly site?: string;
}

/** Prints everything that names a client and the users of their sites, as JSON. */
export async function exportCommand(accountId: string, flags: Flags): Promise<void> {
  await withDatabase(async (sql) => {
    const data = await exportPersonalData(await byHand(sql, flags), readId(accountId));
    if (isRefusal(data)) throw new StartupFailure(data.detail);
    process.stdout.write(`${JSON.stringify(data, null, 2)}\n`);
  });
}

/** Erases the identity of a closed account's client, and prints how much was replaced where. */
export async function eraseCommand(
  accountId: string,
  { yes, ...flags }: Flags & { readonly yes: boolean },
): Promise<void> {
  if (!yes) {
    throw new StartupFailure(
      'This cannot be undone. It replaces names, addresses and emails of the client. Use --yes to confirm.',
    );
  }
  await withDatabase(async (sql) => {
    const erased = await eraseClient(await byHand(sql, flags), readId(accountId));
    if (isRefusal(erased)) throw new StartupFailure(erased.detail);
    const places = Object.entries(erased.replaced).filter(([, count]) => count > 0);
    for (const [place, count] of places) process.stdout.write(`${String(count).padStart(6)}  ${place}\n`);
    process.stdout.write(places.length === 0 ? 'Nothing to erase.\n' : 'Erased.\n');
  });
}

function readId(accountId: string): string {
  if (isId(accountId)) return accountId;
  throw new StartupFailure(`"${accountId}" is not an account id.`);
}

async function byHand(sql: Sql, { site: slug }: Flags): Promise<SiteContext> {
  const { id: siteId } = await siteOf(sql, slug);
  const now = Date.now();
  return { sql, siteId, now, wallNow: now, actor: 'cli', wakeAccount: () => undefined };
}
