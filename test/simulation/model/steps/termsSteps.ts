import fc from 'fast-check';
import { changeAccount } from '../../../../src/accounts/changeAccount.js';
import { dayAfter } from '../../chaos/checker/calendar.js';
import type { ModelPlan } from '../prices.js';
import type { StageContext } from '../stage.js';
import { kindOf, major, nth, pick, request } from './step.js';
import type { ModelAccount } from '../modelAccount.js';

const replace = kindOf({
  weight: 5,
  args: fc.record({ index: pick, days: fc.option(fc.nat({ max: 40 }), { nil: null, freq: 3 }) }),
  does: async (account, { index, days }, { caller }) => {
    const { tab, stage } = account;
    const next: ModelPlan = nth(account.plans, index);
    const today = tab.dayOf(stage.now);
    const month = tab.months(stage.now).at(-1);
    const from = days === null ? (month?.end ?? today) : dayAfter(today, days);
    const isClosed = tab.state === 'closed';
    const input = { plans: [next.id], effective: days === null ? 'period' : from };
    await request(
      account,
      {
        ask: (context) => changeAccount(context, stage.accountId, input),
        refused: isClosed ? 'account_closed' : null,
      },
      caller,
    );
    if (!isClosed) tab.changePlan(next, from);
  },
});

const limit = kindOf({
  ...{ weight: 4, args: fc.integer({ min: -3_000, max: 15_000 }).map(BigInt) },
  does: async (account, minor, { caller }) => {
    const ask = (context: StageContext): Promise<unknown> =>
      changeAccount(context, account.stage.accountId, { creditLimit: major(minor) });
    const isClosed = account.tab.state === 'closed';
    await request(account, { ask, refused: isClosed ? 'account_closed' : null }, caller);
    if (!isClosed) account.tab.limit = minor;
  },
});

/** Leaves so much that the client must be warned, or is just not, or only just is suspended. */
const brink = kindOf({
  ...{
    weight: 3,
    args: fc.oneof(fc.integer({ min: -1, max: 1 }), fc.integer({ min: -50, max: 900 })).map(BigInt),
  },
  can: ({ state }: ModelAccount) => state !== 'closed',
  does: async (account, left, crashes) => {
    const { tab, stage } = account;
    await limit.does(account, tab.limit - tab.headroom(stage.now) + left, crashes);
  },
});

const tax = kindOf({
  ...{ weight: 1, args: fc.constantFrom(null, 77n, 190n, 200n) },
  does: async (account, permille, { caller }) => {
    const percent = `${(permille ?? 0n) / 10n}.${(permille ?? 0n) % 10n}`;
    const ask = (context: StageContext): Promise<unknown> =>
      changeAccount(context, account.stage.accountId, {
        tax: permille === null ? null : { name: 'VAT', percent },
      });
    const isClosed = account.tab.state === 'closed';
    await request(account, { ask, refused: isClosed ? 'account_closed' : null }, caller);
    if (!isClosed) account.tab.taxPermille = permille;
  },
});

/** What is agreed with a client: plans, how far they may go, their tax. */
export const TERMS = { replace, limit, brink, tax };
