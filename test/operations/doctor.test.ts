import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CHECKS,
  examine,
  type Finding,
  mend,
  recordPayment,
  schemaNumber,
  type SendSignal,
} from '../../src/operations/index.js';
import { foundWorld, granted, type World } from '../setup/world.js';

const NOW = Date.parse('2026-03-10T12:00:00Z');

describe('the doctor', () => {
  let world: World;
  let accountId: string;
  let sent: string[];
  const send: SendSignal = (id) => {
    sent.push(id);
    return Promise.resolve();
  };

  beforeAll(async () => {
    world = await foundWorld();
    accountId = await world.open({ creditLimit: '100.00' }, NOW - 86_400_000);
    granted(
      await recordPayment(world.at(NOW - 3_600_000), accountId, {
        amount: '12.00',
        method: 'cash',
        reference: '',
      }),
    );
    const { sql } = world.database;
    // As after a look: nothing waits, the next wake is ahead.
    await sql`delete from outbox`;
    await sql`update accounts set assessed_revision = revision, assessed_at = ${NOW}, next_wake_at = ${NOW + 86_400_000},
                     receipted_number = last_number`;
  });
  afterAll(() => world.database.drop());

  const look = async (running: ReadonlySet<string> = new Set([accountId])): Promise<readonly Finding[]> => {
    const options = { running, schemaNumber: await schemaNumber() };
    return (await examine({ ...world.at(NOW), wallNow: Date.now() }, options)).findings;
  };
  const heal = async (findings: readonly Finding[]): Promise<void> => {
    sent = [];
    for (const { remedy } of findings) if (remedy !== null) await mend(world.at(NOW), send, remedy);
  };
  /** Breaks something in a way the database itself would not let through. */
  const force = (statement: string) =>
    world.database.sql.begin(async (transaction) => {
      await transaction`set local session_replication_role = replica`;
      await transaction.unsafe(statement);
    });

  it('finds nothing where all is well', async () => {
    expect(await look()).toEqual([]);
    expect(new Set(CHECKS).size).toBe(CHECKS.length);
  });

  it('finds a balance that its entries do not add up to, and sets it right', async () => {
    await world.database.sql`update accounts set balance = balance + 1, last_number = 7, disputed = 3`;
    const findings = await look();
    expect(findings.map(({ check }) => check)).toContain('balances');
    expect(findings.find(({ check }) => check === 'balances')?.says).toContain(
      'balance 1201, its entries say 1200',
    );
    await heal(findings);
    const [row] = await world.database.sql`select balance::text, last_number, disputed::text from accounts`;
    expect(row).toEqual({ balance: '1200', last_number: 1, disputed: '0' });
    const [audit] = await world.database.sql`select action from audit order by id desc limit 1`;
    expect(audit).toEqual({ action: 'account.restore-figures' });
    await world.database.sql`update accounts set assessed_revision = revision`;
    await world.database.sql`delete from outbox`;
    expect(await look()).toEqual([]);
  });

  it('finds an entry that was tampered with, which nothing can mend', async () => {
    await force(`update entries set balance_after = balance_after + 5`);
    const findings = await look();
    expect(findings).toMatchObject([{ check: 'numbering', remedy: null, isHint: false }]);
    expect(findings[0]?.says).toContain(`${accountId}: numbers or balances of its entries break at 1`);
    await force(`update entries set balance_after = balance_after - 5`);
    expect(await look()).toEqual([]);
  });

  it('finds an account without a workflow, and starts it by a signal', async () => {
    const findings = await look(new Set());
    expect(findings).toMatchObject([{ check: 'workflows', remedy: { kind: 'wake', accountId } }]);
    await heal(findings);
    expect(sent).toEqual([accountId]);
    await world.database.sql`update accounts set assessed_revision = revision`;
  });

  it('says nothing of workflows when Temporal could not be asked', async () => {
    const options = { running: undefined, schemaNumber: await schemaNumber() };
    expect((await examine(world.at(NOW), options)).findings).toEqual([]);
  });

  it('finds an overdue wake, a site in the wrong state, stuck signals and letters', async () => {
    const { sql } = world.database;
    await sql`update accounts set next_wake_at = ${NOW - 600_000}`;
    await sql`update sites set wanted_state = 'suspended' where account_id is not null`;
    await sql`insert into outbox (account_id, signal, created_at, retry_at)
              values (${accountId}, 'settingsChanged', ${NOW - 120_000}, ${NOW})`;
    await sql`
      insert into letters (id, key, account_id, kind, language, recipient_name, recipient_address, subject, html, plain,
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
      'letters',
      'letters hint',
    ]);
    await heal(findings);
    expect(new Set(sent)).toEqual(new Set([accountId]));
    await sql`delete from letters`;
    await sql`delete from outbox`;
    await sql`update sites set wanted_state = 'active'`;
    await sql`update accounts set next_wake_at = ${NOW + 1}, assessed_revision = revision`;
  });

  it('finds a period that is over and not settled', async () => {
    const { sql } = world.database;
    const later = Date.parse('2026-04-01T08:00:00Z');
    await sql`update accounts set next_wake_at = ${later + 1}, assessed_at = ${later}`;
    const { findings } = await examine(
      { ...world.at(later), wallNow: Date.now() },
      { running: undefined, schemaNumber: await schemaNumber() },
    );
    expect(findings.map(({ check }) => check)).toEqual(['periods']);
    expect(findings[0]?.says).toContain('not settled');
  });

  it('finds a planned charge that was due and is not posted, and has the account look again', async () => {
    const { sql } = world.database;
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
    const { sql } = world.database;
    await sql`
      update sites set generation = generation + 1, connector_attempts = 3, connector_error = 'timed out'
       where account_id = ${accountId}`;
    await sql`
      insert into payment_providers (site_id, provider, enabled, sealed, changed_at, changed_by)
      values (${world.siteId}, 'stripe', true, 'sealed under another key', ${NOW}, 'test')`;
    const options = { running: undefined, schemaNumber: await schemaNumber(), secrets: world.secrets };
    const { findings } = await examine({ ...world.at(NOW), wallNow: Date.now() }, options);
    // The account has its site to see to, too.
    expect(findings.map(({ check }) => check)).toEqual(['sites', 'connectors', 'secrets']);
    expect(findings[1]?.says).toContain('timed out');
    await sql`delete from payment_providers`;
    await sql`update sites set confirmed_generation = generation`;
  });

  it('finds a schema that is not the program’s, and clocks that disagree', async () => {
    await world.database.sql`update accounts set assessed_at = ${NOW}`;
    const { findings } = await examine(
      { ...world.at(NOW), wallNow: Date.now() + 60_000 },
      { running: undefined, schemaNumber: 99 },
    );
    expect(findings.map(({ check }) => check)).toEqual(['migrations', 'clock']);
  });
});
