import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { forgetOldLogins } from '../../src/auth/login/forgetOldLogins.js';
import type { LoginOutcome } from '../../src/auth/login/loginTypes.js';
import { createAuthFixture, type AuthFixture, OWNER, STAR } from './authFixture.js';

const MINUTE = 60_000;

let auth: AuthFixture;
beforeAll(async () => {
  auth = await createAuthFixture();
  await auth.site('child');
});
beforeEach(async () => {
  await auth.fixture.database.sql`delete from login_failures`;
});

const WRONG = { password: 'not the password' };

/** What an outcome says, in short. */
function resultOf(outcome: LoginOutcome): string | number {
  return outcome.outcome === 'blocked' ? outcome.retryAfterSeconds : outcome.outcome;
}

/** Guesses so often that a counter is at its last free failure. */
async function fail(times: number, attempt: Parameters<AuthFixture['try']>[0] = {}): Promise<void> {
  for (let failures = 0; failures < times; failures += 1) {
    expect(resultOf(await auth.try({ ...WRONG, ...attempt }))).toBe('refused');
  }
}

describe('guessing at one login of one site', () => {
  it.each([
    ['a user’s address', OWNER.identifier],
    ['an unknown address', 'nobody@agency.example'],
    ['no address', '*'],
  ])('is free five times and then delayed, the same for %s', async (_whose, identifier) => {
    await fail(6, { identifier });
    const blocks: (string | number)[] = [];
    for (let round = 0; round < 9; round += 1) {
      const outcome = await auth.try({ ...WRONG, identifier });
      blocks.push(resultOf(outcome));
      if (outcome.outcome === 'blocked') auth.time.now += outcome.retryAfterSeconds * 1_000;
      expect(resultOf(await auth.try({ ...WRONG, identifier }))).toBe('refused');
    }
    expect(blocks).toEqual([15, 30, 60, 120, 240, 480, 900, 900, 900]);
  });

  it('blocks the right password too, and is over when the time is', async () => {
    await fail(6);
    expect(resultOf(await auth.try({}))).toBe(15);
    auth.time.now += 14_999;
    expect(resultOf(await auth.try({}))).toBe(1);
    auth.time.now += 1;
    expect(resultOf(await auth.try({}))).toBe('in');
    // The site's counter is back at nothing; that of the address goes on, and its tenth is the last free one.
    await fail(4);
  });

  it('does not count what comes while blocked', async () => {
    await fail(6);
    for (let tries = 0; tries < 20; tries += 1) expect(resultOf(await auth.try(WRONG))).toBe(15);
    auth.time.now += 15_000;
    expect(resultOf(await auth.try({}))).toBe('in');
  });

  it('is forgotten after a day without a failure', async () => {
    await fail(6);
    auth.time.now += 24 * 60 * MINUTE;
    await fail(6);
    auth.time.now += 24 * 60 * MINUTE;
    await forgetOldLogins(auth.context());
    expect(await auth.fixture.database.sql`select 1 from login_failures`).toHaveLength(0);
  });

  it('counts every one of many at once, whichever process they come to', async () => {
    const tries = await Promise.all(Array.from({ length: 40 }, () => auth.try(WRONG)));
    expect(tries.filter(({ outcome }) => outcome === 'refused')).toHaveLength(6);
    const right = await Promise.all(Array.from({ length: 10 }, () => auth.try({})));
    expect(right.every(({ outcome }) => outcome === 'blocked')).toBe(true);
  });

  it('leaves many who log in at once with the right password alone', async () => {
    const tries = await Promise.all(Array.from({ length: 30 }, () => auth.try({})));
    expect(tries.every(({ outcome }) => outcome === 'in')).toBe(true);
  });

  it('keeps only digests', async () => {
    await fail(1, { identifier: 'my password by mistake' });
    const rows = await auth.fixture.database.sql<{ key: string }[]>`select key from login_failures`;
    for (const { key } of rows) expect(key).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('guessing in other ways', () => {
  it('at the Owner of a site through its children counts as one, with their own login', async () => {
    for (let child = 0; child < 20; child += 1) await auth.site(`kid-${child}`);
    const outcomes: (string | number)[] = [];
    for (let child = 0; child < 20; child += 1) {
      outcomes.push(
        resultOf(await auth.try({ ...STAR, ...WRONG, slug: `kid-${child}`, address: `192.0.2.${child}` })),
      );
    }
    expect(outcomes.slice(0, 6)).toEqual(Array(6).fill('refused'));
    expect(outcomes.slice(6)).toEqual(Array(14).fill(15));
    expect(resultOf(await auth.try({ address: '198.51.100.7' }))).toBe(15);
    auth.time.now += 15_000;
    expect(resultOf(await auth.try({ ...STAR, slug: 'kid-3' }))).toBe('in');
    await fail(5);
  });

  it('at one address at many sites is free ten times', async () => {
    const slugs = Array.from({ length: 11 }, (_each, number) => `site-${number}`);
    for (const slug of slugs) await auth.site(slug);
    for (const slug of slugs) await fail(1, { slug, address: `192.0.2.${slugs.indexOf(slug)}` });
    expect(resultOf(await auth.try({ ...WRONG, slug: 'child' }))).toBe(15);
    expect(resultOf(await auth.try({ slug: 'child', identifier: 'owner@child.example', ...WRONG }))).toBe(
      'refused',
    );
  });

  it.each([
    ['one address', () => '198.51.100.1'],
    ['one network of IPv6', (number: number) => `2001:db8::${number.toString(16)}`],
    [
      'one address in two ways',
      (number: number) => (number % 2 === 0 ? '198.51.100.1' : '::ffff:198.51.100.1'),
    ],
  ])('from %s at whomever is free fifty times', async (_where, address) => {
    for (let number = 0; number < 51; number += 1) {
      await fail(1, { identifier: `guess-${number}@agency.example`, address: address(number) });
      // A login of the guesser's own does not make them forgotten.
      if (number === 25) expect(resultOf(await auth.try({ address: address(number) }))).toBe('in');
    }
    expect(resultOf(await auth.try({ address: address(51) }))).toBe(15);
    expect(resultOf(await auth.try({ address: '203.0.113.9' }))).toBe('in');
  });
});

describe('a browser that has logged in before', () => {
  it('gets in while strangers guess, but only that person', async () => {
    const { knownBrowser } = await auth.enter({});
    if (knownBrowser === null) throw new Error('the browser got nothing to be known by');
    await fail(6, { address: '203.0.113.1' });
    expect(resultOf(await auth.try({}))).toBe(15);
    expect(resultOf(await auth.try({ knownBrowser: 'A'.repeat(43) }))).toBe(15);
    expect(await auth.try({ knownBrowser })).toMatchObject({ outcome: 'in', knownBrowser: null });
    const child = { slug: 'child', identifier: 'owner@child.example' };
    await fail(6, child);
    expect(resultOf(await auth.try({ ...child, password: 'child owner secret', knownBrowser }))).toBe(15);
  });

  it('gets in while others guess at the same address, as behind an untrusted proxy', async () => {
    const { knownBrowser } = await auth.enter({});
    for (let number = 0; number < 51; number += 1) {
      await fail(1, { identifier: `guess-${number}@agency.example`, address: '172.18.0.1' });
    }
    expect(resultOf(await auth.try({ address: '172.18.0.1' }))).toBe(15);
    const attempt = { address: '172.18.0.1', knownBrowser: knownBrowser ?? '' };
    expect(resultOf(await auth.try(attempt))).toBe('in');
  });

  it('has its own ten guesses', async () => {
    const { knownBrowser } = await auth.enter({});
    const attempt = { knownBrowser: knownBrowser ?? '' };
    await fail(11, attempt);
    expect(resultOf(await auth.try(attempt))).toBe(15);
    expect(resultOf(await auth.try({}))).toBe('in');
  });

  it('is known for each person who logs in with it, under a new name each time', async () => {
    const first = await auth.enter({});
    const child = { slug: 'child', identifier: 'owner@child.example', password: 'child owner secret' };
    const second = await auth.enter({ ...child, knownBrowser: first.knownBrowser ?? '' });
    expect(second.knownBrowser).not.toBeNull();
    const held = second.knownBrowser ?? '';
    expect(await auth.enter({ knownBrowser: held })).toMatchObject({ knownBrowser: null });
    expect(await auth.enter({ ...child, knownBrowser: held })).toMatchObject({ knownBrowser: null });
    const planted = await auth.enter({ knownBrowser: first.knownBrowser ?? '' });
    expect(planted.knownBrowser).not.toBeNull();
  });
});
