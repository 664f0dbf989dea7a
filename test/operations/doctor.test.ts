import { beforeAll, describe, expect, it } from 'vitest';
import { type CheckOptions, runChecks } from '../../src/operations/runChecks.js';
import { type Check, CHECKS, type Finding } from '../../src/operations/findings.js';
import { repairFindings } from '../../src/operations/repairFindings.js';
import { schemaNumber } from '../../src/operations/migrateDatabase.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import type { SendSignal } from '../../src/signals/dispatch.js';
import { createSite } from '../../src/sites/manageSites.js';
import { forgetUnheeded, sawUnheededProxy } from '../../src/suspension/unheededProxy.js';
import { createFixture, granted, type Fixture } from '../setup/fixture.js';

const NOW = Date.parse('2026-03-10T12:00:00Z');

describe('the doctor', () => {
  let fixture: Fixture;
  let accountId: string;
  let sent: string[];
  const send: SendSignal = ({ accountId: id }) => {
    sent.push(id);
    return Promise.resolve();
  };

  beforeAll(async () => {
    fixture = await createFixture();
    accountId = await fixture.open({ creditLimit: '100.00' }, NOW - 86_400_000);
    granted(
      await recordPayment(fixture.at(NOW - 3_600_000), accountId, {
        amount: '12.00',
        method: 'cash',
        reference: '',
      }),
    );
    const { sql } = fixture.database;
    // As after a look: nothing waits, the next wake is ahead.
    await sql`delete from outbox`;
    await sql`update accounts set assessed_revision = revision, assessed_at = ${NOW}, next_wake_at = ${NOW + 86_400_000},
                     receipted_number = last_number`;
  });

  /** Every check that has found something in these tests. */
  const proven = new Set<Check>();
  const lookBy = async (
    options: Partial<CheckOptions>,
    at: { readonly now?: number; readonly wallNow?: number } = {},
  ): Promise<readonly Finding[]> => {
    const { now = NOW, wallNow = Date.now() } = at;
    const all = { running: undefined, schemaNumber: await schemaNumber(), ...options };
    const { findings } = await runChecks({ ...fixture.at(now), wallNow }, all);
    for (const { check } of findings) proven.add(check);
    return findings;
  };
  const look = (running: ReadonlySet<string> = new Set([accountId])): Promise<readonly Finding[]> =>
    lookBy({ running });
  const heal = async (findings: readonly Finding[]): Promise<void> => {
    sent = [];
    for (const { remedy } of findings)
      if (remedy !== null) await repairFindings(fixture.at(NOW), send, remedy);
  };
  /** Breaks something in a way the database itself would not let through. */
  const force = (statement: string) =>
    fixture.database.sql.begin(async (transaction) => {
      await transaction`set local session_replication_role = replica`;
      await transaction.unsafe(statement);
    });

  it('finds nothing where all is well', async () => {
    expect(await look()).toEqual([]);
    expect(new Set(CHECKS).size).toBe(CHECKS.length);
  });

  it('finds a balance that its entries do not add up to, and sets it right', async () => {
    await fixture.database.sql`update accounts set balance = balance + 1, last_number = 7, disputed = 3`;
    const findings = await look();
    expect(findings.map(({ check }) => check)).toContain('balances');
    expect(findings.find(({ check }) => check === 'balances')?.says).toContain(
      'balance 1201, its entries say 1200',
    );
    await heal(findings);
    const [row] = await fixture.database.sql`select balance::text, last_number, disputed::text from accounts`;
    expect(row).toEqual({ balance: '1200', lastNumber: 1, disputed: '0' });
    const [audit] = await fixture.database.sql`select action from audit order by id desc limit 1`;
    expect(audit).toEqual({ action: 'account.restore-figures' });
    await fixture.database.sql`update accounts set assessed_revision = revision`;
    await fixture.database.sql`delete from outbox`;
    expect(await look()).toEqual([]);
  });

  it('finds an account whose records cannot be read, and names it', async () => {
    await force(`update accounts set tax_name = 'VAT', tax_percent = 'a lot'`);
    const [found, ...others] = await look();
    expect(found).toMatchObject({ check: 'forecast', remedy: null, isHint: false });
    expect(found?.says).toContain(
      `account ${accountId}: what it has used cannot be rated and is not settled`,
    );
    expect(found?.says).toContain('its tax cannot be read');
    expect(others).toEqual([]);
    await force(`update accounts set tax_name = null, tax_percent = null`);
    expect(await look()).toEqual([]);
  });

  it('finds an entry that was tampered with, which nothing can repair', async () => {
    await force(`update entries set balance_after = balance_after + 5`);
    const findings = await look();
    expect(findings).toMatchObject([
      { check: 'ledger', remedy: null, isHint: false },
      { check: 'numbering', remedy: null, isHint: false },
    ]);
    expect(findings[0]?.says).toBe("the ledger's EUR adds up to 5 minor units, not to 0");
    expect(findings[1]?.says).toContain(`${accountId}: numbers or balances of its entries break at 1`);
    await force(`update entries set balance_after = balance_after - 5`);
    expect(await look()).toEqual([]);
  });

  it('finds a posting of which one side is gone, an amount that was changed, and a gap in the numbers', async () => {
    const checks = async (): Promise<Check[]> => (await look()).map(({ check }) => check);
    await force(`update entries set account_id = gen_random_uuid()`);
    expect((await look())[0]?.says).toBe("the ledger's ? adds up to -1200 minor units, not to 0");
    expect(await checks()).toEqual(['ledger', 'balances']);
    await force(`update entries set account_id = '${accountId}', amount = amount + 7`);
    expect((await look())[0]?.says).toBe("the ledger's EUR adds up to -7 minor units, not to 0");
    expect(await checks()).toEqual(['ledger', 'numbering', 'balances']);
    await force(`update entries set amount = amount - 7, number = 2`);
    expect(await checks()).toEqual(['numbering', 'balances']);
    await force(`update entries set number = 1`);
    expect(await checks()).toEqual([]);
  });

  it('finds an account without a workflow, and starts it by a signal', async () => {
    const findings = await look(new Set());
    expect(findings).toMatchObject([{ check: 'workflows', remedy: { kind: 'wake', accountId } }]);
    await heal(findings);
    expect(sent).toEqual([accountId]);
    await fixture.database.sql`update accounts set assessed_revision = revision`;
  });

  it('reports nothing about workflows when Temporal is unreachable', async () => {
    expect(await lookBy({ running: undefined })).toEqual([]);
  });

  it('finds an overdue wake, a site in the wrong state, stuck signals and emails', async () => {
    const { sql } = fixture.database;
    await sql`update accounts set next_wake_at = ${NOW - 600_000}`;
    await sql`update sites set wanted_state = 'suspended' where account_id is not null`;
    await sql`insert into outbox (account_id, signal, created_at, retry_at)
              values (${accountId}, 'settingsChanged', ${NOW - 120_000}, ${NOW})`;
    await sql`
      insert into emails (id, key, account_id, kind, language, recipient_name, recipient_address, subject, html, plain,
                           message_id, created_at, failed_at, last_error)
      values (gen_random_uuid(), 'receipt/x', ${accountId}, 'receipt', 'en', 'F', 'f@x.example', 's', 'h', 'p', '<m@x>',
              ${NOW - 9_000_000}, null, null),
             (gen_random_uuid(), 'receipt/y', ${accountId}, 'receipt', 'en', 'F', 'f@x.example', 's', 'h', 'p', '<n@x>',
              ${NOW - 9_000_000}, ${NOW}, '550 no such mailbox')`;
    const findings = await look();
    expect(findings.map(({ check, isHint }) => `${check}${isHint ? ' hint' : ''}`)).toEqual([
      'sites',
      'wakes',
      'signals',
      'emails',
      'emails hint',
    ]);
    // A copy that nothing works on is missed nothing but what is wrong in itself.
    expect((await lookBy({ isAtRest: true })).map(({ check }) => check)).toEqual(['sites']);
    await heal(findings);
    expect(new Set(sent)).toEqual(new Set([accountId]));
    await sql`delete from emails`;
    await sql`delete from outbox`;
    await sql`update sites set wanted_state = 'active'`;
    await sql`update accounts set next_wake_at = ${NOW + 1}, assessed_revision = revision`;
  });

  it('finds a period that is over and not settled', async () => {
    const { sql } = fixture.database;
    const later = Date.parse('2026-04-01T08:00:00Z');
    await sql`update accounts set next_wake_at = ${later + 1}, assessed_at = ${later}`;
    const findings = await lookBy({}, { now: later });
    expect(findings.map(({ check }) => check)).toEqual(['periods']);
    expect(findings[0]?.says).toContain('not settled');
    await heal(findings);
    expect(sent).toEqual([accountId]);
    await sql`delete from outbox`;
    await sql`update accounts set assessed_revision = revision`;
  });

  it('finds a scheduled charge that was due and is not posted, and has the account assessed', async () => {
    const { sql } = fixture.database;
    await sql`update accounts set assessed_at = ${NOW}, next_wake_at = ${NOW + 86_400_000}`;
    await sql`
      insert into scheduled_charges (id, account_id, due_on, amount, description, category, created_at, actor)
      values (gen_random_uuid(), ${accountId}, '2026-03-09', 100, 'Logo', 'design', ${NOW}, 'test')`;
    const findings = await look();
    expect(findings.map(({ check }) => check)).toEqual(['periods']);
    expect(findings[0]?.says).toContain('planned for 2026-03-09');
    await heal(findings);
    expect(sent).toEqual([accountId]);
    await sql`delete from scheduled_charges`;
    await sql`update accounts set assessed_revision = revision`;
  });

  it('finds a connector that has not confirmed, and a secret that no key opens', async () => {
    const { sql } = fixture.database;
    await sql`
      update sites set generation = generation + 1, connector_attempts = 3, connector_error = 'timed out'
       where account_id = ${accountId}`;
    await sql`
      insert into payment_providers (site_id, provider, enabled, sealed, changed_at, changed_by)
      values (${fixture.siteId}, 'stripe', true, 'sealed under another key', ${NOW}, 'test')`;
    const findings = await lookBy({ secrets: fixture.secrets });
    // The account has its site to see to, too.
    expect(findings.map(({ check }) => check)).toEqual(['sites', 'connectors', 'secrets']);
    expect(findings[1]?.says).toContain('timed out');
    await sql`delete from payment_providers`;
    await sql`update sites set confirmed_generation = generation`;
  });

  it('finds an account that should be suspended by its entries and is not, and has it assessed', async () => {
    const { sql } = fixture.database;
    await sql`update accounts set credit_limit = -5000`;
    const findings = await look();
    expect(findings.map(({ check, says }) => `${check} ${says}`)).toEqual([
      `sites account ${accountId}: switchSites is due and was not done`,
    ]);
    await heal(findings);
    expect(sent).toEqual([accountId]);
    await sql`delete from outbox`;
    await sql`update accounts set credit_limit = 10000, assessed_revision = revision`;
    expect(await look()).toEqual([]);
  });

  it('finds sites with a wrong upstream suspension, and repairs them', async () => {
    const { sql } = fixture.database;
    const [parent] = await sql<{ id: string }[]>`select id from sites where account_id = ${accountId}`;
    const input = { slug: 'below', name: 'Below', hostnames: [] };
    granted(await createSite({ ...fixture.at(NOW), siteId: parent?.id ?? '' }, input));
    const upstream = async (): Promise<unknown> => {
      const [row] = await sql`select upstream_since is not null as closed from sites where slug = 'below'`;
      return row?.['closed'];
    };
    await sql`update sites set upstream_since = ${NOW} where slug = 'below'`;
    const closed = await look();
    expect(closed.map(({ says }) => says)).toEqual([
      'the site below is closed from above, where nothing is suspended',
    ]);
    await heal(closed);
    expect(await upstream()).toBe(false);
    await sql`update sites set wanted_state = 'suspended' where id = ${parent?.id ?? ''}`;
    const open = await look();
    expect(open.map(({ says }) => says)).toContain(
      'the site below is not closed from above, where something is suspended',
    );
    await heal(open.filter(({ remedy }) => remedy?.kind === 'refresh-upstream'));
    expect(await upstream()).toBe(true);
    const [audit] = await sql`select action from audit order by id desc limit 1`;
    expect(audit).toEqual({ action: 'site.refresh-upstream' });
    await sql`update sites set wanted_state = 'active', upstream_since = null, confirmed_generation = generation`;
    await sql`update upstream_suspensions set ended_at = ${NOW}, email_due = false`;
    await sql`delete from outbox`;
    await sql`update accounts set assessed_revision = revision`;
    expect(await look()).toEqual([]);
  });

  it('lists what waits for its owner, and silent meters, without failing', async () => {
    const { sql } = fixture.database;
    await sql`insert into breakers values (gen_random_uuid(), ${fixture.siteId}, ${NOW}, 9, 20, 5, null, null, null, ${NOW}, 0)`;
    await sql`
      insert into silent_meters select gen_random_uuid(), s.id, m.id, '2026-03-01', ${NOW} from sites s, meters m
       where s.account_id = ${accountId} limit 1`;
    await sql`
      with sources as (
        insert into usage_sources (tenant_id, source)
        select ${fixture.siteId}::uuid, unnest(array['front', 'back']) returning id
      )
      insert into usage_events (source_id, event_id, site_id, meter_id, quantity, occurred_at, account_id, day)
      select o.id, hour::text, s.id, m.id, 1, ${NOW}::timestamptz - hour * interval '1 hour',
             ${accountId}, '2026-03-10'
        from sites s, meters m, generate_series(1, 2) as hour, sources o
       where s.account_id = ${accountId} and m.name = 'requests'`;
    const notes = await look();
    expect(notes.map(({ check, isHint, remedy }) => [check, isHint, remedy])).toEqual([
      ['breaker', true, null],
      ['silence', true, null],
      ['sources', true, null],
    ]);
    await sql`delete from usage_events`;
    await sql`delete from breakers`;
    await sql`delete from silent_meters`;
  });

  it('finds that usage of the next month has no table yet', async () => {
    const findings = await lookBy({}, { wallNow: Date.now() + 100 * 86_400_000 });
    expect(findings.map(({ check }) => check)).toEqual(['clock', 'usage months']);
  });

  it('finds clocks that disagree, and rows dated in the future', async () => {
    const { sql } = fixture.database;
    await sql`update accounts set assessed_at = ${NOW + 3_600_000}`;
    const findings = await lookBy({}, { wallNow: Date.now() + 60_000 });
    expect(findings.map(({ check }) => check)).toEqual(['clock', 'clock']);
    expect(findings[1]?.says).toContain('2026-03-10T13:00:00.000Z, which is in the future');
    await sql`update accounts set assessed_at = ${NOW}`;
  });

  it('finds a schema that is older or newer than the program’s, and looks no further in it', async () => {
    const { sql } = fixture.database;
    await sql`update sites set wanted_state = 'suspended' where account_id is not null`;
    const known = await schemaNumber();
    expect(await lookBy({ schemaNumber: known + 1 })).toMatchObject([
      { check: 'migrations', remedy: { kind: 'migrate' } },
    ]);
    expect(await lookBy({ schemaNumber: known - 1 })).toMatchObject([{ check: 'migrations', remedy: null }]);
    await sql`update sites set wanted_state = 'active'`;
    const [taken] = await sql`delete from schema_migrations where number = 1 returning *`;
    const [gap] = await look();
    expect(gap?.says).toBe(
      `the database's schema is at ${known}, but these migrations are not recorded in it: 0001_sites.sql`,
    );
    await sql`insert into schema_migrations ${sql({ ...taken, digest: 'of other text' })}`;
    const [altered] = await look();
    expect(altered?.says).toBe(
      `the database's schema is at ${known}, but it was migrated by files that differ from this program's or are missing here: 0001_sites.sql`,
    );
    await sql`update schema_migrations set digest = ${String(taken?.['digest'])} where number = 1`;
    expect(await look()).toEqual([]);
  });

  it('notes a proxy that is not configured as trusted, until a server starts that may trust it', async () => {
    const { sql } = fixture.database;
    await sawUnheededProxy(sql, '172.18.0.1');
    await sawUnheededProxy(sql, '172.18.0.2');
    const noted = (await look()).filter(({ check }) => check === 'proxies');
    expect(noted).toMatchObject([{ isHint: true, remedy: null }]);
    expect(noted[0]?.says).toMatch(/^172\.18\.0\.2 .*TRUSTED_PROXIES/);
    await forgetUnheeded(sql);
    expect((await look()).filter(({ check }) => check === 'proxies')).toEqual([]);
  });

  it('has been seen to find something by every check there is', () => {
    expect(CHECKS.filter((check) => !proven.has(check))).toEqual([]);
  });
});
