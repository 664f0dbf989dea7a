import type { AccountInput } from '../../src/accounts/opening/openingTerms.js';
import { assess } from '../../src/assessment/assess.js';
import { queueNotice } from '../../src/emails/queueClientEmail.js';
import { chargeScheduled, chargeUsage } from '../../src/ledger/chargeDue.js';
import { scheduleCharge } from '../../src/ledger/scheduleCharge.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import { decideState } from '../../src/suspension/decideState.js';
import { recordUsage } from '../../src/usage/recordUsage.js';
import { event, slugOf } from '../setup/activities.js';
import { granted, type Fixture } from '../setup/fixture.js';
import { createPagesFixture, type PagesFixture } from '../web/fixture.js';

/** The instant at which the scenario is read. */
export const NOW = Date.parse('2026-11-22T10:00:00Z');
const DAY_MS = 86_400_000;
const OPENED = Date.parse('2026-09-20T09:00:00Z');
const LAST_QUIET_DAY = 50;

/** An agency with clients in every state a client can be in. */
export interface Scenario {
  readonly site: PagesFixture;
  readonly fixture: Fixture;
  readonly planId: string;
  readonly plusId: string;
  /** Three days left, warned, with a planned charge. */
  readonly fenwick: string;
  /** Suspended for the limit. */
  readonly marlow: string;
  /** No end in sight: pays nothing. */
  readonly oakhanger: string;
  /** In another currency. */
  readonly tern: string;
}

export async function createScenario(): Promise<Scenario> {
  const site = await createPagesFixture();
  const { api } = site;
  const { fixture } = api;
  const planId = await fixture.plan(STUDIO);
  const plusId = await fixture.plan({ ...STUDIO, name: 'Studio plus', maximum: '60.00' });
  const shopId = await fixture.plan({ name: 'Shop', currency: 'USD', recurring: [hosting('29.00')] });
  const open = (name: string, changes: Partial<AccountInput>): Promise<string> =>
    fixture.open({ name, plans: [planId], sites: [siteOf(name)], ...changes }, OPENED);
  const fenwick = await open('Fenwick & Daughters', { tax: { name: 'VAT', percent: '20' } });
  const marlow = await open('Marlow Ceramics', {});
  const oakhanger = await open('Oakhanger Parish', { plans: [] });
  const tern = await open('Tern Coffee', { plans: [shopId], currency: 'USD', timeZone: 'America/New_York' });
  const accounts = [fenwick, marlow, oakhanger, tern];
  const scenario = { site, fixture, planId, plusId, fenwick, marlow, oakhanger, tern };
  for (let day = 0; OPENED + day * DAY_MS < NOW; day += 1) await liveDay(scenario, day, accounts);
  api.time.now = NOW;
  await chargeNow(fixture, accounts, NOW);
  const dueOn = '2026-12-03';
  const domain = { amount: '14.00', description: 'Domain fenwick.example', category: 'domain', dueOn };
  granted(await scheduleCharge(fixture.at(NOW), fenwick, domain, 'domain'));
  await chargeNow(fixture, accounts, NOW);
  return scenario;
}

function hosting(amount: string) {
  return { id: 'hosting', name: 'Hosting', amount, timing: 'arrears' as const };
}

const STUDIO = {
  name: 'Studio',
  currency: 'EUR',
  recurring: [hosting('12.00')],
  usage: [
    {
      id: 'hits',
      name: 'Page hits',
      meter: 'requests',
      model: 'graduated' as const,
      per: '1000',
      bands: [{ unitPrice: '0', upTo: '10' }, { unitPrice: '0.295', upTo: '50' }, { unitPrice: '0.2' }],
    },
  ],
};

function siteOf(name: string): AccountInput['sites'][number] {
  const slug = name
    .toLowerCase()
    .replaceAll(/[^a-z]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return { slug, name: `${slug}.example`, hostnames: [`www.${slug}.example`] };
}

/** A day of traffic, then what the workflow does in its night, and now and then a payment. */
async function liveDay(
  { fixture, fenwick, marlow, tern }: Scenario,
  day: number,
  accounts: readonly string[],
) {
  const at = OPENED + day * DAY_MS;
  const time = new Date(at).toISOString();
  const weekend = [0, 6].includes(new Date(at).getUTCDay()) ? 0.5 : 1;
  const events = [
    event(await slugOf(fixture, fenwick), time, Math.round((2_400 + (day % 5) * 130) * weekend)),
    event(await slugOf(fixture, marlow), time, Math.round(5_200 * weekend)),
    event(await slugOf(fixture, fenwick), time, 41_000_000 * (1 + (day % 7)), 'bandwidth'),
  ];
  const verdicts = await recordUsage(fixture.at(at), events);
  if (verdicts.rejected.length > 0) throw new Error(JSON.stringify(verdicts.rejected));
  if (day === 0) await pay(fixture, fenwick, '40.00', at);
  if (day === 0) await pay(fixture, marlow, '55.00', at);
  if (day === 0) await pay(fixture, tern, '200.00', at);
  if (day === 36) await pay(fixture, fenwick, '34.00', at);
  // Once a week is often enough until somebody runs out.
  if (day % 7 === 0 || day > LAST_QUIET_DAY) await chargeNow(fixture, accounts, at + DAY_MS / 2);
}

async function pay(fixture: Fixture, account: string, amount: string, at: number): Promise<void> {
  const payment = { amount, method: 'bank', reference: `FD-${amount}` };
  granted(await recordPayment(fixture.at(at), account, payment, `${account} ${amount}`));
}

async function chargeNow(fixture: Fixture, accounts: readonly string[], now: number): Promise<void> {
  for (const account of accounts) {
    const context = fixture.at(now);
    await chargeScheduled(context, account);
    await chargeUsage(context, account);
    await decideState(context, account);
    while ((await queueNotice(context, account)) !== null) continue;
    await assess(context, account);
  }
}
