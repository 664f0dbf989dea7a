import fc from 'fast-check';
import { isRefusal } from '../../src/billing/index.js';
import {
  cancelScheduledCharge,
  changeAccount,
  closeAccount,
  disputeEntry,
  exemptAccount,
  placeHold,
  postAdjustment,
  postCharge,
  postRefund,
  recordPayment,
  recordUsage,
  releaseHold,
  resolveDispute,
  reverseEntry,
  scheduleCharge,
} from '../../src/operations/index.js';
import { dayAfter } from '../chaos/calendar.js';
import { type Account, Fall, type Wish } from './compare.js';
import type { CrashPlan } from './crash.js';
import type { ModelPlan } from './prices.js';
import type { StageContext } from './stage.js';
import type { KnownEntry, ModelTab } from './tab.js';

const HOUR_MS = 3_600_000;

/** Where the caller's and the worker's processes die, if they do. */
interface Crashes {
  readonly caller: CrashPlan | null;
  readonly worker: CrashPlan | null;
}

/** What can happen in a life. `can` says whether it makes sense now; the rest of it is done and compared. */
interface Kind<Args> {
  readonly args: fc.Arbitrary<Args>;
  readonly weight: number;
  readonly can?: (tab: ModelTab) => boolean;
  readonly does: (account: Account, args: Args, crashes: Crashes) => Promise<void>;
  readonly passes?: boolean;
}

class Step<Args> implements fc.AsyncCommand<ModelTab, Account> {
  private readonly name: string;
  private readonly kind: Kind<Args>;
  private readonly args: Args;
  private readonly crashes: Crashes;

  constructor(name: string, kind: Kind<Args>, args: Args, crashes: Crashes) {
    this.name = name;
    this.kind = kind;
    this.args = args;
    this.crashes = crashes;
  }

  check(tab: ModelTab): boolean {
    return this.kind.can?.(tab) ?? true;
  }

  async run(_tab: ModelTab, account: Account): Promise<void> {
    await this.kind.does(account, this.args, this.crashes);
    await account.stage.follow(this.crashes.worker);
    await account.compare(this.kind.passes ?? false);
  }

  toString(): string {
    const { caller, worker } = this.crashes;
    const dies = [caller && `caller ${told(caller)}`, worker && `worker ${told(worker)}`]
      .filter(Boolean)
      .join(', ');
    return `${this.name}(${fc.stringify(this.args)})${dies === '' ? '' : ` [${dies}]`}`;
  }
}

function told({ step, isDone }: CrashPlan): string {
  return `dies ${isDone ? 'after' : 'before'} commit ${step + 1}`;
}

/** One request of a caller: asked again when its process died, and then answered as a repeat has to be. */
interface Request {
  readonly ask: (context: StageContext) => Promise<unknown>;
  /** The refusal it has to meet; null: none. */
  readonly refused: string | null;
  /** What a repeat meets after the first one was done; the same answer, where it carries a key. */
  readonly repeat?: string | null;
}

async function request(
  { stage }: Account,
  { ask, refused, repeat = refused }: Request,
  crash: CrashPlan | null,
): Promise<unknown> {
  let answer: unknown;
  const once = async (context: StageContext): Promise<void> => void (answer = await ask(context));
  const died = await stage.act(crash, once);
  if (died) await stage.act(null, once);
  const expected = died && crash?.isDone === true && refused === null ? repeat : refused;
  const found = isRefusal(answer) ? answer.refused : null;
  if (found !== expected)
    throw new Fall(`answered ${found ?? 'with success'}, not ${expected ?? 'with success'}`);
  return answer;
}

/** A posting by hand under a key of its own; it has to be there once, whatever dies. */
async function post(
  account: Account,
  wish: Omit<Wish, 'seen' | 'text'>,
  crash: CrashPlan | null,
  asks: (context: StageContext, text: string, amount: string, key: string) => Promise<unknown>,
): Promise<void> {
  const text = `posting ${account.keys.length + 1}`;
  const key = `${account.stage.slug}/${text}`;
  const size = wish.amount < 0n && wish.kind !== 'adjustment' ? -wish.amount : wish.amount;
  const ask = (context: StageContext): Promise<unknown> => asks(context, text, major(size), key);
  const isClosed = account.tab.state === 'closed';
  if (!isClosed) account.wishes.push({ ...wish, text, seen: 0 });
  const first = await request(
    account,
    { ask, refused: isClosed ? 'account_closed' : null, repeat: null },
    crash,
  );
  if (isClosed) return;
  const again = async (): Promise<void> => {
    const second = await request(account, { ask, refused: null }, null);
    if (idOf(second) !== idOf(first)) throw new Fall(`the key of ${text} was answered with another entry`);
    const other = (context: StageContext): Promise<unknown> => asks(context, text, major(size * 2n), key);
    await request(account, { ask: other, refused: 'idempotency_conflict' }, null);
  };
  account.keys.push({ key, again });
}

function idOf(answer: unknown): unknown {
  return (answer as { id: unknown }).id;
}

function major(minor: bigint): string {
  const size = minor < 0n ? -minor : minor;
  return `${minor < 0n ? '-' : ''}${size / 100n}.${String(size % 100n).padStart(2, '0')}`;
}

function nth<T>(list: readonly T[], index: number): T {
  const found = list[index % list.length];
  if (found === undefined) throw new Error('there is nothing to pick from');
  return found;
}

const pick = fc.nat({ max: 1_000 });
const amount = (most: number): fc.Arbitrary<bigint> => fc.integer({ min: 1, max: most }).map(BigInt);

function kindOf<Args>(kind: Kind<Args>): Kind<Args> {
  return kind;
}

const pay = kindOf({
  ...{ weight: 10, args: fc.oneof(amount(3_000), amount(30_000)) },
  does: (account, minor, { caller }) =>
    post(account, { kind: 'payment', amount: minor }, caller, (context, reference, amount, key) =>
      recordPayment(context, account.stage.accountId, { amount, method: 'bank', reference }, key),
    ),
});

const charge = kindOf({
  ...{ weight: 6, args: amount(6_000) },
  does: (account, minor, { caller }) =>
    post(account, { kind: 'charge', amount: -minor }, caller, (context, description, amount, key) =>
      postCharge(context, account.stage.accountId, { amount, description, category: 'design' }, key),
    ),
});

const refund = kindOf({
  ...{ weight: 3, args: amount(2_000) },
  does: (account, minor, { caller }) =>
    post(account, { kind: 'refund', amount: -minor }, caller, (context, reference, amount, key) =>
      postRefund(context, account.stage.accountId, { amount, method: 'bank', reference }, key),
    ),
});

const adjust = kindOf({
  ...{ weight: 2, args: fc.tuple(amount(2_000), fc.boolean()) },
  does: (account, [minor, isGift], { caller }) =>
    post(
      account,
      { kind: 'adjustment', amount: isGift ? minor : -minor },
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
  ...{ weight: 1, args: pick, can: ({ planned }: ModelTab) => planned.length > 0 },
  does: async (account, index, { caller }) => {
    const { tab, stage } = account;
    const charge = nth(tab.planned, index);
    const [row] = await stage.world.database.sql<{ id: string }[]>`
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

interface Report {
  readonly hoursBack: number;
  readonly quantity: number;
  readonly isTwice: boolean;
}

const report = kindOf<Report>({
  weight: 9,
  args: fc.record({
    hoursBack: fc.oneof(fc.nat({ max: 48 }), fc.nat({ max: 59 * 24 })),
    quantity: fc.oneof(fc.nat({ max: 300 }), fc.nat({ max: 20_000 })),
    isTwice: fc.boolean(),
  }),
  // What is reported after the end belongs to whoever takes the site up next.
  can: ({ state }) => state !== 'closed',
  does: async (account, { hoursBack, quantity, isTwice }, { caller }) => {
    const { tab, stage } = account;
    const at = stage.now - hoursBack * HOUR_MS;
    const event = {
      ...{ id: `event ${account.events}`, source: stage.slug, site: stage.slug, meter: 'requests', quantity },
      time: new Date(at).toISOString(),
    };
    account.events += 1;
    const send = async (sent: typeof event): Promise<[number, number, number]> => {
      let counts: [number, number, number] = [0, 0, 0];
      const once = async (context: StageContext): Promise<void> => {
        const verdicts = await recordUsage(context, isTwice ? [sent, sent] : [sent]);
        counts = [verdicts.accepted, verdicts.duplicates, verdicts.rejected.length];
      };
      if (await stage.act(caller, once)) await stage.act(null, once);
      return counts;
    };
    const [accepted, duplicates, rejected] = await send(event);
    if (accepted + duplicates !== (isTwice ? 2 : 1) || rejected > 0) {
      throw new Fall(`usage was answered ${accepted} accepted, ${duplicates} known, ${rejected} refused`);
    }
    tab.report(tab.dayOf(at), BigInt(quantity));
    const [more, , refused] = await send({ ...event, quantity: quantity + 1 });
    if (more > 0 || refused === 0) throw new Fall('an event that says something else was counted');
  },
});

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
  can: ({ state }: ModelTab) => state !== 'closed',
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

function openTaxesOf(tab: ModelTab, charge: KnownEntry): KnownEntry[] {
  return charge.kind === 'charge'
    ? [...tab.entries.values()].filter(({ taxes, isReversed }) => taxes === charge.id && !isReversed)
    : [];
}

function noteReversed(account: Account, entry: KnownEntry): void {
  for (const one of [entry, ...openTaxesOf(account.tab, entry)]) {
    one.isReversed = true;
    account.reversals.set(one.id, '');
  }
  entry.disputed = null;
}

const hasEntries = ({ entries }: ModelTab): boolean => entries.size > 0;

const reverse = kindOf({
  ...{ weight: 5, args: pick, can: hasEntries },
  does: async (account, index, { caller }) => {
    const { tab, stage } = account;
    const entry = nth([...tab.entries.values()], index);
    const charge = entry.taxes === null ? undefined : tab.entries.get(entry.taxes);
    const isOff = entry.kind === 'reversal' || entry.isReversed || (charge?.disputed ?? null) !== null;
    const refused = isOff ? 'conflict' : tab.state === 'closed' ? 'account_closed' : null;
    account.events += 1;
    const key = `${stage.slug}/reverse ${account.events}`;
    const ask = (context: StageContext): Promise<unknown> => reverseEntry(context, entry.id, {}, key);
    await request(account, { ask, refused, repeat: null }, caller);
    if (refused === null) noteReversed(account, entry);
  },
});

const dispute = kindOf({
  ...{ weight: 4, args: pick, can: hasEntries },
  does: async (account, index, { caller }) => {
    const { tab } = account;
    const entry = nth([...tab.entries.values()], index);
    const isOff =
      entry.kind === 'tax' || entry.kind === 'reversal' || entry.isReversed || entry.disputed !== null;
    const refused = tab.state === 'closed' ? 'account_closed' : isOff ? 'conflict' : null;
    const ask = (context: StageContext): Promise<unknown> =>
      disputeEntry(context, entry.id, { reason: 'contested' });
    await request(account, { ask, refused, repeat: 'conflict' }, caller);
    if (refused !== null) return;
    entry.disputed = openTaxesOf(tab, entry).reduce((sum, tax) => sum + tax.amount, entry.amount);
  },
});

const isDisputed = ({ disputed }: KnownEntry): boolean => disputed !== null;

const resolve = kindOf({
  ...{ weight: 3, args: fc.record({ index: pick, isUpheld: fc.boolean() }) },
  can: ({ entries }: ModelTab) => [...entries.values()].some(isDisputed),
  does: async (account, { index, isUpheld }, { caller }) => {
    const { tab } = account;
    const entry = nth([...tab.entries.values()].filter(isDisputed), index);
    const refused = tab.state === 'closed' ? 'account_closed' : null;
    const outcome = isUpheld ? ('upheld' as const) : ('dismissed' as const);
    const ask = (context: StageContext): Promise<unknown> => resolveDispute(context, entry.id, { outcome });
    await request(account, { ask, refused, repeat: 'conflict' }, caller);
    if (refused !== null) return;
    if (isUpheld) noteReversed(account, entry);
    else entry.disputed = null;
  },
});

const hold = kindOf({
  ...{ weight: 2, args: fc.constant(null) },
  does: async (account, _, { caller }) => {
    const { tab, stage } = account;
    const refused = tab.state === 'closed' ? 'account_closed' : tab.held ? 'conflict' : null;
    const ask = (context: StageContext): Promise<unknown> =>
      placeHold(context, stage.accountId, { reason: 'by hand' });
    await request(account, { ask, refused, repeat: 'conflict' }, caller);
    if (refused === null) tab.held = true;
  },
});

const release = kindOf({
  ...{ weight: 3, args: fc.constant(null), can: ({ held }: ModelTab) => held },
  does: async (account, _, { caller }) => {
    const { tab, stage } = account;
    const refused = tab.state === 'closed' ? 'account_closed' : null;
    const ask = (context: StageContext): Promise<unknown> => releaseHold(context, stage.accountId);
    await request(account, { ask, refused, repeat: 'conflict' }, caller);
    if (refused === null) tab.held = false;
  },
});

const exempt = kindOf({
  ...{ weight: 3, args: fc.option(fc.integer({ min: 1, max: 24 * 20 }), { nil: null, freq: 3 }) },
  does: async (account, hours, { caller }) => {
    const { tab, stage } = account;
    const refused = tab.state === 'closed' ? 'account_closed' : null;
    const until = hours === null ? null : stage.now + hours * HOUR_MS;
    const ask = (context: StageContext): Promise<unknown> =>
      exemptAccount(context, stage.accountId, { until });
    await request(account, { ask, refused }, caller);
    if (refused === null) tab.exemptUntil = until;
  },
});

const close = kindOf({
  ...{ weight: 1, args: fc.constant(null) },
  does: async (account, _, { caller }) => {
    const { tab, stage } = account;
    const refused = tab.state === 'closed' ? 'account_closed' : null;
    const ask = (context: StageContext): Promise<unknown> => closeAccount(context, stage.accountId);
    await request(account, { ask, refused, repeat: 'account_closed' }, caller);
    if (refused === null) tab.close(stage.now);
  },
});

type Passage =
  | { readonly to: 'in'; readonly hours: number }
  | { readonly to: 'the end of the period' | 'midnight'; readonly offMs: number };

const passage: fc.Arbitrary<Passage> = fc.oneof(
  fc.integer({ min: 1, max: 72 }).map((hours) => ({ to: 'in' as const, hours })),
  fc.integer({ min: 1, max: 75 }).map((days) => ({ to: 'in' as const, hours: days * 24 })),
  fc.record({
    to: fc.constantFrom('the end of the period' as const, 'midnight' as const),
    offMs: fc.constantFrom(-1, 0, 1, HOUR_MS / 2, HOUR_MS),
  }),
);

const pass = kindOf<Passage>({
  ...{ weight: 20, args: passage, passes: true },
  does: async ({ tab, stage }, way, { worker }) => {
    const month = tab.months(stage.now).at(-1);
    const tomorrow = tab.instantOf(dayAfter(tab.dayOf(stage.now), 1));
    const end = month?.endsAt ?? tomorrow;
    const target =
      way.to === 'in'
        ? stage.now + way.hours * HOUR_MS
        : (way.to === 'midnight' ? tomorrow : end) + way.offMs;
    await stage.passTo(Math.max(target, stage.now + 1), worker);
  },
});

const KINDS = {
  ...{
    pay,
    charge,
    refund,
    adjust,
    repeat,
    plan,
    cancel,
    report,
    replace,
    limit,
    brink,
    tax,
    reverse,
    dispute,
  },
  ...{ resolve, hold, release, exempt, close, pass },
};

const crashPlan = fc.option(fc.record({ step: fc.nat({ max: 2 }), isDone: fc.boolean() }), {
  nil: null,
  freq: 5,
});
const crashes: fc.Arbitrary<Crashes> = fc.record({ caller: crashPlan, worker: crashPlan });

function stepsOf<Args>(name: string, kind: Kind<Args>): fc.WeightedArbitrary<Step<never>> {
  const arbitrary = fc.tuple(kind.args, crashes).map(([args, dies]) => new Step(name, kind, args, dies));
  return { weight: kind.weight, arbitrary: arbitrary as unknown as fc.Arbitrary<Step<never>> };
}

/** A whole life: up to so many things happening one after the other. */
export function lives(most: number): fc.Arbitrary<Iterable<fc.AsyncCommand<ModelTab, Account>>> {
  const steps = Object.entries(KINDS).map(([name, kind]) => stepsOf(name, kind as unknown as Kind<never>));
  return fc.commands<ModelTab, Account, false>([fc.oneof(...steps)], { maxCommands: most, size: 'max' });
}
