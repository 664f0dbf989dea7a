import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { closeAccount } from '../../src/accounts/closeAccount.js';
import { freePort } from '../../src/embedded/ports.js';
import { postCharge } from '../../src/ledger/postCharge.js';
import { schemaNumber } from '../../src/operations/migrateDatabase.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import { newId } from '../../src/platform/ids.js';
import { changeSite } from '../../src/sites/manageSites.js';
import { decideState } from '../../src/suspension/decideState.js';
import { type Ended, runSitetab } from '../setup/program.js';
import { createTestDatabase } from '../setup/database/database.js';
import { createFixture, granted, type Fixture } from '../setup/fixture.js';

// Real commands as processes of their own, on a machine that may have other things to do.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const HOUR = 3_600_000;

let fixture: Fixture;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sitetab-tools-'));
  fixture = await createFixture();
  // The first of them builds what is stale.
  await sitetab(['--version']);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The command as an operator gives it, on this fixture's database unless another is named. */
function sitetab(args: readonly string[], databaseUrl = fixture.database.url): Promise<Ended> {
  return runSitetab(args, { DATABASE_URL: databaseUrl, SITETAB_DATA: folder });
}

/** A refusal is one line that says what is wrong, and 1. */
function refused(reason: string): Ended {
  return { code: 1, said: '', complaint: `sitetab: ${reason}\n` };
}

describe('sitetab import', () => {
  it('takes a file as large as the page does, and looks at that before it reads', async () => {
    const path = join(folder, 'clients.csv');
    writeFileSync(path, '');
    // Of this length, and nothing on the disk.
    truncateSync(path, 40_000_000_000);
    expect(await sitetab(['import', path])).toEqual(refused(`${path} is larger than 4 MB: split the file.`));
    writeFileSync(path, ','.repeat(200_000));
    const { code, complaint } = await sitetab(['import', path]);
    expect([code, complaint]).toEqual([1, expect.stringContaining('100,000')]);
  });
});

describe('sitetab breaker', () => {
  /** Four clients, all charged more than they have; one may be suspended within an hour. */
  async function pull(): Promise<void> {
    const now = Date.now();
    const settings = { breakerPercent: '1', breakerAtLeast: '1' };
    granted(await changeSite(fixture.at(now - 2 * HOUR), fixture.siteId, { settings }));
    const ids: string[] = [];
    for (const name of ['Ada', 'Bea', 'Cyd', 'Dot']) ids.push(await fixture.open({ name }, now - 2 * HOUR));
    for (const id of ids) {
      const charge = { amount: '9.00', description: 'Domain', category: 'domain' };
      granted(await postCharge(fixture.at(now), id, charge));
    }
    for (const id of ids) await decideState(fixture.at(now), id);
  }

  it('reports that the breaker is not tripped, and refuses to reset it', async () => {
    const [plain, onward, site] = await Promise.all([
      sitetab(['breaker']),
      sitetab(['breaker', '--reset']),
      sitetab(['breaker', '--site', 'nobody']),
    ]);
    expect(plain).toEqual({ code: 0, said: 'The breaker is not tripped.\n', complaint: '' });
    expect(onward).toEqual(refused('The breaker is not tripped.'));
    expect(site).toEqual(refused('No such site: "nobody".'));
  });

  it('refuses words that make no sense', async () => {
    const [both, odd, past, reason] = await Promise.all([
      sitetab(['breaker', '--reset', '--exempt-until', '2099-01-01T00:00:00Z']),
      sitetab(['breaker', '--exempt-until', 'tomorrow']),
      sitetab(['breaker', '--exempt-until', '2020-01-01T00:00:00Z']),
      sitetab(['breaker', '--reason', 'late bank']),
    ]);
    expect(both).toEqual(refused('Use either --reset or --exempt-until.'));
    expect(odd).toMatchObject({ code: 1, said: '' });
    expect(odd.complaint).toContain('Expected an instant such as 2026-12-01T00:00:00Z.');
    expect(past).toEqual(refused('--exempt-until must be in the future.'));
    expect(reason).toEqual(refused('--reason requires --exempt-until.'));
  });

  it('reports why it is tripped and which accounts it holds back, exempts them, and resets it', async () => {
    await pull();
    const breakerOutput = await sitetab(['breaker']);
    expect(breakerOutput).toMatchObject({ code: 0, complaint: '' });
    expect(breakerOutput.said).toMatch(
      /^1 of 4 active accounts were suspended within an hour; 1 allowed\.$/m,
    );
    expect(breakerOutput.said).toMatch(/^Held back: 3 accounts with 3 sites\.$/m);
    expect(breakerOutput.said).toMatch(/^ {2}[0-9a-f-]{36} {2}-9\.00 EUR {2}Dot$/m);
    const off = await sitetab([
      'breaker',
      '--exempt-until',
      '2099-01-01T00:00:00Z',
      '--reason',
      'our mistake',
    ]);
    expect(off).toEqual({
      code: 0,
      said: 'Exempted: 3 accounts. The breaker is reset.\n',
      complaint: '',
    });
    expect(await audited('breaker.exempt')).toEqual([{ actor: 'cli' }]);
    await pull();
    const onward = await sitetab(['breaker', '--reset']);
    expect(onward).toMatchObject({ code: 0, complaint: '' });
    expect(onward.said).toMatch(/^Suspended unless paid: \d accounts?\. The breaker is reset\.\n$/);
    expect(await audited('breaker.reset')).toEqual([{ actor: 'cli' }]);
  });
});

async function audited(action: string): Promise<unknown[]> {
  return [...(await fixture.database.sql`select actor from audit where action = ${action}`)];
}

describe('sitetab personal-data', () => {
  it('prints what is known of a client, and erases it once the account is closed', async () => {
    const now = Date.now();
    const id = await fixture.open({ name: 'Orla Quillfeather' }, now - HOUR);
    granted(await recordPayment(fixture.at(now - HOUR), id, { amount: '12.00', method: 'bank' }));
    const [printed, open, unsure] = await Promise.all([
      sitetab(['personal-data', 'export', id]),
      sitetab(['personal-data', 'erase', id, '--yes']),
      sitetab(['personal-data', 'erase', id]),
    ]);
    expect(printed).toMatchObject({ code: 0, complaint: '' });
    expect(JSON.parse(printed.said)).toMatchObject({
      account: [{ name: 'Orla Quillfeather' }],
      entries: [{ minorUnits: '1200' }],
    });
    expect(open).toEqual(refused('Only the data of a closed account can be erased.'));
    expect(unsure).toMatchObject({ code: 1, said: '' });
    expect(unsure.complaint).toMatch(/^sitetab: This cannot be undone\. .* Use --yes to confirm\.\n$/);
    const { sql } = fixture.database;
    granted(await closeAccount(fixture.at(now), id));
    await sql`update accounts set closed_at = ${now}, state = 'closed' where id = ${id}`;
    const erased = await sitetab(['personal-data', 'erase', id, '--yes']);
    expect(erased).toMatchObject({ code: 0, complaint: '' });
    expect(erased.said).toMatch(/^ +1 {2}accounts?$[^]*^Erased\.\n$/m);
    const again = await sitetab(['personal-data', 'erase', id, '--yes']);
    expect(again).toEqual({ code: 0, said: 'Nothing to erase.\n', complaint: '' });
    expect(await audited('account.erase')).toEqual([{ actor: 'cli' }]);
    const [row] = await sql`select name from accounts where id = ${id}`;
    expect(row?.['name']).not.toContain('Quillfeather');
  });

  it('refuses what it does not know', async () => {
    const stranger = newId(0);
    const [nonsense, unknown, site, erase] = await Promise.all([
      sitetab(['personal-data', 'export', 'nonsense']),
      sitetab(['personal-data', 'export', stranger]),
      sitetab(['personal-data', 'export', stranger, '--site', 'nobody']),
      sitetab(['personal-data', 'erase', stranger, '--yes']),
    ]);
    expect(nonsense).toEqual(refused('"nonsense" is not an account id.'));
    expect(unknown).toEqual(refused('Account not found.'));
    expect(site).toEqual(refused('No such site: "nobody".'));
    expect(erase).toEqual(refused('Account not found.'));
  });
});

// Nothing is in the middle of being done in these.
const DOCTOR = ['doctor', '--patience', '0.1'];

describe('sitetab doctor', () => {
  it('ends with 0 when all is well, with 1 when something is wrong, and lists what it repaired', async () => {
    const ill = await createFixture();
    const { sql, url } = ill.database;
    const now = Date.now();
    const id = await ill.open({ creditLimit: '100.00' }, now - HOUR);
    granted(await recordPayment(ill.at(now - HOUR), id, { amount: '12.00', method: 'cash' }));
    const looked = () => sql`
      update accounts set assessed_revision = revision, assessed_at = ${Date.now()}, next_wake_at = ${now + HOUR},
                          receipted_number = last_number`;
    await sql`delete from outbox`;
    await looked();
    const well = await sitetab(DOCTOR, url);
    expect(well).toMatchObject({ code: 0, complaint: '' });
    expect(well.said).toBe(
      'note  workflows: Temporal is not reachable; running workflows were not checked\n1 open account checked; no faults found.\n',
    );
    await sql`update accounts set balance = balance + 1`;
    const wrong = await sitetab(DOCTOR, url);
    expect(wrong).toMatchObject({ code: 1, complaint: '' });
    expect(wrong.said).toMatch(/^wrong {2}balances: account .* balance 1201, its entries say 1200;/m);
    expect(wrong.said).toMatch(/1 wrong\. Run sitetab doctor --repair to repair what can be repaired\.\n$/);
    // For machines: one object, and nothing beside it.
    const repaired = await sitetab([...DOCTOR, '--repair', '--json'], url);
    expect(repaired).toMatchObject({ code: 0, complaint: '' });
    expect(JSON.parse(repaired.said)).toMatchObject({
      accounts: 1,
      repaired: 1,
      left: 0,
      temporalAsked: false,
      done: [{ worked: true, says: `account ${id}: figures set to what its entries say` }],
    });
    const [row] = await sql`select balance::text from accounts`;
    expect(row).toEqual({ balance: '1200' });
    // What cannot be repaired stays wrong.
    await looked();
    await sql.begin(async (transaction) => {
      await transaction`set local session_replication_role = replica`;
      await transaction`update entries set balance_after = balance_after + 5`;
    });
    const left = await sitetab([...DOCTOR, '--repair'], url);
    expect(left).toMatchObject({ code: 1, complaint: '' });
    expect(left.said).toMatch(/^wrong {2}ledger: the ledger's EUR adds up to 5 minor units, not to 0$/m);
    expect(left.said).toMatch(/2 wrong\.\n$/);
  });

  it('brings an empty database to this schema when it may, and finds one that is away', async () => {
    const empty = await createTestDatabase({ empty: true, max: 1 });
    const away = `postgres://sitetab:secret-word@127.0.0.1:${await freePort()}/tab`;
    const [seen, gone, odd] = await Promise.all([
      sitetab(DOCTOR, empty.url),
      sitetab(['doctor'], away),
      sitetab(['doctor', '--patience', 'much']),
    ]);
    const known = await schemaNumber();
    expect(seen).toMatchObject({ code: 1, complaint: '' });
    expect(seen.said).toContain(
      `wrong  migrations: the database's schema is at 0, this program's at ${known}: sitetab migrate brings it there`,
    );
    expect(gone).toMatchObject({ code: 1, said: '' });
    expect(gone.complaint).toMatch(
      /^sitetab: The database at 127\.0\.0\.1:\d+\/tab cannot be used: connect ECONNREFUSED .*\.\n$/,
    );
    expect(odd).toMatchObject({ code: 1, said: '' });
    expect(odd.complaint).toContain('Expected a number of seconds from 0 to 3600.');
    const repaired = await sitetab([...DOCTOR, '--repair'], empty.url);
    expect(repaired).toMatchObject({ code: 0, complaint: '' });
    expect(repaired.said).toContain(`repaired  the schema went from 0 to ${known}\n`);
    expect(repaired.said).toMatch(/0 open accounts checked; no faults found\.\n$/);
  });
});
