import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  closeAccount,
  eraseClient,
  exportPersonalData,
  openAccount,
  postCharge,
  recordPayment,
} from '../../src/operations/index.js';
import { accountInput, foundWorld, granted, type World } from '../setup/world.js';

const NOW = Date.parse('2026-03-10T12:00:00Z');
/** Nothing else in the world is called so. */
const NAME = 'Quillfeather';
const MARK = /quillfeather/i;
const INPUT = accountInput({
  name: `Orla ${NAME}`,
  email: `orla@${NAME}.example`.toLowerCase(),
  sites: [{ slug: 'quarry', name: 'Quarry', hostnames: ['quarry.example'] }],
});

let world: World;
let accountId: string;
let other: string;

beforeAll(async () => {
  world = await foundWorld();
  other = await world.open({}, NOW);
  accountId = granted(await openAccount(world.at(NOW), INPUT, 'opened-once')).id;
  granted(await recordPayment(world.at(NOW), accountId, { amount: '12.00', method: 'bank' }));
  granted(
    await postCharge(world.at(NOW), accountId, { amount: '5.00', description: 'Logo', category: 'design' }),
  );
  const { sql } = world.database;
  for (const sent of [true, false]) {
    await sql`
      insert into letters (id, key, account_id, kind, language, recipient_name, recipient_address, subject, html, plain,
                           message_id, created_at, sent_at, last_error)
      values (gen_random_uuid(), ${`receipt/${sent}`}, ${accountId}, 'receipt', 'en', ${NAME}, ${`a@${NAME}.example`},
              ${`Dear ${NAME}`}, ${NAME}, ${NAME}, '<m@x>', ${NOW}, ${sent ? NOW : null}, ${sent ? null : `450 <a@${NAME}>`})`;
  }
  const [owner] = await sql`
    select u.id, s.id as site_id from users u join sites s on s.id = u.site_id where s.account_id = ${accountId}`;
  if (owner === undefined) throw new Error('no owner');
  await sql`
    insert into sessions (id, handle, site_id, user_id, credentials_version, address, browser, created_at, last_seen_at,
                          idle_at, ends_at)
    values ('s', gen_random_uuid(), ${owner['site_id'] as string}, ${owner['id'] as string}, 1, '192.0.2.77', ${NAME},
            ${NOW}, ${NOW}, ${NOW}, ${NOW})`;
  await sql`insert into known_browsers values ('b', ${owner['id'] as string}, ${NOW})`;
  await sql`
    insert into mail_links (id, purpose, user_id, created_at, expires_at)
    values ('l', 'invitation', ${owner['id'] as string}, ${NOW}, ${NOW})`;
});
afterAll(() => world.database.drop());

/** Every place in the database where the client is named. */
async function placesThatName(): Promise<string[]> {
  const { sql } = world.database;
  const tables = await sql<{ name: string }[]>`
    select relname::text as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`;
  const named: string[] = [];
  for (const { name } of tables) {
    const rows = await sql.unsafe(`select 1 from ${name} t where t::text ~* 'quillfeather'`);
    if (rows.length > 0) named.push(name);
  }
  return named.sort();
}

describe('a client who asks', () => {
  it('is told everything that names them', async () => {
    const known = granted(await exportPersonalData(world.at(NOW), accountId));
    expect(known['account']).toMatchObject([{ name: INPUT.name, email: INPUT.email }]);
    expect(known['users']).toMatchObject([{ email: INPUT.email, group: 'Owner' }]);
    expect(known['sessions']).toMatchObject([{ address: '192.0.2.77' }]);
    expect(known['letters']).toHaveLength(2);
    expect(known['entries']).toMatchObject([
      { minorUnits: '1200' },
      { minorUnits: '-500', description: 'Logo' },
    ]);
    expect(JSON.stringify(known)).not.toMatch(/password|totp|sealed/);
  });

  it('is nobody of another site', async () => {
    const stranger = { ...world.at(NOW), siteId: '01a3c5e7-7000-7000-8000-000000000000' };
    expect(await exportPersonalData(stranger, accountId)).toMatchObject({ refused: 'not_found' });
    expect(await eraseClient(stranger, accountId)).toMatchObject({ refused: 'not_found' });
  });

  it('is not forgotten while the account is open', async () => {
    granted(await closeAccount(world.at(NOW), accountId));
    expect(await eraseClient(world.at(NOW), accountId)).toMatchObject({ refused: 'conflict' });
    expect(await placesThatName()).toEqual(['accounts', 'idempotency_keys', 'letters', 'sessions', 'users']);
  });

  it('is forgotten everywhere once it is closed, and the books stay as they are', async () => {
    const { sql } = world.database;
    await sql`update accounts set closed_at = ${NOW}, state = 'closed' where id = ${accountId}`;
    const books = () => sql`select * from entries where account_id = ${accountId} order by number`;
    const before = [...(await books())];
    const { replaced } = granted(await eraseClient(world.at(NOW), accountId));
    expect(replaced).toMatchObject({
      account: 1,
      letters: 2,
      users: 1,
      sessions: 1,
      knownBrowsers: 1,
      mailLinks: 1,
      answers: 1,
    });
    expect(await placesThatName()).toEqual([]);
    expect([...(await books())]).toEqual(before);
    expect(JSON.stringify(await exportPersonalData(world.at(NOW), accountId))).not.toMatch(MARK);
    const [audit] =
      await sql`select action, after from audit where account_id = ${accountId} order by id desc limit 1`;
    expect(audit).toMatchObject({ action: 'account.erase', after: { letters: 2 } });
    expect(await sql`select 1 from letters where sent_at is null and failed_at is null`).toHaveLength(0);
    const [kept] = await sql`select name from accounts where id = ${other}`;
    expect(kept).toEqual({ name: 'Fenwick & Daughters' });
  });

  it('is forgotten once: again, nothing is replaced, and the key of their opening still answers', async () => {
    const audits = () => world.database.sql`select id from audit where account_id = ${accountId}`;
    const before = (await audits()).length;
    const { replaced } = granted(await eraseClient(world.at(NOW + 1), accountId));
    expect(Object.values(replaced).every((count) => count === 0)).toBe(true);
    expect(await audits()).toHaveLength(before);
    const again = granted(await openAccount(world.at(NOW), INPUT, 'opened-once'));
    expect(again).toMatchObject({ id: accountId, name: 'Erased', currency: 'EUR' });
  });
});
