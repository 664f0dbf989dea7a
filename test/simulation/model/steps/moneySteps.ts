import fc from 'fast-check';
import { postAdjustment } from '../../../../src/ledger/postAdjustment.js';
import { postCharge } from '../../../../src/ledger/postCharge.js';
import { cancelScheduledCharge, scheduleCharge } from '../../../../src/ledger/scheduleCharge.js';
import { postRefund } from '../../../../src/payments/postRefund.js';
import { recordPayment } from '../../../../src/payments/recordPayment.js';
import { dayAfter } from '../../chaos/checker/calendar.js';
import { type Account, Fall, type Wish } from '../compare.js';
import type { CrashPlan } from '../crash.js';
import type { StageContext } from '../stage.js';
import { amount, kindOf, major, nth, pick, request } from './step.js';
import type { ModelAccount } from '../modelAccount.js';

/** A posting by hand under a key of its own; it has to be there once, whatever dies, unless it is to be refused. */
async function post(
  account: Account,
  { refused, ...wish }: Omit<Wish, 'seen' | 'text'> & { readonly refused: string | null },
  crash: CrashPlan | null,
  asks: (context: StageContext, text: string, amount: string, key: string) => Promise<unknown>,
): Promise<void> {
  const text = `posting ${account.keys.length + 1}`;
  const key = `${account.stage.slug}/${text}`;
  const size = wish.amount < 0n && wish.kind !== 'adjustment' ? -wish.amount : wish.amount;
  const ask = (context: StageContext): Promise<unknown> => asks(context, text, major(size), key);
  if (refused === null) account.wishes.push({ ...wish, text, seen: 0 });
  const first = await request(account, { ask, refused, repeat: null }, crash);
  if (refused !== null) return;
  const again = async (): Promise<void> => {
    const second = await request(account, { ask, refused: null }, null);
    if (idOf(second) !== idOf(first)) throw new Fall(`the key of ${text} was answered with another entry`);
    const other = (context: StageContext): Promise<unknown> => asks(context, text, major(size * 2n), key);
    await request(account, { ask: other, refused: 'idempotency_conflict' }, null);
  };
  account.keys.push({ key, again });
}

function closedOf({ tab }: Account): string | null {
  return tab.state === 'closed' ? 'account_closed' : null;
}

function idOf(answer: unknown): unknown {
  return (answer as { id: unknown }).id;
}

const pay = kindOf({
  ...{ weight: 10, args: fc.oneof(amount(3_000), amount(30_000)) },
  does: (account, minor, { caller }) =>
    post(
      account,
      { kind: 'payment', amount: minor, refused: null },
      caller,
      (context, reference, amount, key) =>
        recordPayment(context, account.stage.accountId, { amount, method: 'bank', reference }, key),
    ),
});

const charge = kindOf({
  ...{ weight: 6, args: amount(6_000) },
  does: (account, minor, { caller }) =>
    post(
      account,
      { kind: 'charge', amount: -minor, refused: closedOf(account) },
      caller,
      (context, description, amount, key) =>
        postCharge(context, account.stage.accountId, { amount, description, category: 'design' }, key),
    ),
});

/** Of a payment, or of the credit there is; never more than that. */
const refund = kindOf({
  ...{ weight: 5, args: fc.record({ minor: amount(4_000), index: fc.option(pick, { nil: null }) }) },
  does: (account, { minor, index }, { caller }) => {
    const { tab, stage } = account;
    const payments = [...tab.entries.values()].filter(({ kind }) => kind === 'payment');
    const payment = index === null || payments.length === 0 ? undefined : nth(payments, index);
    const free = payment === undefined ? tab.credit() : tab.freeOf(payment);
    const empty = payment === undefined ? 'invalid' : 'conflict';
    const refused = minor <= free ? null : free === 0n ? empty : 'invalid';
    const named = payment === undefined ? {} : { payment: payment.id };
    return post(
      account,
      { kind: 'refund', amount: -minor, refused },
      caller,
      (context, reference, amount, key) =>
        postRefund(context, stage.accountId, { amount, method: 'bank', reference, ...named }, key),
    );
  },
});

const adjust = kindOf({
  ...{ weight: 2, args: fc.tuple(amount(2_000), fc.boolean()) },
  does: (account, [minor, isGift], { caller }) =>
    post(
      account,
      { kind: 'adjustment', amount: isGift ? minor : -minor, refused: closedOf(account) },
      caller,
      (context, description, amount, key) =>
        postAdjustment(context, account.stage.accountId, { amount, description }, key),
    ),
});

/** A key again, hours or months later: the same answer to the same, and a refusal of anything else. */
const repeat = kindOf({
  ...{ weight: 4, args: pick },
  does: async ({ keys }, index) => {
    if (keys.length > 0) await nth(keys, index).again();
  },
});

const plan = kindOf({
  ...{ weight: 4, args: fc.record({ minor: amount(6_000), days: fc.nat({ max: 70 }) }) },
  does: async (account, { minor, days }, { caller }) => {
    const { tab, stage } = account;
    const key = `planned ${tab.planned.length + 1}`;
    const dueOn = dayAfter(tab.dayOf(stage.now), days);
    const input = { amount: major(minor), description: key, category: 'domain', dueOn };
    const isClosed = tab.state === 'closed';
    await request(
      account,
      {
        ask: (context) => scheduleCharge(context, stage.accountId, input, `${stage.slug}/${key}`),
        ...{ refused: isClosed ? 'account_closed' : null, repeat: null },
      },
      caller,
    );
    if (!isClosed) tab.planned.push({ key, day: dueOn, amount: minor, state: 'open' });
  },
});

const cancel = kindOf({
  ...{ weight: 1, args: pick, can: ({ planned }: ModelAccount) => planned.length > 0 },
  does: async (account, index, { caller }) => {
    const { tab, stage } = account;
    const charge = nth(tab.planned, index);
    const [row] = await stage.fixture.database.sql<{ id: string }[]>`
      select id from scheduled_charges where account_id = ${stage.accountId} and description = ${charge.key}`;
    if (row === undefined) throw new Fall(`${charge.key} is not there`);
    const refused = tab.state === 'closed' ? 'account_closed' : charge.state === 'open' ? null : 'not_found';
    await request(
      account,
      {
        ask: (context) => cancelScheduledCharge(context, stage.accountId, row.id),
        refused,
        repeat: 'not_found',
      },
      caller,
    );
    if (refused === null) charge.state = 'cancelled';
  },
});

/** What moves money, or plans what does. */
export const MONEY = { pay, charge, refund, adjust, repeat, plan, cancel };
