import { beforeAll, describe, expect, it } from 'vitest';
import { type AuditFilter, loadAudit } from '../../src/operations/loadAudit.js';
import { newId } from '../../src/platform/ids.js';
import { createFixture, granted, type Fixture } from '../setup/fixture.js';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const ROWS = 100_000;

let fixture: Fixture;
const childId = newId(NOW);
const ownerId = newId(NOW);

beforeAll(async () => {
  // One connection, so that what it has counted is what was done.
  fixture = await createFixture(1);
  const { sql } = fixture.database;
  const { siteId } = fixture;
  await sql`
    insert into sites (id, slug, name, parent_id, created_at) values (${childId}, 'child', 'Child', ${siteId}, ${NOW})`;
  await sql`
    insert into users (id, site_id, email, canonical_email, name, user_group, created_at)
    values (${ownerId}, ${childId}, 'kim@child.example', 'kim@child.example', 'Kim', 'Owner', ${NOW})`;
  // A second apart, the ids made as ours are; one row in a hundred is the child's.
  await sql`
    insert into audit (id, at, site_id, actor, action, subject)
    select (lpad(to_hex(ms), 12, '0') || '7000' || lpad(to_hex(32768 + n % 16384), 4, '0') || lpad(to_hex(n), 12, '0'))::uuid,
           to_timestamp(ms / 1000.0), case when n % 100 = 0 then ${childId}::uuid else ${siteId}::uuid end,
           'system/test', 'row.write', 'row/' || n
      from (select n, ${NOW}::bigint + n * 1000::bigint as ms from generate_series(1, ${ROWS}::integer) as n) as rows`;
  await sql`analyze audit`;
});

describe('a log of a hundred thousand rows', () => {
  it.each<[string, Omit<AuditFilter, 'limit'> & { siteId?: string }]>([
    ['newest first', {}],
    ['from a page on', { cursor: `${'0'.repeat(8)}-0000-0000-0000-000000000000` }],
    ['of one day', { from: NOW + 20_000_000, to: NOW + 20_060_000 }],
    ['of a child', { siteId: childId }],
  ])('is read by its index: %s', async (_name, { siteId = fixture.siteId, ...filter }) => {
    const { sql } = fixture.database;
    const before = await countReads(sql);
    await loadAudit({ ...fixture.at(NOW), siteId }, siteId, { ...filter, limit: 50 });
    const after = await countReads(sql);
    expect(after.whole - before.whole).toBe(0);
    expect(after.byIndex - before.byIndex).toBeGreaterThan(0);
  });

  it('is filtered by the instants rows were written at', async () => {
    const filter = { from: NOW + 1_000, to: NOW + 4_000, limit: 50 };
    const rows = granted(await loadAudit(fixture.at(NOW), fixture.siteId, filter));
    expect(rows.map(({ subject }) => subject)).toEqual(['row/3', 'row/2', 'row/1']);
  });
});

async function countReads(sql: Fixture['database']['sql']): Promise<{ whole: number; byIndex: number }> {
  await sql`select pg_stat_force_next_flush()`;
  await sql`select pg_stat_clear_snapshot()`;
  const [row] = await sql<{ whole: number; byIndex: number }[]>`
    select seq_scan as whole, idx_scan as "byIndex" from pg_stat_user_tables where relname = 'audit'`;
  return { whole: row?.whole ?? 0, byIndex: row?.byIndex ?? 0 };
}

describe('the names in a log', () => {
  it('are the users and keys of the site and of its parent, and no others', async () => {
    const { sql } = fixture.database;
    const [parentOwner] = await sql<{ id: string; name: string; email: string }[]>`
      select id, name, email from users where site_id = ${fixture.siteId}`;
    const parent = `user/${parentOwner?.id ?? ''}`;
    await sql`
      insert into audit (id, at, site_id, actor, acted_as, action, subject)
      values (${newId(NOW + 2e9)}, ${NOW + 2e9}, ${childId}, ${parent}, ${`user/${ownerId}`}, 'site.change', 's'),
             (${newId(NOW + 2e9)}, ${NOW + 2e9}, ${fixture.siteId}, ${`user/${ownerId}`}, null, 'site.change', 's')`;
    const asChild = { ...fixture.at(NOW), siteId: childId };
    const [inChild] = granted(await loadAudit(asChild, childId, { limit: 1 }));
    const name = `${parentOwner?.name ?? ''} <${parentOwner?.email ?? ''}>`;
    expect(inChild).toMatchObject({ actor: parent, actorName: name, actedAsName: 'Kim <kim@child.example>' });
    const [inParent] = granted(await loadAudit(fixture.at(NOW), fixture.siteId, { limit: 1 }));
    expect(inParent).toMatchObject({ actor: `user/${ownerId}`, actorName: null });
    const asOwner = { actor: `user/${ownerId}`, limit: 5 };
    expect(granted(await loadAudit(asChild, childId, asOwner))).toHaveLength(1);
  });

  it('is not available to another site', async () => {
    expect(await loadAudit(fixture.at(NOW), childId, { limit: 1 })).toMatchObject({ refused: 'not_found' });
  });
});
