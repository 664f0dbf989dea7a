import { beforeAll, describe, expect, it, vi } from 'vitest';
import { openAccount } from '../../src/accounts/opening/openAccount.js';
import { assess } from '../../src/assessment/assess.js';
import type { SiteContext } from '../../src/core/context.js';
import type { SecretBox } from '../../src/platform/secretBox.js';
import { countBacklog } from '../../src/signals/backlog.js';
import { confirmHostname } from '../../src/sites/confirmHostnames.js';
import { createSite, loadSite } from '../../src/sites/manageSites.js';
import { placeHold, releaseHold } from '../../src/suspension/changeStanding.js';
import { decideState } from '../../src/suspension/decideState.js';
import { lookupGate, loadHost } from '../../src/suspension/gate.js';
import { updateCommand, loadCommands } from '../../src/suspension/siteCommands.js';
import { listUpstreamEmails } from '../../src/store/sites/tree.js';
import { queueUpstreamEmails } from '../../src/suspension/upstream.js';
import { accountInput, createFixture, granted, type Fixture } from '../setup/fixture.js';

let fixture: Fixture;
const NOW = Date.parse('2026-03-10T12:00:00Z');
type Caller = SiteContext & { readonly secrets: SecretBox };

beforeAll(async () => {
  fixture = await createFixture(20);
});

/** An account for one site, opened by its tenant. */
async function open(by: Caller, slug: string): Promise<{ account: string; site: Caller }> {
  const sites = [{ slug, name: slug, hostnames: [`${slug}.example`] }];
  const { id } = granted(await openAccount(by, accountInput({ sites, email: `${slug}@client.example` })));
  await confirmed(by, slug);
  return { account: id, site: { ...by, siteId: granted(await loadSite(by, slug)).id } };
}

/** The root site confirms what others register, so that the gate knows it. */
async function confirmed(by: Caller, slug: string): Promise<void> {
  if (by.siteId === fixture.siteId) return;
  const root = fixture.at(by.now);
  granted(await confirmHostname(root, `${slug}.example`, () => Promise.resolve([])));
}

async function bare(by: Caller, slug: string): Promise<Caller> {
  const site = granted(await createSite(by, { slug, name: slug, hostnames: [`${slug}.example`] }));
  await confirmed(by, slug);
  return { ...by, siteId: site.id };
}

const at = (by: Caller, now: number): Caller => ({ ...by, now });

async function suspend(by: Caller, account: string): Promise<void> {
  granted(await placeHold(by, account, { reason: 'owes' }));
  await decideState(by, account);
}

async function restore(by: Caller, account: string): Promise<void> {
  granted(await releaseHold(by, account));
  await decideState(by, account);
}

interface Row {
  closed: boolean;
  upstream: boolean;
  generation: number;
  carrierId: string | null;
}

async function rowOf(slug: string): Promise<Row> {
  const [row] = await fixture.database.sql<Row[]>`
    select closed, upstream_since is not null as upstream, generation, carrier_id from sites where slug = ${slug}`;
  if (row === undefined) throw new Error(`no site ${slug}`);
  return row;
}

const gate = async (slug: string) => (await lookupGate(fixture.database.sql, `${slug}.example`))?.state;

async function waiting(): Promise<string[]> {
  const rows = await fixture.database.sql<{ accountId: string }[]>`
    delete from outbox where about = 'upstream' returning account_id`;
  return rows.map((row) => row.accountId);
}

async function emails(): Promise<{ slug: string; ended: boolean; due: boolean }[]> {
  return fixture.database.sql<{ slug: string; ended: boolean; due: boolean }[]>`
    select s.slug, u.ended_at is not null as ended, u.email_due as due
      from upstream_suspensions u join sites s on s.id = u.site_id order by u.since, s.slug`;
}

const confirmAll = async (by: Caller, account: string): Promise<string[]> => {
  const commands = await loadCommands(by, account);
  for (const order of commands) await updateCommand(by, order, { outcome: 'confirmed' });
  return commands.map((order) =>
    `${order.slug} ${order.state} ${order.state === 'active' ? '' : order.reason}`.trim(),
  );
};

describe('a suspended site', () => {
  it('suspends all sites below it and reactivates them, whichever account pays for them', async () => {
    const root = fixture.at(NOW);
    const reseller = await open(root, 'one');
    const client = await open(reseller.site, 'one-client');
    const free = await bare(reseller.site, 'one-free');
    const deep = await open(free, 'one-deep');
    const beside = await open(root, 'one-beside');
    await waiting();

    await suspend(root, reseller.account);
    expect(await Promise.all(['one', 'one-client', 'one-free', 'one-deep', 'one-beside'].map(gate))).toEqual([
      'suspended',
      'suspended',
      'suspended',
      'suspended',
      'active',
    ]);
    expect((await waiting()).sort()).toEqual([client.account, deep.account].sort());
    expect(await rowOf('one-client')).toMatchObject({ upstream: true, generation: 1, carrierId: null });
    expect(await rowOf('one-free')).toMatchObject({
      upstream: true,
      generation: 1,
      carrierId: reseller.account,
    });
    expect(await confirmAll(root, reseller.account)).toEqual([
      'one suspended hold',
      'one-free suspended upstream',
    ]);
    expect(await confirmAll(root, client.account)).toEqual(['one-client suspended upstream']);
    expect(await confirmAll(root, deep.account)).toEqual(['one-deep suspended upstream']);
    const view = granted(await loadSite(reseller.site, 'one-client'));
    expect(view).toMatchObject({ closed: true, upstream: true, wantedState: 'active' });
    expect((await assess(root, client.account))?.state).toBe('active');

    await restore(root, reseller.account);
    expect(await Promise.all(['one', 'one-client', 'one-free', 'one-deep'].map(gate))).toEqual(
      Array(4).fill('active'),
    );
    expect((await waiting()).sort()).toEqual([client.account, deep.account].sort());
    expect(await confirmAll(root, reseller.account)).toEqual(['one active', 'one-free active']);
    expect(await confirmAll(root, client.account)).toEqual(['one-client active']);
    expect(await confirmAll(root, deep.account)).toEqual(['one-deep active']);
    expect(await confirmAll(root, beside.account)).toEqual([]);
  });

  it('stays suspended while one of two reasons remains, and is emailed about once', async () => {
    const root = fixture.at(NOW);
    const upper = await open(root, 'two');
    const lower = await open(upper.site, 'two-lower');
    const client = await open(lower.site, 'two-client');
    const seen: (readonly [string, boolean, number])[] = [];
    const note = async (): Promise<void> => {
      const { closed, generation } = await rowOf('two-client');
      seen.push(['two-client', closed, generation]);
    };
    await suspend(upper.site, lower.account);
    await note();
    await suspend(root, upper.account);
    await note();
    await restore(upper.site, lower.account);
    await note();
    await suspend(lower.site, client.account);
    await note();
    await restore(root, upper.account);
    await note();
    await restore(lower.site, client.account);
    await note();
    expect(seen.map(([, closed, generation]) => [closed, generation])).toEqual([
      [true, 1],
      [true, 1],
      [true, 1],
      [true, 1],
      [true, 1],
      [false, 2],
    ]);
    const about = (await emails()).filter(({ slug }) => slug === 'two-client');
    expect(about).toEqual([{ slug: 'two-client', ended: true, due: false }]);
  });

  it('sends each Owner below it one email from their own parent site, and none when it ends', async () => {
    const root = fixture.at(NOW);
    const reseller = await open(root, 'three');
    const client = await open(reseller.site, 'three-client');
    await bare(reseller.site, 'three-free');
    await suspend(root, reseller.account);
    expect((await assess(root, client.account))?.due).toBe('switchSites');
    const due = () => listUpstreamEmails(fixture.database.sql, reseller.account, 25);
    expect(await due()).toHaveLength(2);
    await Promise.all([1, 2].map(() => queueUpstreamEmails(root, reseller.account)));
    expect(await due()).toEqual([]);
    const queued = await fixture.database.sql`
      select account_id, recipient_address as address, content->>'siteName' as site, content->'sender'->>'name' as sender
        from emails where kind = 'upstream' order by site`;
    expect(queued).toEqual([
      {
        accountId: client.account,
        address: 'three-client@client.example',
        site: 'three-client',
        sender: 'three',
      },
      { accountId: null, address: 'three@client.example', site: 'three-free', sender: 'three' },
    ]);
    await restore(root, reseller.account);
    await suspend(at(root, NOW + 1000), reseller.account);
    expect(await due()).toHaveLength(2);
    await restore(root, reseller.account);
    expect(await due()).toEqual([]);
  });

  it('suspends a site that is placed under it later', async () => {
    const root = fixture.at(NOW);
    const reseller = await open(root, 'four');
    await suspend(root, reseller.account);
    await waiting();
    const client = await open(reseller.site, 'four-client');
    await bare(client.site, 'four-deep');
    expect([await gate('four-client'), await gate('four-deep')]).toEqual(['suspended', 'suspended']);
    expect(new Set(await waiting())).toEqual(new Set([reseller.account]));
    expect(await confirmAll(root, client.account)).toEqual(['four-client suspended upstream']);
    await restore(root, reseller.account);
    expect([await gate('four-client'), await gate('four-deep')]).toEqual(['active', 'active']);
  });

  it('shows visitors nothing of the parent’s debts: the text is that of the site’s own parent', async () => {
    const reseller = await open(fixture.at(NOW), 'five');
    await open(reseller.site, 'five-client');
    await suspend(fixture.at(NOW), reseller.account);
    expect(await loadHost(fixture.database.sql, 'five-client.example')).toMatchObject({ owner: 'five' });
  });

  it('closes what is opened under it at the same moment', async () => {
    const root = fixture.at(NOW);
    const reseller = await open(root, 'six');
    granted(await placeHold(root, reseller.account, { reason: 'owes' }));
    await Promise.all([
      decideState(root, reseller.account),
      ...Array.from({ length: 6 }, (_, number) => open(reseller.site, `six-${number}`)),
    ]);
    const states = await Promise.all(Array.from({ length: 6 }, (_, number) => gate(`six-${number}`)));
    expect(states).toEqual(Array(6).fill('suspended'));
  });

  it('lets the gate hear of every host that opens or closes, and of no other', async () => {
    const root = fixture.at(NOW);
    const upper = await open(root, 'nine');
    const lower = await open(upper.site, 'nine-lower');
    await bare(lower.site, 'nine-deep');
    await bare(root, 'nine-beside');
    const heard: string[] = [];
    const listening = await fixture.database.sql.listen('sitetab_gate', (host) => void heard.push(host));
    await suspend(upper.site, lower.account);
    await suspend(root, upper.account);
    await restore(root, upper.account);
    await fixture.database.sql.notify('sitetab_gate', 'end');
    await vi.waitFor(() => expect(heard).toContain('end'));
    await listening.unlisten();
    const hosts = (...names: string[]): string[] => names.map((name) => `${name}.example`);
    expect(heard.slice(0, 2).sort()).toEqual(hosts('nine-deep', 'nine-lower'));
    expect(heard.slice(2)).toEqual([...hosts('nine'), ...hosts('nine'), 'end']);
  });

  it('has pending work until its child sites are updated', async () => {
    const root = fixture.at(NOW);
    const before = (await countBacklog(fixture.database.sql, NOW)).accounts;
    const reseller = await open(root, 'seven');
    const client = await open(reseller.site, 'seven-client');
    for (const account of [reseller.account, client.account]) await assess(root, account);
    await suspend(root, reseller.account);
    await confirmAll(root, reseller.account);
    await assess(root, reseller.account);
    // The client's connector and the email to its Owner; the reseller, which is due to write it.
    expect((await countBacklog(fixture.database.sql, NOW)).accounts).toBeGreaterThanOrEqual(before + 2);
  });

  it('decides many at once without a deadlock', async () => {
    const root = fixture.at(NOW);
    const upper = await open(root, 'eight');
    const lower = await open(upper.site, 'eight-lower');
    const clients = await Promise.all(
      Array.from({ length: 4 }, (_, number) => open(lower.site, `eight-${number}`)),
    );
    const all = [upper, lower, ...clients].map(({ account }) => account);
    for (const account of all)
      await fixture.database.sql`
      insert into holds (id, account_id, reason, placed_at, placed_by)
      values (gen_random_uuid(), ${account}, 'owes', ${NOW}, 'test')`;
    await Promise.all([...all, ...all].map((account) => decideState(root, account)));
    await fixture.database.sql`update holds set released_at = ${NOW} where account_id = any(${all}::uuid[])`;
    await Promise.all([...all, ...all].map((account) => decideState(root, account)));
    expect(await Promise.all(['eight', 'eight-lower', 'eight-0', 'eight-3'].map(gate))).toEqual(
      Array(4).fill('active'),
    );
  });
});
