import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadUnsentEmails } from '../../src/emails/deliverEmail.js';
import { sendPendingSignals } from '../../src/signals/dispatch.js';
import { leaseJobs } from '../../src/store/operations/jobLeases.js';
import { leaseTask } from '../../src/store/tasks/tasks.js';
import { createFixture, type Fixture } from '../setup/fixture.js';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const HOUR = 3_600_000;

let fixture: Fixture;
let id: string;

beforeAll(async () => {
  fixture = await createFixture();
  id = await fixture.open({}, NOW);
});

describe('a machine’s clock that was put back by an hour', () => {
  it('does not keep signals waiting for an hour, and rests a second for what was just put there', async () => {
    const { sql } = fixture.database;
    const signalled: string[] = [];
    const send = ({ accountId }: { readonly accountId: string }) => {
      signalled.push(accountId);
      return Promise.resolve();
    };
    const round = { wallNow: NOW, limit: 10, concurrency: 1 };
    await sql`delete from outbox`;
    await sql`insert into outbox (account_id, signal, created_at, retry_at) values (${id}, 'settingsChanged', ${NOW}, ${NOW + 2_000})`;
    await sendPendingSignals(sql, send, round);
    expect(signalled).toEqual([]);
    await sql`update outbox set retry_at = ${NOW + HOUR}`;
    await sendPendingSignals(sql, send, round);
    expect(signalled).toEqual([id]);
  });

  it('does not delay emails that were put off or that a dead process was sending', async () => {
    const { sql } = fixture.database;
    await sql`
      insert into emails (id, key, account_id, kind, language, recipient_name, recipient_address, subject, html, plain,
                           message_id, created_at, retry_at, leased_until)
      values (gen_random_uuid(), 'receipt/a', ${id}, 'receipt', 'en', 'F', 'f@x.example', 's', 'h', 'p', '<a@x>', ${NOW},
              ${NOW + HOUR}, null),
             (gen_random_uuid(), 'receipt/b', ${id}, 'receipt', 'en', 'F', 'f@x.example', 's', 'h', 'p', '<b@x>', ${NOW},
              ${NOW}, ${NOW + HOUR}),
             (gen_random_uuid(), 'receipt/c', ${id}, 'receipt', 'en', 'F', 'f@x.example', 's', 'h', 'p', '<c@x>', ${NOW},
              ${NOW + 60_000}, null),
             (gen_random_uuid(), 'receipt/d', ${id}, 'receipt', 'en', 'F', 'f@x.example', 's', 'h', 'p', '<d@x>', ${NOW},
              ${NOW}, ${NOW + 60_000})`;
    const keys = await loadUnsentEmails({ ...fixture.at(NOW), wallNow: NOW }, 10);
    expect(keys.sort()).toEqual(['receipt/a', 'receipt/b']);
  });

  it('does not leave a task of a dead process undone for an hour', async () => {
    const { sql } = fixture.database;
    await sql`
      insert into tasks (id, site_id, kind, title, input, total, created_at, created_by, started_at, leased_until)
      select gen_random_uuid(), ${fixture.siteId}, 'import', title, '{}', 1, ${NOW}, 'test', ${NOW}, until
        from (values ('left', ${NOW + HOUR}::timestamptz), ('held', ${NOW + 60_000}::timestamptz)) as t(title, until)`;
    const lease = { wallNow: NOW, until: NOW + 60_000 };
    expect((await leaseTask(sql, lease))?.title).toBe('left');
    expect(await leaseTask(sql, lease)).toBeUndefined();
  });

  it('does not leave the jobs of a dead process undone for an hour', async () => {
    const { sql } = fixture.database;
    await sql`
      insert into job_leases (job, holder, held_until)
      select job, gen_random_uuid(), clock_timestamp() + held from (values ('mail', interval '1 hour'), ('watch', '1 minute'))
             as l(job, held)`;
    const lease = { holder: randomUUID(), jobs: ['mail', 'watch'], leaseMs: 120_000 };
    expect(await leaseJobs(sql, lease)).toEqual(['mail']);
  });
});
