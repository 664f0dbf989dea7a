import { createCipheriv, randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { runChecks } from '../../src/operations/runChecks.js';
import { schemaNumber } from '../../src/operations/migrateDatabase.js';
import { resealAll } from '../../src/operations/reseal.js';
import { makePayLink, loadPayPage } from '../../src/payments/payLink.js';
import { createSecretBox, keyFromText, type SecretBox } from '../../src/platform/secretBox.js';
import { SEALED_KINDS, sealedAt } from '../../src/store/operations/sealed.js';
import { createFixture, type Fixture } from '../setup/fixture.js';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const [old, fresh] = [keyFromText('old'), keyFromText('new')];
/** As secrets were sealed before they were bound to their rows. */
function sealUnbound(text: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', old, iv);
  const body = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `v1.${body.toString('base64url')}`;
}

const under = { old: createSecretBox(old), both: createSecretBox(fresh, old), fresh: createSecretBox(fresh) };

let fixture: Fixture;
let accountId: string;

beforeAll(async () => {
  fixture = await createFixture();
  accountId = await fixture.open({}, NOW - 86_400_000);
  const { sql } = fixture.database;
  const seal = sealUnbound;
  const config = { url: 'https://a.example', sealedSecret: seal('hook') };
  await sql`update sites set connector_config = ${sql.json(config)}`;
  await sql`update users set totp_sealed = ${seal('totp')}`;
  await sql`insert into payment_providers values (${fixture.siteId}, 'stripe', true, ${seal('{}')}, ${NOW}, 'test')`;
  for (const number of [1, 2, 3]) {
    const removed = number === 3 ? NOW : number === 2 ? NOW - 1 : null;
    await sql`
      insert into saved_cards (id, account_id, provider, sealed, digest, brand, last_four, expires, saved_at, removed_at)
      values (gen_random_uuid(), ${accountId}, 'stripe', ${number === 3 ? '' : seal('card')}, ${Buffer.from([number])},
              'visa', '4242', '12/30', ${NOW}, ${removed})`;
  }
  await sql`
    insert into mandates (id, account_id, reference, collector, holder, country, last_four, sealed, on_paper, shown,
                          language, signed_on, given_at, given_by)
    values (gen_random_uuid(), ${accountId}, 'M1', 'bank', 'F', 'DE', '3000', ${seal('iban')}, true, '', 'en', '2026-03-01',
            ${NOW}, 'test')`;
  await sql`
    insert into webhook_endpoints (id, site_id, url, sealed, sealed_before, created_at, position)
    values (gen_random_uuid(), ${fixture.siteId}, 'https://hook.example', ${seal('new')}, ${seal('before')}, ${NOW}, 0)`;
  await sql`
    insert into emails (id, key, site_id, kind, language, recipient_name, recipient_address, subject, html, plain,
                         sealed_link, message_id, created_at)
    select gen_random_uuid(), 'invitation/' || number, ${fixture.siteId}, 'invitation', 'en', 'F', 'f@x.example', 's', 'h',
           'p', ${seal('https://link.example')}, '<m@x>', ${NOW}::timestamptz
      from generate_series(1, 250) number`;
});

describe('a key that is changed', () => {
  it('knows every column of the schema that holds something sealed', async () => {
    const columns = await fixture.database.sql`
      select table_name || '.' || column_name as name from information_schema.columns
       where table_schema = 'public' and column_name like '%sealed%' order by 1`;
    expect(columns.map(({ name }) => String(name))).toEqual([
      'emails.sealed_link',
      'mandates.sealed',
      'payment_providers.sealed',
      'saved_cards.sealed',
      'users.totp_sealed',
      'webhook_endpoints.sealed',
      'webhook_endpoints.sealed_before',
    ]);
    // The last is a field of a site's connector settings.
    expect(SEALED_KINDS).toHaveLength(8);
  });

  it('is reported by the doctor while no secret opens what the old one sealed', async () => {
    const look = async (secrets: Pick<SecretBox, 'open'>) => {
      const { findings } = await runChecks(fixture.at(NOW), {
        running: undefined,
        schemaNumber: await schemaNumber(),
        secrets,
      });
      return findings.filter(({ check }) => check === 'secrets');
    };
    expect(await look(under.both)).toEqual([]);
    const lost = await look(under.fresh);
    expect(lost.length).toBeGreaterThan(250);
    expect(lost[0]?.says).toMatch(/^no key opens the connector secret of /);
  });

  it('is in force everywhere after resealing, and what opened under two keys opens under one', async () => {
    const { sql } = fixture.database;
    const outcome = await resealAll(sql, under.both);
    expect(outcome.every(({ resealed, lost }) => resealed > 0 && lost.length === 0)).toBe(true);
    expect(outcome.find(({ kind }) => kind === 'link in an email')?.resealed).toBe(250);
    expect(outcome.find(({ kind }) => kind === 'saved card')?.resealed).toBe(2);
    const [site] = await sql<
      { id: string; connectorConfig: Record<string, unknown> }[]
    >`select id, connector_config from sites limit 1`;
    const place = sealedAt('connector secret', site?.id ?? '');
    expect(under.fresh.openFields(site?.connectorConfig ?? {}, place)).toEqual({
      url: 'https://a.example',
      secret: 'hook',
    });
    const [user] = await sql<{ id: string; totpSealed: string }[]>`select id, totp_sealed from users limit 1`;
    const ofUser = sealedAt('second factor', user?.id ?? '');
    expect(under.fresh.open(user?.totpSealed ?? '', ofUser)).toBe('totp');
    expect(() => under.old.open(user?.totpSealed ?? '', ofUser)).toThrow();
    expect((await resealAll(sql, under.fresh)).flatMap(({ lost }) => lost)).toEqual([]);
  });

  it('has bound each secret to its row, so that one copied to another row opens nothing', async () => {
    const { sql } = fixture.database;
    const cards = await sql<{ id: string; sealed: string }[]>`
      select id, sealed from saved_cards where sealed <> '' order by id`;
    const [one, other] = cards;
    if (one === undefined || other === undefined) throw new Error('there are two cards');
    await sql`update saved_cards set sealed = ${one.sealed} where id = ${other.id}`;
    const { findings } = await runChecks(fixture.at(NOW), {
      running: undefined,
      schemaNumber: await schemaNumber(),
      secrets: under.fresh,
    });
    const lost = findings.filter(({ check }) => check === 'secrets').map(({ says }) => says);
    expect(lost).toEqual([expect.stringContaining(`no key opens the saved card of ${other.id}`)]);
    expect(() => under.fresh.open(one.sealed, sealedAt('second factor', one.id))).toThrow('for another row');
    await sql`update saved_cards set sealed = ${other.sealed} where id = ${other.id}`;
  });

  it('leaves alone what no key opens, and reports it', async () => {
    const outcome = await resealAll(fixture.database.sql, under.old);
    expect(outcome.every(({ resealed, lost }) => resealed === 0 && lost.length > 0)).toBe(true);
  });

  it('lets pay links of before be good to their end, and no longer than their key is there', async () => {
    const { sql } = fixture.database;
    const link = makePayLink(under.old, accountId, NOW);
    const page = await loadPayPage({ sql, now: NOW, secrets: under.both }, link);
    expect(page).toMatchObject({ accountId });
    expect(await loadPayPage({ sql, now: NOW, secrets: under.fresh }, link)).toBeUndefined();
    expect(makePayLink(under.both, accountId, NOW)).toBe(makePayLink(under.fresh, accountId, NOW));
  });
});
