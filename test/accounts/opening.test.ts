import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadAccount, type AccountDetails } from '../../src/accounts/loadAccount.js';
import { openAccount } from '../../src/accounts/opening/openAccount.js';
import type { AccountInput } from '../../src/accounts/opening/openingTerms.js';
import { createSite } from '../../src/sites/manageSites.js';
import { accountInput, createFixture, type Fixture, granted } from '../setup/fixture.js';
import { queriesOf } from '../setup/database/queriesOf.js';

const NOW = Date.parse('2026-03-10T12:00:00Z');

let fixture: Fixture;
let plans: string[];

beforeAll(async () => {
  fixture = await createFixture();
  plans = [
    await fixture.plan({
      startupCharge: '50.00',
      recurring: [{ id: 'hosting', amount: '19.00', timing: 'advance' }],
    }),
    await fixture.plan({
      recurring: [{ id: 'care', amount: '7.30', timing: 'arrears' }],
      usage: [
        {
          id: 'requests',
          meter: 'requests',
          model: 'graduated',
          per: '1000',
          bands: [{ unitPrice: '0.10' }],
        },
      ],
    }),
  ];
  const [replaceWith = ''] = plans;
  plans.push(
    await fixture.plan({ startupCharge: '0.01', minimum: '5.00', replaceAfterDays: 14, replaceWith }),
  );
});

let opened = 0;

/** Opens the account and returns it as the response had it. */
async function open(input: Partial<AccountInput>, key?: string): Promise<AccountDetails> {
  let responded: AccountDetails | undefined;
  const whole = accountInput({ sites: [], ...input });
  granted(
    await openAccount(fixture.at(NOW), whole, key, (account) => {
      responded = account;
      return { id: account.id, name: account.name, currency: account.currency };
    }),
  );
  if (responded === undefined) throw new Error('no account was opened');
  return responded;
}

const siteOf = (slug: string) => ({
  slug,
  name: slug,
  hostnames: [`${slug}.example`, `www.${slug}.example`],
});

const opening = fc.record(
  {
    chosen: fc.subarray([0, 1, 2]),
    tax: fc.constantFrom(null, { name: 'VAT', percent: '19' }, { name: 'VAT', percent: '0' }),
    timeZone: fc.constantFrom('Europe/London', 'Asia/Tokyo', 'America/Los_Angeles'),
    billingDay: fc.integer({ min: 1, max: 28 }),
    intervalMonths: fc.constantFrom(1, 3, 12),
    creditLimit: fc.constantFrom('0.00', '100.00', '-10.00'),
    openingBalance: fc.constantFrom('0', '-20.00', '3.33'),
    payment: fc.constantFrom(undefined, '12.34'),
    chargedUntil: fc.constantFrom(undefined, '2026-02-01', '2026-03-31'),
    exemptUntil: fc.constantFrom(undefined, NOW + 86_400_000),
    sites: fc.integer({ min: 0, max: 2 }),
    reused: fc.boolean(),
  },
  { noNullPrototype: true },
);

describe('the account that an opening returns', () => {
  it('is the account that is loaded afterwards', async () => {
    await fc.assert(
      fc.asyncProperty(opening, async ({ chosen, sites, reused, payment, ...terms }) => {
        const slugs = Array.from({ length: sites }, () => `opened-${(opened += 1)}`);
        if (reused && slugs[0] !== undefined) await leaveSite(slugs[0]);
        const account = await open({
          ...terms,
          intervalMonths: terms.intervalMonths,
          plans: chosen.map((index) => plans[index] ?? ''),
          sites: slugs.map(siteOf),
          ...(payment === undefined ? {} : { openingPayment: { amount: payment, method: 'bank' } }),
        });
        const loaded = granted(await loadAccount(fixture.at(NOW), account.id));
        expect(inOrder(account)).toEqual(inOrder(loaded));
      }),
      { numRuns: 60 },
    );
  });
});

/** The order of posted lines has no meaning. */
function inOrder(account: AccountDetails): AccountDetails {
  const posted = [...account.posted].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  return {
    ...account,
    posted,
    assessment: { ...account.assessment, facts: { ...account.assessment.facts, posted } },
  };
}

function keyOf({ assignmentId, line, periodDate }: AccountDetails['posted'][number]): string {
  return `${assignmentId} ${line} ${periodDate}`;
}

/** A site without an open account, and with usage of its own. */
async function leaveSite(slug: string): Promise<void> {
  const { id } = await open({ sites: [siteOf(slug)] });
  const { sql } = fixture.database;
  await sql`
    insert into usage_days (site_id, meter_id, day, account_id, total, peak, latest, latest_at, events)
    select s.id, m.id, '2026-03-09', ${id}, 1000, 10, 1, ${NOW - 86_400_000}, 5
      from sites s, meters m where s.slug = ${slug} and m.site_id is null and m.name = 'requests'`;
  await sql`update site_tenures set to_at = ${NOW} where account_id = ${id}`;
  await sql`update accounts set state = 'closed', closed_at = ${NOW} where id = ${id}`;
}

it('an opening with a plan, a site, two hostnames and two charges takes eleven statements', async () => {
  const openOne = () =>
    open({ plans: plans.slice(0, 1), sites: [siteOf(`counted-${(opened += 1)}`)] }, `key-${opened}`);
  await openOne();
  expect(await queriesOf(fixture.database.sql, openOne)).toHaveLength(11);
});

it('a slug that another site has is refused, and nothing of the account stays', async () => {
  const context = fixture.at(NOW);
  const { sql } = fixture.database;
  const [before] = await sql`select count(*) from accounts`;
  const input = accountInput({ plans: plans.slice(0, 1), sites: [siteOf('once'), siteOf('agency')] });
  expect(await openAccount(context, input)).toMatchObject({ refused: 'conflict', field: 'sites[1].slug' });
  const [after] = await sql`select count(*) from accounts`;
  expect(after).toEqual(before);
});

it.each([
  ['the hostname of another site', ['taken.example'], 'sites[0].hostnames[1]'],
  ['a subdomain of another site’s hostname', ['shop.taken.example'], 'sites[0].hostnames[1]'],
  ['the same hostname for two sites', ['twice.example'], 'sites[1].hostnames[1]'],
])('%s is refused, and nothing of the account stays', async (_name, hostnames, field) => {
  const { sql } = fixture.database;
  const holder = { slug: 'holder', name: 'holder', hostnames: ['taken.example'] };
  await createSite(fixture.at(NOW), { ...holder, owner: { name: 'Ann', email: 'ann@holder.example' } });
  // A name below another site of the same tenant is foreign unless the tenant itself has the name above it.
  const sites = ['first', 'second'].map((slug) => ({
    slug,
    name: slug,
    hostnames: [`${slug}.example`, ...hostnames],
  }));
  const [before] = await sql`select count(*) from accounts`;
  const outcome = await openAccount(fixture.at(NOW), accountInput({ plans: [], sites }));
  expect(outcome).toMatchObject({ refused: 'conflict', field });
  expect(await sql`select count(*) from accounts`).toEqual([before]);
});

it('a name that a tenant below the root registers waits for its confirmation', async () => {
  const tenant = await fixture.open({ sites: [siteOf('reseller')] }, NOW);
  const [site] = await fixture.database.sql<{ id: string }[]>`
    select id from sites where account_id = ${tenant}`;
  const context = { ...fixture.at(NOW), siteId: site?.id ?? '' };
  const names = ['elsewhere.example', 'client.reseller.example'];
  const input = accountInput({ plans: [], sites: [{ slug: 'their-client', name: 'x', hostnames: names }] });
  const { id } = granted(await openAccount(context, input));
  const account = granted(await loadAccount(context, id));
  expect(account.sites).toMatchObject([
    { hostnames: [...names].sort(), waitingHostnames: ['elsewhere.example'] },
  ]);
});
