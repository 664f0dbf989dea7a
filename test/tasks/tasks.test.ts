import { beforeAll, describe, expect, it } from 'vitest';
import { checkImport, startImport } from '../../src/accounts/import/checkImport.js';
import { importClient } from '../../src/accounts/import/importClient.js';
import type { SiteContext } from '../../src/core/context.js';
import { deliverEmail } from '../../src/emails/deliverEmail.js';
import { startReplacement } from '../../src/plans/startReplacement.js';
import type { Mail } from '../../src/platform/mail/mailTransport.js';
import type { SecretBox } from '../../src/platform/secretBox.js';
import { createLog } from '../../src/platform/telemetry/log.js';
import { addLogo } from '../../src/statements/changeLogo.js';
import { queueUserEmail } from '../../src/emails/queueEmail.js';
import { loadTask } from '../../src/tasks/loadTasks.js';
import { workTasks } from '../../src/tasks/workTasks.js';
import { clientFile, clientLine } from '../setup/clientLine.js';
import { accountInput, createFixture, granted, type Fixture } from '../setup/fixture.js';

let fixture: Fixture;
const NOW = '2026-03-10T12:00:00Z';

beforeAll(async () => {
  fixture = await createFixture();
});

const worker = (): SiteContext & { readonly secrets: SecretBox } => ({
  ...fixture.at(NOW),
  actor: 'system/scheduler',
});

function clientsOf(count: number, prefix: string) {
  return Array.from({ length: count }, (_, index) => {
    const client = accountInput({
      name: `${prefix} ${index}`,
      sites: [{ slug: `${prefix}-${index}`, name: prefix, hostnames: [] }],
    });
    return clientLine(index + 2, { ...client, plan: '', openingBalance: '5.00' });
  });
}

describe('long work', () => {
  it('is done once, however many work on it, on behalf of the user who started it', async () => {
    const { sql } = fixture.database;
    const task = granted(
      await checkImport(fixture.at(NOW), clientFile('clients.csv', clientsOf(120, 'many'))),
    );
    expect(await workTasks(worker(), task.id)).toBe(false);
    granted(await startImport({ ...fixture.at(NOW), actor: 'user/ada' }, task.id, { graceDays: 0 }));
    await Promise.all([workTasks(worker()), workTasks(worker()), workTasks(worker())]);
    while (await workTasks(worker())) continue;
    const [counts] = await sql<{ accounts: number; entries: number }[]>`
      select (select count(*)::integer from accounts where name like 'many %') as accounts,
             (select count(*)::integer from entries e join accounts a on a.id = e.account_id
               where a.name like 'many %') as entries`;
    expect(counts).toEqual({ accounts: 120, entries: 120 });
    const view = granted(await loadTask(fixture.at(NOW), task.id, 'import'));
    expect(view.task.finishedAt).not.toBeNull();
    const [opened] = await sql`select distinct actor from audit where action = 'account.open'`;
    expect(opened).toEqual({ actor: 'user/ada' });
  });

  it('is done again after a process died half-way, to the same end', async () => {
    const { sql } = fixture.database;
    const lines = clientsOf(3, 'again');
    const task = granted(await checkImport(fixture.at(NOW), clientFile('c.csv', lines)));
    granted(await startImport(fixture.at(NOW), task.id, { graceDays: 0 }));
    // Done, but dead before it was noted: its lease runs out, and the lines are still open.
    for (const { number, client } of lines.slice(0, 2)) {
      await importClient(fixture.at(NOW), task, { number, input: { client } });
    }
    await sql`update tasks set leased_until = ${Date.now() + 60_000} where id = ${task.id}`;
    expect(await workTasks(worker())).toBe(false);
    while (await workTasks({ ...worker(), wallNow: Date.now() + 61_000 })) continue;
    const [counts] = await sql<{ accounts: number; entries: number }[]>`
      select count(distinct a.id)::integer as accounts, count(*)::integer as entries
        from accounts a join entries e on e.account_id = a.id where a.name like 'again %'`;
    expect(counts).toEqual({ accounts: 3, entries: 3 });
  });

  it('belongs to one site', async () => {
    const task = granted(await checkImport(fixture.at(NOW), clientFile('c.csv', clientsOf(1, 'one'))));
    const foreign = { ...fixture.at(NOW), siteId: '01a3c5e7-7000-7000-8000-000000000000' };
    expect(await loadTask(foreign, task.id, 'import')).toMatchObject({ refused: 'not_found' });
    expect(await startImport(foreign, task.id, { graceDays: 0 })).toMatchObject({ refused: 'not_found' });
    expect(await loadTask(fixture.at(NOW), task.id, 'replace-plan')).toMatchObject({ refused: 'not_found' });
  });

  it('moves accounts to the version that was the newest when it began, and reports why each other was not moved', async () => {
    const old = await fixture.plan({ name: 'Old' });
    const next = await fixture.plan({ name: 'Next' });
    const ids = [await fixture.open({ plans: [old] }, NOW), await fixture.open({ plans: [old, next] }, NOW)];
    const replacement = { with: next, effective: '2026-03-10' };
    const task = granted(await startReplacement(fixture.at(NOW), old, replacement));
    expect(task.total).toBe(2);
    // The day is past by the time it is carried out.
    while (await workTasks({ ...worker(), ...{ now: Date.parse('2026-03-12T12:00:00Z') } })) continue;
    const view = granted(await loadTask(fixture.at(NOW), task.id, 'replace-plan'));
    expect(view.task).toMatchObject({ done: 2, failed: 0 });
    expect(view.detailed.map(({ accountId }) => accountId).sort()).toEqual([...ids].sort());
  });
});

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('an email with a logo', () => {
  it('goes out with the very one it was written with', async () => {
    const { sql } = fixture.database;
    granted(await addLogo(fixture.at(NOW), PNG));
    const [logo] = await sql<{ id: string }[]>`select id from logos where removed_at is null`;
    const recipient = { name: 'Ann', address: 'ann@client.example' };
    const message = { kind: 'upstream', since: Date.parse(NOW) } as const;
    await queueUserEmail(sql, fixture.at(NOW), {
      key: 'test/1',
      siteId: fixture.siteId,
      recipient,
      message: message,
    });
    granted(await addLogo(fixture.at(NOW), PNG));
    const sent: Mail[] = [];
    const transport = {
      server: 'mail.example',
      send: (mail: Mail) => {
        sent.push(mail);
        return Promise.resolve({ outcome: 'sent' as const });
      },
      close: () => undefined,
    };
    const from = { name: 'Tab', address: 'tab@tab.example' };
    const log = createLog({ level: 'silent' });
    await deliverEmail(fixture.at(NOW), { transport, from, secrets: fixture.secrets, log }, 'test/1');
    expect(sent[0]?.pictures).toEqual([
      { cid: `logo-${logo?.id ?? ''}@sitetab`, mediaType: 'image/png', bytes: PNG },
    ]);
  });
});
