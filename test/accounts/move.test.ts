import { beforeAll, describe, expect, it } from 'vitest';
import { openAccount } from '../../src/accounts/opening/openAccount.js';
import { loadAccount } from '../../src/accounts/loadAccount.js';
import type { SiteContext } from '../../src/core/context.js';
import { chargeUsage } from '../../src/ledger/chargeDue.js';
import { postCharge } from '../../src/ledger/postCharge.js';
import { loadEntries } from '../../src/ledger/loadHistory.js';
import { scheduleCharge } from '../../src/ledger/scheduleCharge.js';
import { disputeEntry } from '../../src/payments/disputeEntry.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import { createPlan, loadPlans } from '../../src/plans/managePlans.js';
import type { SecretBox } from '../../src/platform/secretBox.js';
import { confirmHostname } from '../../src/sites/confirmHostnames.js';
import { createSite, loadSite } from '../../src/sites/manageSites.js';
import { moveSite } from '../../src/sites/moveSite.js';
import { ledgerSums } from '../../src/store/ledger/entries.js';
import { placeHold } from '../../src/suspension/changeStanding.js';
import { decideState } from '../../src/suspension/decideState.js';
import { lookupGate } from '../../src/suspension/gate.js';
import { createMeter, recordUsage } from '../../src/usage/recordUsage.js';
import { event, formattedAccount } from '../setup/activities.js';
import { accountInput, createFixture, granted, type Fixture } from '../setup/fixture.js';

let fixture: Fixture;
const NOW = Date.parse('2026-03-10T12:00:00Z');
type Caller = SiteContext & { readonly secrets: SecretBox };

beforeAll(async () => {
  fixture = await createFixture(20);
});

let made = 0;
/** A parent of its own for each test, with a reseller beside whatever moves. */
async function family(): Promise<{ parent: Caller; reseller: Caller; name: string }> {
  made += 1;
  const name = `f${made}`;
  const parent = await under(fixture.at(NOW), name);
  return { parent, reseller: await under(parent, `${name}-reseller`), name };
}

async function under(by: Caller, slug: string): Promise<Caller> {
  const site = granted(await createSite(by, { slug, name: slug, hostnames: [`${slug}.example`] }));
  return { ...by, siteId: site.id };
}

async function open(by: Caller, slugs: readonly string[], plans: readonly string[] = []): Promise<string> {
  const sites = slugs.map((slug) => ({ slug, name: slug, hostnames: [`${slug}.example`] }));
  return granted(await openAccount(by, accountInput({ sites, plans, timeZone: 'UTC' }))).id;
}

const terms = { name: 'Hosting', currency: 'EUR', recurring: [], usage: [] };
const parentOf = async (slug: string): Promise<string> => {
  const [row] = await fixture.database.sql<{ slug: string }[]>`
    select p.slug from sites s join sites p on p.id = s.parent_id where s.slug = ${slug}`;
  return row?.slug ?? '';
};

describe('a site that moves', () => {
  it('takes its account along as it is: ledger, plans, usage, what is planned and contested', async () => {
    const { parent, reseller, name } = await family();
    granted(
      await createMeter(parent, {
        name: 'seats',
        title: 'Seats',
        aggregation: 'max',
        chargeable: true,
        unit: '',
      }),
    );
    const usage = [
      { id: 'seats', meter: 'seats', model: 'graduated' as const, per: '1', bands: [{ unitPrice: '2' }] },
    ];
    const recurring = [{ id: 'base', amount: '10.00', timing: 'advance' as const }];
    const standard = granted(await createPlan(parent, { ...terms, name: 'Standard', usage, recurring }));
    const intro = granted(
      await createPlan(parent, {
        ...terms,
        name: 'Intro',
        replaceAfterDays: 40,
        replaceWith: standard.planId,
      }),
    );
    const slug = `${name}-client`;
    const account = await open(parent, [slug], [intro.planId]);
    granted(await recordPayment(parent, account, { amount: '100.00', method: 'bank' }));
    const charge = granted(
      await postCharge(parent, account, { amount: '7.00', description: 'Logo', category: 'design' }),
    );
    granted(await disputeEntry(parent, charge.id, { reason: 'contested' }));
    granted(
      await scheduleCharge(parent, account, {
        amount: '5.00',
        description: 'Domain',
        category: 'domain',
        dueOn: '2026-05-03',
      }),
    );
    await recordUsage(parent, [event(slug, '2026-03-10T12:00:00Z', 3, 'seats')]);
    const before = await formattedAccount(parent, account);

    const moved = granted(await moveSite(parent, slug, { parent: `${name}-reseller` }));
    expect(moved.accountId).toBe(account);
    expect(await parentOf(slug)).toBe(`${name}-reseller`);
    expect(await loadAccount(parent, account)).toMatchObject({ refused: 'not_found' });
    expect(await recordPayment(parent, account, { amount: '1.00', method: 'bank' })).toMatchObject({
      refused: 'not_found',
    });
    const after = await formattedAccount(reseller, account);
    expect(after).toMatchObject({
      balance: before.balance,
      headroom: before.headroom,
      reference: before.reference,
    });
    expect(after.plans.map((plan) => [plan.name, plan.from, plan.until])).toEqual(
      before.plans.map((plan) => [plan.name, plan.from, plan.until]),
    );
    const theirs = await loadPlans(reseller, { limit: 10 });
    expect(after.plans.map(({ id }) => id).sort()).toEqual(theirs.map(({ planId }) => planId).sort());
    const theirIntro = theirs.find((plan) => plan.name === 'Intro');
    expect(theirIntro?.terms.replaceWith).toBe(theirs.find((plan) => plan.name === 'Standard')?.planId);
    await recordUsage(reseller, [event(slug, '2026-03-10T12:00:00Z', 5, 'seats')]);
    const days = await fixture.database.sql`
      select d.day::text, d.peak::text, d.events from usage_days d join meters m on m.id = d.meter_id
       where m.site_id = ${reseller.siteId} order by d.day`;
    expect(days).toEqual([{ day: '2026-03-10', peak: '5', events: 2 }]);

    const later = { ...reseller, now: Date.parse('2026-06-02T12:00:00Z') };
    await chargeUsage(later, account);
    const entries = granted(await loadEntries(reseller, account, { limit: 100 }));
    expect(entries.map((entry) => entry.number).reverse()).toEqual(entries.map((_, index) => index + 1));
    expect(entries.filter((entry) => entry.line === 'base')).toHaveLength(3);
    for (const { sum } of await ledgerSums(fixture.database.sql)) expect(sum).toBe(0n);
    const audit = await fixture.database.sql`
      select distinct site_id from audit where action = 'site.move' and before->>'parent' = ${name}
         and after->>'parent' = ${`${name}-reseller`}`;
    expect(audit).toHaveLength(3);
  });

  it('moves with every site on its account, which have to be named', async () => {
    const { parent, name } = await family();
    const slugs = ['a', 'b', 'c'].map((end) => `${name}-${end}`);
    await open(parent, slugs);
    const to = `${name}-reseller`;
    const [first = '', second = '', third = ''] = slugs;
    expect(await moveSite(parent, first, { parent: to, with: [second] })).toMatchObject({
      refused: 'conflict',
      field: 'with',
      detail: expect.stringContaining(third) as unknown,
    });
    expect(await moveSite(parent, first, { parent: to, with: [second, third, 'x'] })).toMatchObject({
      field: 'with[2]',
    });
    expect(await moveSite(parent, first, { parent: second, with: [second, third] })).toMatchObject({
      refused: 'conflict',
      field: 'parent',
    });
    granted(await moveSite(parent, first, { parent: to, with: [third, second] }));
    expect(await Promise.all(slugs.map(parentOf))).toEqual([to, to, to]);
  });

  it('gets a copy of a plan once, and the original back where it came from', async () => {
    const { parent, reseller, name } = await family();
    const plan = granted(await createPlan(parent, terms));
    for (const end of ['a', 'b']) {
      await open(parent, [`${name}-${end}`], [plan.planId]);
      granted(await moveSite(parent, `${name}-${end}`, { parent: `${name}-reseller` }));
    }
    expect(await loadPlans(reseller, { limit: 10 })).toHaveLength(1);
    const back = { ...reseller, isParentsOwner: true };
    const { accountId } = granted(await moveSite(back, `${name}-a`, { parent: name }));
    const { plans } = await formattedAccount(parent, accountId ?? '');
    expect(plans.map(({ id }) => id)).toEqual([plan.planId]);
    expect(await loadPlans(parent, { limit: 10 })).toHaveLength(1);
  });

  it('may move to a sibling, or upward by the Owner of the parent site, and nowhere else', async () => {
    const { parent, reseller, name } = await family();
    const stranger = await family();
    const site = await under(parent, `${name}-site`);
    await under(site, `${name}-below`);
    const client = await under(reseller, `${name}-client`);
    const refused = (by: Caller, slug: string, to: string) =>
      moveSite(by, slug, { parent: to }).then((outcome) =>
        'refused' in outcome ? outcome.refused : 'moved',
      );
    expect(await refused(parent, `${name}-site`, `${name}-site`)).toBe('invalid');
    expect(await refused(parent, `${name}-site`, `${name}-below`)).toBe('invalid');
    expect(await refused(parent, `${name}-site`, name)).toBe('conflict');
    expect(await refused(parent, `${name}-site`, `${stranger.name}-reseller`)).toBe('invalid');
    expect(await refused(parent, `${name}-site`, 'agency')).toBe('invalid');
    expect(await refused(parent, `${name}-site`, 'nowhere')).toBe('invalid');
    expect(await refused(parent, name, `${name}-reseller`)).toBe('conflict');
    expect(await refused(parent, `${name}-client`, `${name}-site`)).toBe('not_found');
    expect(await refused(client, `${name}-client`, name)).toBe('conflict');
    expect(await refused(reseller, `${name}-client`, name)).toBe('invalid');
    const back: Caller & { isParentsOwner: boolean } = { ...reseller, isParentsOwner: true };
    expect(await refused(back, `${name}-client`, 'agency')).toBe('invalid');
    expect(await refused(back, `${name}-client`, name)).toBe('moved');
    expect(await parentOf(`${name}-client`)).toBe(name);
  });

  it('is refused where a meter of the same name is another', async () => {
    const { parent, reseller, name } = await family();
    const meter = { name: 'seats', title: 'Seats', chargeable: true, unit: '' };
    granted(await createMeter(parent, { ...meter, aggregation: 'max' }));
    granted(await createMeter(reseller, { ...meter, aggregation: 'sum' }));
    await open(parent, [`${name}-client`]);
    await recordUsage(parent, [event(`${name}-client`, '2026-03-10T12:00:00Z', 3, 'seats')]);
    expect(await moveSite(parent, `${name}-client`, { parent: `${name}-reseller` })).toMatchObject({
      refused: 'conflict',
      detail: expect.stringContaining('seats') as unknown,
    });
    expect(await parentOf(`${name}-client`)).toBe(name);
  });

  it('is suspended when its new parent is, and reactivated when it leaves a suspended parent', async () => {
    const { parent, name } = await family();
    const owing = await open(parent, [`${name}-owing`]);
    granted(await placeHold(parent, owing, { reason: 'owes' }));
    await decideState(parent, owing);
    await open(parent, [`${name}-client`]);
    const host = `${name}-client.example`;
    // What a move gives to another parent keeps what it was confirmed by.
    granted(await confirmHostname(fixture.at(parent.now), host, () => Promise.resolve([])));
    const gate = async () => (await lookupGate(fixture.database.sql, host))?.state;
    expect(await gate()).toBe('active');
    granted(await moveSite(parent, `${name}-client`, { parent: `${name}-owing` }));
    expect(await gate()).toBe('suspended');
    const there = granted(await loadSite(parent, `${name}-owing`));
    const back = { ...parent, siteId: there.id, isParentsOwner: true };
    granted(await moveSite(back, `${name}-client`, { parent: name }));
    expect(await gate()).toBe('active');
  });

  it('cannot form a cycle when two sites move under each other at the same time', async () => {
    const { parent, name } = await family();
    await under(parent, `${name}-x`);
    await under(parent, `${name}-y`);
    const outcomes = await Promise.all([
      moveSite(parent, `${name}-x`, { parent: `${name}-y` }),
      moveSite(parent, `${name}-y`, { parent: `${name}-x` }),
    ]);
    expect(outcomes.filter((outcome) => 'refused' in outcome)).toHaveLength(1);
  });

  it('loses no payment that comes while it moves', async () => {
    const { parent, reseller, name } = await family();
    const account = await open(parent, [`${name}-client`]);
    const payments = Array.from({ length: 20 }, () =>
      recordPayment(parent, account, { amount: '1.00', method: 'bank' }),
    );
    const [moved, ...outcomes] = await Promise.all([
      moveSite(parent, `${name}-client`, { parent: `${name}-reseller` }),
      ...payments,
    ]);
    granted(moved);
    const paid = outcomes.filter((outcome) => !('refused' in outcome)).length;
    expect((await formattedAccount(reseller, account)).balance).toBe(`${paid}.00`);
    for (const outcome of outcomes) if ('refused' in outcome) expect(outcome.refused).toBe('not_found');
  });
});
