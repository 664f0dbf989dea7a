import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAccount } from '../../src/accounts/opening/openAccount.js';
import type { SiteContext } from '../../src/core/context.js';
import { postCharge } from '../../src/ledger/postCharge.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import type { SecretBox } from '../../src/platform/secretBox.js';
import { confirmHostname } from '../../src/sites/confirmHostnames.js';
import { changeSite, createSite, loadSite } from '../../src/sites/manageSites.js';
import { placeHold, releaseHold } from '../../src/suspension/changeStanding.js';
import { lookupGate } from '../../src/suspension/gate.js';
import { report, SECRET, startReceiver } from '../connectors/receiver.js';
import { startSystem, type System } from '../setup/system.js';
import { accountInput, granted } from '../setup/fixture.js';
import { formattedAccount } from '../setup/activities.js';

type Caller = SiteContext & { readonly secrets: SecretBox };
let system: System;
let receiver: Awaited<ReturnType<typeof startReceiver>>;

beforeAll(async () => {
  system = await startSystem();
  receiver = await startReceiver(({ type, body }, response) => {
    const { generation } = JSON.parse(body) as { generation: number };
    report(response, type === 'site.suspend' ? 'suspended' : 'active', generation);
  });
});
afterAll(async () => {
  await system.stop();
  await receiver.stop();
});

async function open(by: Caller, slugs: readonly string[]): Promise<string> {
  const sites = slugs.map((slug) => ({ slug, name: slug, hostnames: [`${slug}.example`] }));
  const [slug = ''] = slugs;
  const input = accountInput({ sites, email: `${slug}@client.example`, name: slug, timeZone: 'UTC' });
  return granted(await openAccount(by, input)).id;
}

async function at(slug: string, by: Caller): Promise<Caller> {
  return { ...by, siteId: granted(await loadSite(by, slug)).id };
}

const gates = async (slugs: readonly string[]): Promise<(string | undefined)[]> =>
  Promise.all(
    slugs.map(async (slug) => (await lookupGate(system.fixture.database.sql, `${slug}.example`))?.state),
  );

async function unconfirmed(): Promise<number> {
  const rows = await system.fixture.database
    .sql`select 1 from sites where confirmed_generation <> generation`;
  return rows.length;
}

async function emailsTo(address: string): Promise<string[]> {
  const rows = await system.fixture.database.sql<{ kind: string }[]>`
    select kind from emails where recipient_address = ${address} and sent_at is not null order by created_at, id`;
  return rows.map((row) => row.kind);
}

describe('a reseller that does not pay', () => {
  it('is suspended with its clients, whose Owners are notified once, and reactivated with all of them', async () => {
    const agency = system.here();
    const account = await open(agency, ['reseller', 'reseller-shop']);
    const reseller = await at('reseller', agency);
    const client = await open(reseller, ['client', 'client-blog']);
    const owner = { name: 'Free', email: 'free@client.example' };
    granted(await createSite(reseller, { slug: 'free', name: 'free', hostnames: ['free.example'], owner }));
    const connector = { kind: 'webhook', url: receiver.url, secret: SECRET };
    granted(await changeSite(reseller, 'free', { connector }));
    const deep = await open(await at('client', reseller), ['deep']);
    granted(await changeSite(reseller, 'reseller', { settings: { email: 'help@reseller.example' } }));
    const all = ['reseller', 'reseller-shop', 'client', 'client-blog', 'free', 'deep'];
    for (const slug of ['client', 'client-blog', 'free', 'deep'])
      granted(await confirmHostname(agency, `${slug}.example`, () => Promise.resolve([])));
    await system.rest();
    expect(await gates(all)).toEqual(all.map(() => 'active'));

    granted(
      await postCharge(system.here(), account, { amount: '12.00', description: 'Work', category: 'design' }),
    );
    await system.rest();
    expect(await gates(all)).toEqual(all.map(() => 'suspended'));
    expect(await unconfirmed()).toBe(0);
    expect(receiver.received.map(({ body }) => JSON.parse(body) as unknown)).toMatchObject([
      { type: 'site.suspend', slug: 'free', reason: 'upstream' },
    ]);
    expect((await formattedAccount({ ...reseller, now: system.now() }, client)).state).toBe('active');
    expect(await emailsTo('client@client.example')).toEqual(['upstream', 'upstream']);
    expect(await emailsTo('deep@client.example')).toEqual(['upstream']);
    expect(await emailsTo('free@client.example')).toEqual(['upstream']);
    expect(await system.emails(account)).toEqual(['suspended']);

    // A client that is suspended by the reseller, too, stays closed until both are over.
    granted(
      await placeHold({ ...reseller, ...system.here(), siteId: reseller.siteId }, client, { reason: 'spam' }),
    );
    await system.rest();
    granted(await recordPayment(system.here(), account, { amount: '12.00', method: 'bank' }));
    await system.rest();
    expect(await gates(all)).toEqual(['active', 'active', 'suspended', 'suspended', 'active', 'suspended']);
    expect(receiver.received.map(({ type }) => type)).toEqual(['site.suspend', 'site.reactivate']);
    granted(await releaseHold({ ...system.here(), siteId: reseller.siteId }, client));
    await system.rest();
    expect(await gates(all)).toEqual(all.map(() => 'active'));
    expect(await unconfirmed()).toBe(0);
    expect(await emailsTo('deep@client.example')).toEqual(['upstream']);
    expect(await emailsTo('free@client.example')).toEqual(['upstream']);
    expect(await system.emails(account)).toEqual(['suspended', 'receipt', 'reactivated']);
    expect(
      (await formattedAccount({ ...system.here(), siteId: (await at('client', reseller)).siteId }, deep))
        .state,
    ).toBe('active');

    const mail = (await system.mailbox.list()).find((email) =>
      JSON.stringify(email).includes('free@client.example'),
    );
    expect(JSON.stringify(mail)).toContain('help@reseller.example');
    expect(JSON.stringify(mail)).not.toContain('Northlight');
  });
});
