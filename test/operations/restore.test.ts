import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assess } from '../../src/assessment/assess.js';
import type { Context } from '../../src/core/context.js';
import { draftNotice } from '../../src/emails/draftEmail.js';
import { chargeUsage } from '../../src/ledger/chargeDue.js';
import { postCharge } from '../../src/ledger/postCharge.js';
import { restoreBackup, createBackup } from '../../src/operations/backup.js';
import { convergeRestored } from '../../src/operations/convergeRestored.js';
import { runChecks } from '../../src/operations/runChecks.js';
import { schemaNumber } from '../../src/operations/migrateDatabase.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import type { Sql } from '../../src/platform/sql/sql.js';
import { decideState } from '../../src/suspension/decideState.js';
import { createTestDatabase, type TestDatabase } from '../setup/database/database.js';
import { startSystem, type System } from '../setup/system.js';
import { createFixture, granted, type Fixture } from '../setup/fixture.js';

const DAY = 86_400_000;

describe('yesterday’s database', () => {
  const NOW = Date.parse('2026-03-31T20:00:00Z');
  const LATER = NOW + 2 * DAY;
  let fixture: Fixture;
  let folder: string;
  let restored: TestDatabase;
  const ids = { settled: '', fallen: '', warned: '' };

  const context = (sql: Sql, now: number): Context => ({ ...fixture.at(now), sql });

  beforeAll(async () => {
    fixture = await createFixture();
    folder = mkdtempSync(join(tmpdir(), 'sitetab-restore-'));
    const plan = await fixture.plan({ recurring: [{ id: 'base', amount: '31.00', timing: 'arrears' }] });
    const slow = await fixture.plan({ recurring: [{ id: 'base', amount: '1.00', timing: 'arrears' }] });
    const opened = NOW - 20 * DAY;
    ids.settled = await fixture.open({ plans: [slow], creditLimit: '1000.00' }, opened);
    ids.fallen = await fixture.open({ plans: [plan], creditLimit: '21.00' }, opened);
    ids.warned = await fixture.open({ plans: [plan], creditLimit: '27.50' }, opened);
    const { sql } = fixture.database;
    await sql`insert into top_up_settings values (${ids.warned}, true, 10000, 0, ${NOW}, 'test')`;
    await sql`
      insert into emails (id, key, account_id, kind, language, recipient_name, recipient_address, subject, html, plain,
                           message_id, created_at, retry_at)
      values (gen_random_uuid(), 'receipt/waiting', ${ids.settled}, 'receipt', 'en', 'F', 'f@x.example', 's', 'h', 'p',
              '<m@x>', ${NOW}, ${NOW})`;
    const file = join(folder, 'yesterday');
    await createBackup(sql, file, NOW);
    restored = await createTestDatabase({ empty: true, max: 1 });
    await restoreBackup(restored.sql, file, { replace: false });
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  /** What a day of the real system does, emails left out. */
  async function live(sql: Sql, now: number): Promise<void> {
    for (const id of Object.values(ids)) {
      await chargeUsage(context(sql, now), id);
      await decideState(context(sql, now), id);
    }
  }
  const tenant = (sql: Sql) => sql`
    select account_id, number, kind, amount::text, balance_after::text, effective_at from entries order by 1, 2`;
  const documents = (sql: Sql) => sql`select account_id, year, number, period_date from documents order by 1`;

  it('reaches the same ledger, documents and states, and sends no email about them', async () => {
    const { sql } = restored;
    const came = await convergeRestored(context(sql, LATER), { takenAt: NOW, ranUntil: LATER });
    expect(came).toMatchObject({ accounts: 3, sites: 3, replayed: 3, emails: 1, switchedOffTopUps: 1 });
    // The same two days as they were: each account settled after its own spread.
    const spread = await sql<{ accountId: string; settledAt: number }[]>`
      select account_id, settled_at from periods order by settled_at`;
    for (const { accountId: id, settledAt: at } of spread) {
      await chargeUsage(context(fixture.database.sql, at), id);
      await decideState(context(fixture.database.sql, at), id);
    }
    await live(fixture.database.sql, LATER);
    expect([...(await tenant(sql))]).toEqual([...(await tenant(fixture.database.sql))]);
    expect([...(await documents(sql))]).toEqual([...(await documents(fixture.database.sql))]);
    const states = await sql`select id from accounts where state = 'suspended'`;
    expect(states.map(({ id }) => String(id))).toContain(ids.fallen);
    for (const id of Object.values(ids)) {
      expect(await draftNotice(context(sql, LATER), id)).toBeNull();
      expect((await assess(context(sql, LATER), id))?.due ?? null).not.toMatch(/^(send|charge)/);
    }
    expect(came.notified).toBeGreaterThan(0);
    expect(await sql`select enabled from top_up_settings`).toMatchObject([{ enabled: false }]);
    expect(await sql`select sent_at, last_error from emails`).toMatchObject([{ sentAt: null }]);
  });

  it('sends every connector a newer generation, and wakes every workflow', async () => {
    const { sql } = restored;
    const sites = await sql<{ generation: number; confirmedGeneration: number }[]>`
      select generation, confirmed_generation from sites where account_id is not null`;
    for (const site of sites) expect(site.generation - site.confirmedGeneration).toBeGreaterThan(999_999);
    expect(await sql`select distinct account_id from outbox where about = 'restored'`).toHaveLength(3);
  });

  it('can be repeated after an interruption, and nothing is posted or sent twice', async () => {
    const { sql } = restored;
    const before = [...(await tenant(sql))];
    const again = await convergeRestored(context(sql, LATER), { takenAt: NOW, ranUntil: LATER });
    expect(again).toMatchObject({ replayed: 0, notified: 0, emails: 0, switchedOffTopUps: 0 });
    expect([...(await tenant(sql))]).toEqual(before);
  });

  it('only wakes accounts when the system did not run after the backup', async () => {
    const other = await createTestDatabase({ empty: true, max: 1 });
    await restoreBackup(other.sql, join(folder, 'yesterday'), { replace: false });
    const came = await convergeRestored(context(other.sql, LATER), { takenAt: NOW, ranUntil: NOW });
    expect(came).toMatchObject({ accounts: 3, replayed: 0, notified: 0 });
    expect(await other.sql`select 1 from emails where failed_at is null`).toHaveLength(1);
  });
});

describe('beside a Temporal of another day', () => {
  let system: System;

  beforeAll(async () => {
    system = await startSystem();
  });
  afterAll(() => system.stop());

  it('today’s database continues after every workflow is lost, and no email is sent twice', async () => {
    const { fixture } = system;
    const { sql } = fixture.database;
    const plan = await fixture.plan({ recurring: [{ id: 'base', amount: '30.00', timing: 'arrears' }] });
    const id = await fixture.open({ plans: [plan], creditLimit: '0.00' }, system.now());
    granted(await recordPayment(system.here(), id, { amount: '6.00', method: 'cash' }));
    await system.rest();
    const emails = await system.emails(id);
    expect(emails).toEqual(['receipt', 'week']);
    const { client } = system.temporal;
    await client.workflow
      .getHandle(`account/${id}`)
      .terminate('as a Temporal that was restored knows nothing of it');

    const now = system.now();
    await convergeRestored({ ...system.here(), wallNow: Date.now() }, { takenAt: now, ranUntil: now });
    await system.rest();
    expect((await client.workflow.getHandle(`account/${id}`).describe()).status.name).toBe('RUNNING');
    expect(await system.emails(id)).toEqual(emails);
    granted(
      await postCharge(system.here(), id, { amount: '10.00', description: 'Work', category: 'design' }),
    );
    await system.rest();
    expect(await system.emails(id)).toEqual([...emails, 'suspended']);
    const { findings } = await runChecks(
      { ...system.here(), wallNow: Date.now() },
      { running: undefined, schemaNumber: await schemaNumber() },
    );
    expect(findings.filter(({ check }) => check !== 'clock')).toEqual([]);
    expect(
      await sql`select confirmed_generation - generation as behind from sites where account_id = ${id}`,
    ).toEqual([{ behind: 0 }]);
  });

  it('yesterday’s database overrules workflows that know of a later day', async () => {
    const { fixture } = system;
    const { sql } = fixture.database;
    const id = await fixture.open({ creditLimit: '10.00' }, system.now());
    await system.rest();
    const [before] = await sql`select generation from sites where account_id = ${id}`;
    // The account as it was yesterday: not suspended, while its workflow and its connector have heard otherwise.
    granted(
      await postCharge(system.here(), id, { amount: '50.00', description: 'Work', category: 'design' }),
    );
    await system.rest();
    expect(await system.emails(id)).toEqual(['suspended']);
    await sql.begin(async (transaction) => {
      await transaction`set local session_replication_role = replica`;
      await transaction`delete from entries where account_id = ${id}`;
      await transaction`delete from suspensions where account_id = ${id}`;
      await transaction`delete from emails where account_id = ${id}`;
      await transaction`update accounts set balance = 0, last_number = 0, state = 'active' where id = ${id}`;
      await transaction`
        update sites set wanted_state = 'active', generation = ${before?.['generation'] as number},
               confirmed_generation = ${before?.['generation'] as number} where account_id = ${id}`;
    });
    const now = system.now();
    await convergeRestored({ ...system.here(), wallNow: Date.now() }, { takenAt: now - DAY, ranUntil: now });
    await system.rest();
    expect(await system.emails(id)).toEqual([]);
    expect(
      await sql`select wanted_state, confirmed_generation - generation as behind from sites where account_id = ${id}`,
    ).toEqual([{ wantedState: 'active', behind: 0 }]);
  });
});
