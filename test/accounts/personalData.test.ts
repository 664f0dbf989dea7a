import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeContent } from '../../emails/content.js';
import { closeAccount } from '../../src/accounts/closeAccount.js';
import { formatAccount } from '../../api/v1/accounts/formatAccount.js';
import { openAccount } from '../../src/accounts/opening/openAccount.js';
import { eraseClient, exportPersonalData } from '../../src/accounts/personalData.js';
import { postCharge } from '../../src/ledger/postCharge.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import { accountInput, createFixture, granted, type Fixture } from '../setup/fixture.js';

const NOW = Date.parse('2026-03-10T12:00:00Z');
/** Nothing else is called so. */
const NAME = 'Quillfeather';
const MARK = /quillfeather/i;
const INPUT = accountInput({
  name: `Orla ${NAME}`,
  email: `orla@${NAME}.example`.toLowerCase(),
  moreEmails: [`office@${NAME}.example`.toLowerCase()],
  particulars: { legalName: `${NAME} Ltd`, street: `${NAME} Lane 1`, country: 'IE', companyId: NAME },
  tags: [`Friend of ${NAME}`],
  notes: `${NAME} calls\non Mondays`,
  externalId: `crm-${NAME}`,
  metadata: { crm: NAME },
  sites: [{ slug: 'quarry', name: 'Quarry', hostnames: ['quarry.example'], externalId: `site-${NAME}` }],
});

let fixture: Fixture;
let accountId: string;
let other: string;

beforeAll(async () => {
  fixture = await createFixture();
  other = await fixture.open({}, NOW);
  accountId = granted(await openAccount(fixture.at(NOW), INPUT, 'opened-once', formatAccount)).id;
  granted(await recordPayment(fixture.at(NOW), accountId, { amount: '12.00', method: 'bank' }));
  granted(
    await postCharge(fixture.at(NOW), accountId, { amount: '5.00', description: 'Logo', category: 'design' }),
  );
  const { sql } = fixture.database;
  await sql`
    insert into undeliverable_addresses (account_id, address, since, reason)
    values (${accountId}, ${INPUT.email}, ${NOW}, ${`no ${NAME} here`})`;
  for (const sent of [true, false]) {
    await sql`
      insert into emails (id, key, account_id, kind, language, recipient_name, recipient_address, subject, html, plain,
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
    values ('s', gen_random_uuid(), ${owner['siteId'] as string}, ${owner['id'] as string}, 1, '192.0.2.77', ${NAME},
            ${NOW}, ${NOW}, ${NOW}, ${NOW})`;
  await insertCopies(sql, owner['siteId'] as string);
  await sql`insert into known_browsers values ('b', ${owner['id'] as string}, ${NOW})`;
  await sql`
    insert into email_links (id, purpose, user_id, created_at, expires_at)
    values ('l', 'invitation', ${owner['id'] as string}, ${NOW}, ${NOW})`;
});
afterAll(() => fixture.database.drop());

/** The client's name wherever else it comes to lie in the life of an account. */
async function insertCopies(sql: Fixture['database']['sql'], siteId: string): Promise<void> {
  const tenantId = fixture.siteId;
  const full = INPUT.name;
  await sql`update sites set settings = ${sql.json({ phone: NAME })}, connector_error = ${NAME} where id = ${siteId}`;
  await sql`insert into hostnames (hostname, site_id) values (${`www.${NAME.toLowerCase()}.example`}, ${siteId})`;
  await sql`
    insert into logos (id, site_id, media_type, bytes, width, height, added_at, added_by)
    values (gen_random_uuid(), ${siteId}, 'image/png', ${Buffer.from(NAME)}, 1, 1, ${NOW}, 'test')`;
  await sql`
    insert into api_keys (id, site_id, name, key_hash, created_at)
    values (gen_random_uuid(), ${siteId}, ${NAME}, '\\x01', ${NOW})`;
  await sql`
    insert into groups (id, site_id, name, placed_under, permissions, created_at)
    values (gen_random_uuid(), ${siteId}, ${`${NAME}'s helpers`}, 'Viewer', '{}', ${NOW})`;
  await sql`
    insert into holds (id, account_id, reason, placed_at, placed_by, released_at, released_by)
    values (gen_random_uuid(), ${accountId}, ${`${NAME} called`}, ${NOW}, 'test', ${NOW}, 'test')`;
  await sql`
    insert into exemptions (id, account_id, until, reason, granted_at, granted_by)
    values (gen_random_uuid(), ${accountId}, ${NOW}, ${`${NAME} promised`}, ${NOW}, 'test')`;
  await sql`
    insert into scheduled_charges (id, account_id, due_on, amount, description, category, created_at, actor, cancelled_at)
    values (gen_random_uuid(), ${accountId}, '2027-01-01', 100, ${`For ${NAME}`}, 'design', ${NOW}, 'test', ${NOW})`;
  await sql`
    insert into promotions (id, account_id, name, kind, amount, starts_on, created_at, actor)
    values (gen_random_uuid(), ${accountId}, ${`For ${NAME}`}, 'credit', 100, '2026-03-01', ${NOW}, 'test')`;
  await sql`
    insert into payment_events (id, site_id, provider, event_id, kind, payment_id, subject, state, reason, detail,
                                account_id, happened_at, recorded_at)
    values (gen_random_uuid(), ${tenantId}, 'stripe', 'evt', 'failed', 'pi', 'pi', 'refused', ${NAME}, ${NAME},
            ${accountId}, ${NOW}, ${NOW})`;
  const [card] = await sql`
    insert into saved_cards (id, account_id, provider, sealed, digest, brand, last_four, expires, saved_at)
    values (gen_random_uuid(), ${accountId}, 'stripe', 'sealed', '\\x02', 'Visa', '4242', '2030-01', ${NOW}) returning id`;
  await sql`
    insert into top_ups (id, account_id, card_id, notice_key, amount, local_day, started_at, ended_at, outcome, detail)
    values (gen_random_uuid(), ${accountId}, ${card?.['id'] as string}, 'week', 100, '2026-03-10', ${NOW}, ${NOW}, 'refused',
            ${`declined for ${NAME}`})`;
  await sql`
    insert into mandates (id, account_id, reference, collector, holder, country, last_four, sealed, on_paper, shown,
                          language, signed_on, given_at, given_by, ip, user_agent)
    values (gen_random_uuid(), ${accountId}, 'M1', 'bank', ${full}, 'DE', '3000', 'sealed', false, 'SEPA', 'en',
            '2026-03-10', ${NOW}, 'system/pay-link', '192.0.2.7', ${`Browser of ${NAME}`})`;
  await writeFiles(sql, tenantId, full);
  await sql`
    insert into emails (id, key, site_id, kind, language, recipient_name, recipient_address, subject, html, plain,
                         message_id, created_at, sent_at)
    values (gen_random_uuid(), 'breaker/1', ${tenantId}, 'breaker', 'en', 'Owner', 'owner@agency.example', 'Suspensions rest',
            ${`<p>${full} and Fenwick</p>`}, ${`${full} (${INPUT.email}) and Fenwick`}, '<b@x>', ${NOW}, ${NOW})`;
  const waiting = encodeContent({ kind: 'breaker', names: [full, INPUT.email, 'Fenwick'] } as never);
  await sql`
    insert into emails (id, key, site_id, kind, language, recipient_name, recipient_address, content, created_at)
    values (gen_random_uuid(), 'breaker/2', ${tenantId}, 'breaker', 'en', 'Owner', 'owner@agency.example',
            ${waiting}::text::jsonb, ${NOW})`;
  const own = encodeContent({ kind: 'week', recipientName: full } as never);
  await sql`
    insert into emails (id, key, account_id, kind, language, recipient_name, recipient_address, content, created_at)
    values (gen_random_uuid(), 'week/1', ${accountId}, 'week', 'en', ${full}, ${INPUT.email}, ${own}::text::jsonb, ${NOW})`;
}

/** Lines that were left out or refused belong to no account; a bank's lines may, once they were posted. */
async function writeFiles(sql: Fixture['database']['sql'], tenantId: string, full: string): Promise<void> {
  const [task] = await sql`
    insert into tasks (id, site_id, kind, title, input, total, created_at, created_by)
    values (gen_random_uuid(), ${tenantId}, 'import', 'clients.csv', '{}', 1, ${NOW}, 'test') returning id`;
  const input = sql.json({ name: full, email: INPUT.email });
  const problems = sql.json([{ field: 'email', reason: `${NAME} is there already` }]);
  await sql`
    insert into task_lines (task_id, number, input, problems, detail, failed)
    values (${task?.['id'] as string}, 1, ${input}, ${problems}, null, false),
           (${task?.['id'] as string}, 2, ${input}, null, ${`${NAME} was refused`}, true)`;
  const [bankImport] = await sql`
    insert into bank_imports (id, site_id, name, kind, imported_at, actor, counts)
    values (gen_random_uuid(), ${tenantId}, 'march.csv', 'CSV', ${NOW}, 'test', '{}') returning id`;
  const [entry] = await sql`select id from entries where account_id = ${accountId} and kind = 'payment'`;
  for (const [line, state] of ['posted', 'dismissed'].entries()) {
    await sql`
      insert into bank_lines (id, site_id, import_id, line, fingerprint, booked_on, amount, payer, remittance, state,
                              account_id, entry_id)
      values (gen_random_uuid(), ${tenantId}, ${bankImport?.['id'] as string}, ${line}, ${Buffer.from(state)}, '2026-03-10',
              '12.00', ${full}, ${`${full} thanks`}, ${state}, ${state === 'posted' ? accountId : null},
              ${state === 'posted' ? (entry?.['id'] as string) : null})`;
  }
}

/** Every place in the database where the client is named. */
async function placesThatName(): Promise<string[]> {
  const { sql } = fixture.database;
  const tables = await sql<{ name: string }[]>`
    select relname::text as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition`;
  const named: string[] = [];
  for (const { name } of tables) {
    const rows = await sql.unsafe(`select 1 from ${name} t where t::text ~* 'quillfeather'`);
    if (rows.length > 0) named.push(name);
  }
  return named.sort();
}

describe('a client’s request for their data', () => {
  it('gets all personal data about them', async () => {
    const known = granted(await exportPersonalData(fixture.at(NOW), accountId));
    expect(known['account']).toMatchObject([
      { name: INPUT.name, email: INPUT.email, moreEmails: INPUT.moreEmails },
    ]);
    expect(known['users']).toMatchObject([{ email: INPUT.email, group: 'Owner' }]);
    expect(known['sessions']).toMatchObject([{ address: '192.0.2.77' }]);
    expect(known['emails']).toHaveLength(3);
    expect(known['remarks']).toMatchObject([{ about: 'hold' }, { about: 'promise to pay' }]);
    expect(known['providerReports']).toMatchObject([{ kind: 'failed', detail: NAME }]);
    expect(known['entries']).toMatchObject([
      { minorUnits: '1200' },
      { minorUnits: '-500', description: 'Logo' },
    ]);
    expect(JSON.stringify(known)).not.toMatch(/password|totp|sealed/);
  });

  it('is unknown to any other site', async () => {
    const stranger = { ...fixture.at(NOW), siteId: '01a3c5e7-7000-7000-8000-000000000000' };
    expect(await exportPersonalData(stranger, accountId)).toMatchObject({ refused: 'not_found' });
    expect(await eraseClient(stranger, accountId)).toMatchObject({ refused: 'not_found' });
  });

  it('is not forgotten while the account is open', async () => {
    granted(await closeAccount(fixture.at(NOW), accountId));
    expect(await eraseClient(fixture.at(NOW), accountId)).toMatchObject({ refused: 'conflict' });
    expect(await placesThatName()).toEqual([
      ...[
        'accounts',
        'api_keys',
        'bank_lines',
        'emails',
        'exemptions',
        'groups',
        'holds',
        'hostnames',
        'idempotency_keys',
        'mandates',
      ],
      ...[
        'payment_events',
        'promotions',
        'scheduled_charges',
        'sessions',
        'sites',
        'task_lines',
        'top_ups',
        'undeliverable_addresses',
        'users',
      ],
    ]);
  });

  it('is erased everywhere once the account is closed, and the ledger stays as it is', async () => {
    const { sql } = fixture.database;
    await sql`update accounts set closed_at = ${NOW}, state = 'closed' where id = ${accountId}`;
    const tenant = () => sql`select * from entries where account_id = ${accountId} order by number`;
    const before = [...(await tenant())];
    const { replaced } = granted(await eraseClient(fixture.at(NOW), accountId));
    expect(replaced).toMatchObject({
      account: 1,
      emails: 3,
      users: 1,
      sessions: 1,
      knownBrowsers: 1,
      emailLinks: 1,
      answers: 2,
    });
    // What the law wants kept: the line of the bank's statement that the payment was posted for.
    expect(await placesThatName()).toEqual(['bank_lines']);
    expect(await sql`select state from bank_lines where payer <> 'Erased'`).toEqual([{ state: 'posted' }]);
    expect(await sql`select 1 from logos where site_id <> ${fixture.siteId}`).toHaveLength(0);
    expect(await sql`select plain from emails where key = 'breaker/1'`).toEqual([
      { plain: 'Erased (erased@erased.invalid) and Fenwick' },
    ]);
    expect(await sql`select content->'names' as names from emails where key = 'breaker/2'`).toEqual([
      { names: ['Erased', 'erased@erased.invalid', 'Fenwick'] },
    ]);
    expect(await sql`select content, subject from emails where key = 'week/1'`).toEqual([
      { content: null, subject: 'Erased' },
    ]);
    expect([...(await tenant())]).toEqual(before);
    const { bankLines, ...rest } = granted(await exportPersonalData(fixture.at(NOW), accountId));
    expect(bankLines).toHaveLength(1);
    expect(JSON.stringify(rest)).not.toMatch(MARK);
    const [audit] =
      await sql`select action, after from audit where account_id = ${accountId} order by id desc limit 1`;
    expect(audit).toMatchObject({ action: 'account.erase', after: { emails: 3 } });
    // The email to the tenant's Owner still goes out.
    expect(await sql`select key from emails where sent_at is null and failed_at is null`).toEqual([
      { key: 'breaker/2' },
    ]);
    const [kept] = await sql`select name from accounts where id = ${other}`;
    expect(kept).toEqual({ name: 'Fenwick & Daughters' });
  });

  it('is erased only once: a second request changes nothing, and the idempotency key of the opening still works', async () => {
    const audits = () => fixture.database.sql`select id from audit where account_id = ${accountId}`;
    const before = (await audits()).length;
    const { replaced } = granted(await eraseClient(fixture.at(NOW + 1), accountId));
    expect(Object.values(replaced).every((count) => count === 0)).toBe(true);
    expect(await audits()).toHaveLength(before);
    const again = granted(await openAccount(fixture.at(NOW), INPUT, 'opened-once', formatAccount));
    expect(again).toMatchObject({ id: accountId, name: 'Erased', currency: 'EUR' });
  });
});

describe('a client who is called like a part of an email', () => {
  it.each(['1', 'e', 'true', 'breaker', 'names', 'kind', '"', '\\', "O'Hara"])(
    'is erased from those that name them, and nothing else of those changes: %s',
    async (name) => {
      const { sql } = fixture.database;
      const id = await fixture.open({ name }, NOW);
      await sql`update accounts set closed_at = ${NOW}, state = 'closed' where id = ${id}`;
      const breakerContent = {
        kind: 'breaker',
        suspended: 11,
        isReminder: true,
        pageUrl: 'https://tab.example/1',
      };
      const content = encodeContent({ ...breakerContent, names: [name, 'Zoo'] } as never);
      const key = `breaker/like/${name}`;
      await sql`
        insert into emails (id, key, site_id, kind, language, recipient_name, recipient_address, content, created_at)
        values (gen_random_uuid(), ${key}, ${fixture.siteId}, 'breaker', 'en', 'Owner', 'owner@agency.example',
                ${content}::text::jsonb, ${NOW})`;
      await eraseClient(fixture.at(NOW), id);
      expect(await sql`select content from emails where key = ${key}`).toEqual([
        { content: { ...breakerContent, names: ['Erased', 'Zoo'] } },
      ]);
    },
  );

  it('is erased from the HTML of one that was sent', async () => {
    const { sql } = fixture.database;
    const id = await fixture.open({ name: "Orla O'Hara" }, NOW);
    await sql`update accounts set closed_at = ${NOW}, state = 'closed' where id = ${id}`;
    await sql`
      insert into emails (id, key, site_id, kind, language, recipient_name, recipient_address, subject, html, plain,
                           message_id, created_at, sent_at)
      values (gen_random_uuid(), 'breaker/sent', ${fixture.siteId}, 'breaker', 'en', 'Owner', 'owner@agency.example', 's',
              '<p>Orla O&#39;Hara</p>', ${"Orla O'Hara"}, '<c@x>', ${NOW}, ${NOW})`;
    await eraseClient(fixture.at(NOW), id);
    expect(await sql`select html, plain from emails where key = 'breaker/sent'`).toEqual([
      { html: '<p>Erased</p>', plain: 'Erased' },
    ]);
  });
});
