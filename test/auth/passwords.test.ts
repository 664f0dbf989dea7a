import { beforeAll, describe, expect, it } from 'vitest';
import { checkNewPassword, hashPassword, verifyPassword } from '../../src/auth/login/passwords.js';
import { createTurns } from '../../src/auth/login/turns.js';
import { useRealPasswordCost } from '../setup/cheapPasswords.js';

beforeAll(useRealPasswordCost);

describe('a new password', () => {
  const words = ['ada.lovelace@analytical.example', 'Ada Lovelace'];
  it.each([
    ['short', 'kX9!mmQ2z'],
    ['one everybody tries', 'qwertyuiop'],
    ['one everybody tries, in capitals', 'QWERTYUIOP'],
    ['a common word with figures behind it', 'Football2026!'],
    ['of one letter', 'aaaaaaaaaaaaaaaa'],
    ['the address', 'Ada.Lovelace@analytical.example'],
    ['the name with a figure', 'ada lovelace1'],
    ['longer than any real password', 'long enough '.repeat(20)],
  ])('is refused when it is %s', (_what, password) => {
    expect(checkNewPassword(password, words)).toMatchObject({ refused: 'invalid', field: 'password' });
  });

  it.each([
    'correct horse battery',
    'no capitals no figures',
    'ünïcödé wörds',
    '8213 4477 9051 22',
    '密码很长也没有关系吧好',
  ])('can be made of anything: %s', (password) => {
    expect(checkNewPassword(password, words)).toBeUndefined();
  });
});

describe('a password', () => {
  it('is the same however a keyboard composes its characters', async () => {
    const hash = await hashPassword('pässword with ﬁgures');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await verifyPassword(hash, 'pa\u0308ssword with figures')).toBe('right');
    expect(await verifyPassword(hash, 'password with figures')).toBe('wrong');
    expect(await verifyPassword(null, 'pässword with ﬁgures')).toBe('wrong');
    expect(await verifyPassword(hash, 'x'.repeat(100_000))).toBe('wrong');
  });

  it('costs the same work to compare with none, and whatever is given', async () => {
    const hash = await hashPassword('any password of a user');
    const workOf = async (against: string | null, given: string): Promise<number> => {
      const before = process.cpuUsage();
      for (let nth = 0; nth < 8; nth += 1) await verifyPassword(against, given);
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    // The work of the processor: how long it takes depends on what else the machine does.
    const usual = await workOf(hash, 'another password');
    expect(await workOf(null, 'another password')).toBeGreaterThan(usual / 2);
    expect(await workOf(hash, 'x'.repeat(100_000))).toBeGreaterThan(usual / 2);
  });
});

describe('concurrent password hashing', () => {
  it('runs a few at a time, queues others in order, and rejects a flood', async () => {
    const turns = createTurns({ atOnce: 2, waitingMax: 3 });
    let running = 0;
    let most = 0;
    const order: number[] = [];
    const work = (number: number) => async (): Promise<number> => {
      most = Math.max(most, ++running);
      order.push(number);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
      if (number === 1) throw new Error('failed');
      return number;
    };
    const outcomes = await Promise.allSettled(
      [0, 1, 2, 3, 4, 5, 6].map((number) => turns.unlessBusy(work(number))),
    );
    expect(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : 'failed'))).toEqual([
      0,
      'failed',
      2,
      3,
      4,
      'busy',
      'busy',
    ]);
    expect(most).toBe(2);
    expect(order).toEqual([0, 1, 2, 3, 4]);
    expect(await turns.always(work(7))).toBe(7);
  });
});
