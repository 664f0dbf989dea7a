import { beforeAll, describe, expect, it } from 'vitest';
import { changeAccount } from '../../src/accounts/changeAccount.js';
import { addPlanVersion, createPlan } from '../../src/plans/managePlans.js';
import { replacePlan } from '../../src/plans/replacePlan.js';
import {
  change,
  chargedByLine,
  entriesOf,
  type FormattedAccount,
  inShort,
  settle,
  view,
} from '../setup/activities.js';
import { createFixture, granted, type Fixture } from '../setup/fixture.js';

let fixture: Fixture;

beforeAll(async () => {
  fixture = await createFixture();
});

const OPENED = '2026-03-01T00:00:00Z';
const IN_UTC = { timeZone: 'UTC', creditLimit: '1000.00' };
const monthly = (amount: string) => ({ id: 'hosting', amount, timing: 'advance' as const });

/** The plans that hold or will hold, as "name from–until". */
function spans({ plans }: FormattedAccount): string[] {
  return plans
    .filter((plan) => plan.until !== plan.from)
    .map((plan) => `${plan.name} v${plan.version} ${plan.from}–${plan.until ?? ''}`);
}

/** An introductory plan of 40 days and the one that follows it, with distinct names. */
async function introduction(name: string): Promise<{ intro: string; regular: string }> {
  const regular = await fixture.plan({
    name: `${name} regular`,
    startupCharge: '9.00',
    recurring: [monthly('31.00')],
  });
  const intro = await fixture.plan({
    name: `${name} intro`,
    startupCharge: '1.00',
    recurring: [monthly('3.10')],
    replaceAfterDays: 40,
    replaceWith: regular,
  });
  return { intro, regular };
}

describe('an introductory plan', () => {
  it('turns into the other after its days, each with its start-up charge, on the day and not at the period’s end', async () => {
    const { intro } = await introduction('A');
    const account = await fixture.open({ ...IN_UTC, plans: [intro] }, OPENED);
    await settle(fixture, account, '2026-04-02T00:00:00Z');
    expect((await view(fixture, account, '2026-04-09T00:00:00Z')).nextWakeAt).toBeNull();
    await settle(fixture, account, '2026-04-10T00:00:00Z');
    await settle(fixture, account, '2026-05-02T00:00:00Z');
    expect((await entriesOf(fixture, account)).map(inShort)).toEqual([
      'charge/startup (startup) -1.00 @2026-03-01T00:00Z',
      'charge/recurring hosting -3.10 @2026-03-01T00:00Z',
      'charge/recurring hosting -0.93 @2026-04-01T00:00Z',
      'charge/startup (startup) -9.00 @2026-04-10T00:00Z',
      'charge/recurring hosting -21.70 @2026-04-10T00:00Z',
      'charge/recurring hosting -31.00 @2026-05-01T00:00Z',
    ]);
  });

  it('does not begin again when another plan is added to the account', async () => {
    const { intro, regular } = await introduction('B');
    const extra = await fixture.plan({ name: 'extra', recurring: [monthly('6.20')] });
    const account = await fixture.open({ ...IN_UTC, plans: [intro] }, OPENED);
    const plans = [intro, extra];
    await change(fixture, account, { plans, effective: '2026-03-15' }, '2026-03-15T09:00:00Z');
    expect(spans(await view(fixture, account, OPENED)).sort()).toEqual([
      'B intro v1 2026-03-01–2026-04-10',
      'B regular v1 2026-04-10–',
      'extra v1 2026-03-15–',
    ]);
    await change(fixture, account, { plans: [regular], effective: '2026-03-20' }, '2026-03-16T09:00:00Z');
    expect(spans(await view(fixture, account, OPENED))).toEqual([
      'B intro v1 2026-03-01–2026-03-20',
      'extra v1 2026-03-15–2026-03-20',
      'B regular v1 2026-03-20–',
    ]);
    await settle(fixture, account, '2026-04-02T00:00:00Z');
    const startups = (await entriesOf(fixture, account)).filter((entry) => entry.category === 'startup');
    expect(startups.map(inShort)).toEqual([
      'charge/startup (startup) -1.00 @2026-03-01T00:00Z',
      'charge/startup (startup) -9.00 @2026-03-20T00:00Z',
    ]);
  });
});

describe('what no plan may contain', () => {
  it('is refused before it could stop an account', async () => {
    const context = fixture.at(OPENED);
    const terms = { currency: 'EUR', recurring: [], usage: [] };
    const reserved = { ...terms, recurring: [{ ...monthly('1.00'), id: '(startup)' }] };
    expect(await createPlan(context, reserved)).toMatchObject({ field: 'recurring[0].id' });
    const replaceWith = await fixture.plan({});
    const endless = { ...terms, replaceAfterDays: 40_000, replaceWith };
    expect(await createPlan(context, endless)).toMatchObject({ field: 'replaceAfterDays' });
    const account = await fixture.open(IN_UTC, OPENED);
    for (const effective of ['2026-02-28', '2026-02-30', '9999-12-31']) {
      const refused = await changeAccount(fixture.at(OPENED), account, { plans: [replaceWith], effective });
      expect(refused).toMatchObject({ refused: 'invalid', field: 'effective' });
    }
  });
});

describe('blanket replacement', () => {
  const AT = '2026-03-10T09:00:00Z';

  it('moves every account of the plan, those on an introduction and those still to come too, and once', async () => {
    const { intro, regular } = await introduction('C');
    const home = await fixture.plan({ name: 'home' });
    const target = await fixture.plan({ name: 'target', recurring: [monthly('62.00')] });
    const introduced = await fixture.open({ ...IN_UTC, plans: [intro] }, OPENED);
    const coming = await fixture.open({ ...IN_UTC, plans: [home] }, OPENED);
    await change(fixture, coming, { plans: [intro], effective: '2026-03-25' }, AT);
    const leaving = await fixture.open({ ...IN_UTC, plans: [regular] }, OPENED);
    await change(fixture, leaving, { plans: [home], effective: '2026-03-25' }, AT);
    const both = await fixture.open({ ...IN_UTC, plans: [intro, target] }, OPENED);
    const untouched = await fixture.open({ ...IN_UTC, plans: [home] }, OPENED);

    const replacement = { with: target, effective: '2026-03-20' };
    expect(granted(await replacePlan(fixture.at(AT), intro, replacement))).toEqual({ accounts: 3 });
    expect(granted(await replacePlan(fixture.at(AT), intro, replacement))).toEqual({ accounts: 0 });
    expect(granted(await replacePlan(fixture.at(AT), regular, replacement))).toEqual({ accounts: 1 });

    const held = async (account: string) => spans(await view(fixture, account, AT));
    expect(await held(introduced)).toEqual(['C intro v1 2026-03-01–2026-03-20', 'target v1 2026-03-20–']);
    expect(await held(coming)).toEqual(['home v1 2026-03-01–2026-03-25', 'target v1 2026-03-25–']);
    expect(await held(leaving)).toEqual([
      'C regular v1 2026-03-01–2026-03-20',
      'target v1 2026-03-20–2026-03-25',
      'home v1 2026-03-25–',
    ]);
    expect((await held(both)).sort()).toEqual(['C intro v1 2026-03-01–2026-03-20', 'target v1 2026-03-01–']);
    expect(await held(untouched)).toEqual(['home v1 2026-03-01–']);

    await settle(fixture, both, '2026-04-02T00:00:00Z');
    const targets = Object.entries(chargedByLine(await entriesOf(fixture, both))).filter(
      ([, minor]) => minor === 62_00n,
    );
    expect(targets).toHaveLength(2);
  });

  it('brings accounts to the newest version of the same plan, an introduction keeping its days', async () => {
    const { intro } = await introduction('D');
    const [plan] = await fixture.database.sql<{ terms: never }[]>`
      select terms from plan_versions where plan_id = ${intro}`;
    if (plan === undefined) throw new Error('no version');
    const terms = { ...(plan.terms as object), recurring: [monthly('6.20')] };
    const account = await fixture.open({ ...IN_UTC, plans: [intro] }, OPENED);
    granted(await addPlanVersion(fixture.at(AT), intro, terms as never));
    expect(spans(await view(fixture, account, AT))[0]).toBe('D intro v1 2026-03-01–2026-04-10');
    const again = { with: intro, effective: 'period' };
    expect(granted(await replacePlan(fixture.at(AT), intro, again))).toEqual({ accounts: 1 });
    expect(granted(await replacePlan(fixture.at(AT), intro, again))).toEqual({ accounts: 0 });
    expect(spans(await view(fixture, account, AT))).toEqual([
      'D intro v1 2026-03-01–2026-04-01',
      'D intro v2 2026-04-01–2026-04-10',
      'D regular v1 2026-04-10–',
    ]);
    await settle(fixture, account, '2026-05-02T00:00:00Z');
    expect((await entriesOf(fixture, account)).filter((entry) => entry.category === 'startup')).toHaveLength(
      2,
    );
  });

  it('refuses what makes no sense and changes nothing', async () => {
    const plan = await fixture.plan({ name: 'E' });
    const dollars = await fixture.plan({ name: 'F', currency: 'USD' });
    const nowhere = '01900000-0000-7000-8000-000000000000';
    const replace = (from: string, to: string, effective: string) =>
      replacePlan(fixture.at(AT), from, { with: to, effective });
    expect(await replace(nowhere, plan, 'period')).toMatchObject({ refused: 'not_found' });
    expect(await replace(plan, nowhere, 'period')).toMatchObject({ refused: 'invalid', field: 'with' });
    expect(await replace(plan, dollars, 'period')).toMatchObject({ refused: 'currency_mismatch' });
    expect(await replace(plan, plan, '2026-02-30')).toMatchObject({ refused: 'invalid', field: 'effective' });
  });
});
