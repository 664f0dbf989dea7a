import { randomBytes } from 'node:crypto';
import { openAccount } from '../../src/accounts/opening/openAccount.js';
import type { AccountInput } from '../../src/accounts/opening/openingTerms.js';
import { foundRootSite } from '../../src/auth/users/foundSite.js';
import type { PlanTerms } from '../../src/billing/plans/terms.js';
import type { Context, SiteContext } from '../../src/core/context.js';
import { isRefusal, type Refusal } from '../../src/core/values/refusal.js';
import { createPlan } from '../../src/plans/managePlans.js';
import { createSecretBox, keyFromText, type SecretBox } from '../../src/platform/secretBox.js';
import { createTestDatabase, type TestDatabase } from './database/database.js';

/** A founded installation in a database of its own, at an instant of the test's choosing. */
export interface Fixture {
  readonly database: TestDatabase;
  readonly siteId: string;
  readonly secrets: SecretBox;
  /** The caller's context as of an instant. `woken` collects the accounts it wakes. */
  at(now: number | string): SiteContext & { readonly secrets: SecretBox };
  readonly woken: string[];
  plan(terms: Partial<PlanTerms>, now?: number | string): Promise<string>;
  open(input: Partial<AccountInput>, now: number | string): Promise<string>;
}

export async function createFixture(max = 10): Promise<Fixture> {
  return createFixtureIn(await createTestDatabase({ max }));
}

/** The same in a database that is there and has the schema. */
export async function createFixtureIn(database: TestDatabase): Promise<Fixture> {
  const { site } = await foundRootSite(database.sql, {
    now: Date.parse('2026-01-01T00:00:00Z'),
    email: 'owner@agency.example',
    slug: 'agency',
    name: 'Northlight Studio',
  });
  // Tests suspend one account after the other within the hour; those of the breaker set it as they want it.
  await database.sql`update sites set settings = '{"breakerPercent": "100"}' where id = ${site.id}`;
  const secrets = createSecretBox(keyFromText('test'));
  const woken: string[] = [];
  const base: Omit<Context, 'now' | 'wallNow'> = {
    sql: database.sql,
    actor: 'test',
    wakeAccount: (accountId) => void woken.push(accountId),
  };
  const at: Fixture['at'] = (now) => ({
    ...base,
    siteId: site.id,
    secrets,
    now: typeof now === 'number' ? now : Date.parse(now),
    wallNow: Date.now(),
  });
  return {
    database,
    siteId: site.id,
    secrets,
    at,
    woken,
    plan: async (terms, now = '2026-01-01T00:00:00Z') => {
      const plan = { name: 'Hosting', currency: 'EUR', recurring: [], usage: [], ...terms };
      return granted(await createPlan(at(now), plan)).planId;
    },
    open: async (input, now) => granted(await openAccount(at(now), accountInput(input))).id,
  };
}

export function accountInput(input: Partial<AccountInput>): AccountInput {
  const slug = `site-${randomBytes(4).toString('hex')}`;
  return {
    name: 'Fenwick & Daughters',
    email: 'fenwick@client.example',
    currency: 'EUR',
    timeZone: 'Europe/London',
    billingDay: 1,
    intervalMonths: 1,
    creditLimit: '0.00',
    language: 'en',
    statements: true,
    plans: [],
    sites: [{ slug, name: 'fenwick.example', hostnames: [`${slug}.example`] }],
    ...input,
  };
}

/** The granted result, or the test fails with the refusal. */
export function granted<T>(outcome: T | Refusal): T {
  if (isRefusal(outcome))
    throw new Error(`refused: ${outcome.refused} ${outcome.field ?? ''} ${outcome.detail}`);
  return outcome;
}
