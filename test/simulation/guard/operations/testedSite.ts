import { randomBytes } from 'node:crypto';
import { changeAccount } from '../../../../src/accounts/changeAccount.js';
import { closeAccount } from '../../../../src/accounts/closeAccount.js';
import { periodAt } from '../../../../src/billing/periods/period.js';
import { isRefusal } from '../../../../src/core/values/refusal.js';
import { addDays, localDateOf } from '../../../../src/core/values/zone.js';
import { postAdjustment } from '../../../../src/ledger/postAdjustment.js';
import { postCharge } from '../../../../src/ledger/postCharge.js';
import { reverseEntry } from '../../../../src/ledger/reverseEntry.js';
import { scheduleCharge } from '../../../../src/ledger/scheduleCharge.js';
import { settleClosed } from '../../../../src/ledger/settleClosed.js';
import { disputeEntry, resolveDispute } from '../../../../src/payments/disputeEntry.js';
import { postRefund } from '../../../../src/payments/postRefund.js';
import { recordPayment } from '../../../../src/payments/recordPayment.js';
import { sendPendingSignals } from '../../../../src/signals/dispatch.js';
import { watchUsage } from '../../../../src/signals/watch.js';
import { exemptAccount, placeHold, releaseHold } from '../../../../src/suspension/changeStanding.js';
import { recordUsage } from '../../../../src/usage/recordUsage.js';
import { voidUsage } from '../../../../src/usage/voidUsage.js';
import type { Fixture } from '../../../setup/fixture.js';
import { findEntries, type FoundEntry } from '../../model/found.js';
import { Stage, type StageContext } from '../../model/stage.js';
import { termsIn, written } from '../draw/plans.js';
import type { Deed, SiteLife } from './tenant.js';

/** One account's time with the site. */
export interface Tenure {
  readonly stage: Stage;
  readonly openedAt: number;
  closedAt: number | null;
}

/** Usage that was accepted. */
export interface Accepted {
  readonly id: string;
  readonly at: number;
  readonly quantity: number;
  isVoid: boolean;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How old usage may be. */
const OLDEST_MS = 60 * DAY_MS;
/** How long a closed account takes late usage. */
const LATE_MS = 7 * DAY_MS;

/** A client's site in the real database, with the accounts that held it and all that was said of its usage. */
export class TestedSite {
  readonly tenures: Tenure[] = [];
  readonly accepted: Accepted[] = [];
  readonly slug = `guard-${randomBytes(5).toString('hex')}`;
  readonly fixture: Fixture;
  readonly life: SiteLife;
  now: number;
  #requests = 0;
  readonly #plans: readonly [string, string];
  #onPlan: 0 | 1 = 0;
  /** Refunds of more than there was, which the owner requested. */
  readonly beyond = new Set<string>();
  /** Usage or money that should have been taken and was not, or the other way round. */
  readonly misjudged: string[] = [];

  private constructor(fixture: Fixture, life: SiteLife, plans: readonly [string, string]) {
    this.fixture = fixture;
    this.life = life;
    this.now = life.openedAt;
    this.#plans = plans;
  }

  static async found(fixture: Fixture, life: SiteLife): Promise<TestedSite> {
    const plan = (name: string, fee: number): Promise<string> => {
      const terms = termsIn(life.currency, {
        recurring: fee === 0 ? [] : [{ id: 'fee', amount: String(fee), timing: 'advance' }],
        usage: [
          {
            ...{ id: 'visits', meter: 'requests', model: 'graduated' },
            bands: [{ unitPrice: written(life.price, life.currency) }],
          },
        ],
      });
      return fixture.plan({ ...terms, name }, life.openedAt);
    };
    // Usage costs the same on both, so that the expected amount is known.
    const plans = [await plan('Hosting', life.fee), await plan('Care', life.fee + 700)] as const;
    const tested = new TestedSite(fixture, life, plans);
    await tested.#open();
    return tested;
  }

  get #last(): Tenure {
    const last = this.tenures[this.tenures.length - 1];
    if (last === undefined) throw new Error('an account always held it');
    return last;
  }

  #context(): StageContext {
    return this.fixture.at(this.now);
  }

  async #open(): Promise<void> {
    const { timeZone, billingDay, currency, tax, limit } = this.life;
    const name = `${this.slug}.example`;
    const input = {
      ...{ timeZone, billingDay, currency, plans: [this.#plans[0]] },
      creditLimit: written(limit, currency),
      tax: tax === null ? null : { name: 'VAT', percent: tax },
      sites: [{ slug: this.slug, name, hostnames: [name] }],
    };
    this.#onPlan = 0;
    const stage = await Stage.open(this.fixture, input, this.now);
    this.tenures.push({ stage, openedAt: this.now, closedAt: null });
  }

  /** Lets time pass, with all that is due on the way. */
  async passTo(instant: number): Promise<void> {
    this.now = Math.max(this.now, instant);
    for (const { stage } of this.tenures) await stage.passTo(this.now, null);
    await this.follow();
  }

  /** What the watcher and the scheduler do, for the accounts concerned. */
  async follow(): Promise<void> {
    const { sql } = this.fixture.database;
    for (let round = 0; round < 3; round += 1) {
      await watchUsage(this.#context(), 1_000);
      const woken = new Set<string>();
      const send = ({ accountId: id }: { readonly accountId: string }): Promise<void> =>
        Promise.resolve(void woken.add(id));
      await sendPendingSignals(sql, send, { wallNow: Date.now() + 60_000, limit: 1_000, concurrency: 1 });
      if (woken.size === 0) break;
      for (const { stage } of this.tenures) if (woken.has(stage.accountId)) await stage.hear(null);
    }
    await settleClosed(this.#context(), 1_000);
  }

  /** Does it; what the product refuses is refused. */
  async do(deed: Deed): Promise<void> {
    const answer = await this.#ask(deed);
    if (deed.do === 'close' && !isRefusal(answer)) this.#last.closedAt = this.now;
    if (deed.do === 'pay' && isRefusal(answer)) this.misjudged.push(`a payment: ${answer.detail}`);
    await this.follow();
  }

  async #ask(deed: Deed): Promise<unknown> {
    const context = this.#context();
    const { accountId } = this.#last.stage;
    const key = `${this.slug} ${(this.#requests += 1)}`;
    const said = { description: 'By hand', category: 'design', method: 'bank' };
    switch (deed.do) {
      case 'use':
        // Half an hour beside the hours, so that nothing happens at the very instant of a change of hands.
        return this.#use(deed.quantity, this.now - (deed.hoursAgo + 0.5) * HOUR_MS);
      case 'useBefore':
        return this.#use(deed.quantity, this.#periodStart() - (deed.hours + 0.5) * HOUR_MS);
      case 'pay':
        return recordPayment(context, accountId, { ...said, amount: this.#amount(deed.minor) }, key);
      case 'charge':
        return postCharge(context, accountId, { ...said, amount: this.#amount(deed.minor) }, key);
      case 'adjust':
        return postAdjustment(context, accountId, { ...said, amount: this.#amount(deed.minor) }, key);
      case 'writeOff': {
        const input = { ...said, amount: this.#amount(deed.minor), kind: 'write-off' as const };
        return postAdjustment(context, accountId, input, key);
      }
      case 'credit':
        return this.#onEntry(deed.pick, isCharge, (charge, account) =>
          postAdjustment(context, account, { ...said, amount: this.#amount(deed.minor), charge }, key),
        );
      case 'refund':
        return postRefund(context, accountId, { ...said, amount: this.#amount(deed.minor) }, key);
      case 'refundOf':
        return this.#onEntry(deed.pick, isPayment, (payment, account) =>
          postRefund(context, account, { ...said, amount: this.#amount(deed.minor), payment }, key),
        );
      case 'refundBeyond': {
        const input = { ...said, amount: this.#amount(deed.minor), beyondCredit: true, reason: 'goodwill' };
        const refund = await postRefund(context, accountId, input, key);
        if (!isRefusal(refund)) this.beyond.add(refund.id);
        return refund;
      }
      case 'reverse':
        return this.#onEntry(deed.pick, isByHand, (id) => reverseEntry(context, id, {}, key));
      case 'dispute':
        return this.#onEntry(deed.pick, isByHand, (id) => disputeEntry(context, id, { reason: 'contested' }));
      case 'resolve': {
        const outcome = deed.isUpheld ? 'upheld' : 'dismissed';
        return this.#onEntry(deed.pick, isByHand, (id) => resolveDispute(context, id, { outcome }));
      }
      case 'schedule': {
        const dueOn = addDays(localDateOf(this.now, this.life.timeZone), deed.days);
        return scheduleCharge(context, accountId, { ...said, amount: this.#amount(deed.minor), dueOn }, key);
      }
      case 'exempt': {
        const until = deed.hours === null ? null : this.now + deed.hours * HOUR_MS;
        return exemptAccount(context, accountId, { until });
      }
      case 'limit':
        return changeAccount(context, accountId, { creditLimit: this.#amount(deed.minor) });
      case 'tax': {
        const tax = deed.percent === null ? null : { name: 'VAT', percent: deed.percent };
        return changeAccount(context, accountId, { tax });
      }
      case 'hold':
        return placeHold(context, accountId, { reason: 'by hand' });
      case 'release':
        return releaseHold(context, accountId);
      case 'close':
        return closeAccount(context, accountId);
      case 'reopen':
        return this.#last.closedAt === null ? undefined : this.#open();
      case 'handOver':
        return this.#handOver(deed.hours);
      case 'plan':
        return this.#changePlan(deed.days);
      case 'void':
        return this.#void(deed.pick);
      case 'settle':
        return undefined;
    }
  }

  #amount(minor: number): string {
    return written(minor, this.life.currency);
  }

  async #use(quantity: number, at: number): Promise<void> {
    const id = `${this.slug} ${(this.#requests += 1)}`;
    const time = new Date(at).toISOString();
    const event = { id, source: 'guard', site: this.slug, meter: 'requests', quantity, time };
    const { accepted, rejected } = await recordUsage(this.#context(), [event]);
    if (accepted === 1) this.accepted.push({ id, at, quantity, isVoid: false });
    const isTaken = this.#isTaken(at);
    if (isTaken === undefined || isTaken === (accepted === 1)) return;
    const reason = rejected[0]?.reason ?? 'taken';
    this.misjudged.push(`${time}, sent at ${new Date(this.now).toISOString()}: ${reason}`);
  }

  /** Whether usage of an instant has to be taken now; undefined so near to a bound that either is right. */
  #isTaken(at: number): boolean | undefined {
    if (at < this.now - OLDEST_MS) return false;
    const held = this.tenures.find(({ openedAt, closedAt }) => at >= openedAt && at < (closedAt ?? Infinity));
    if (held === undefined) return false;
    const late = held.closedAt === null ? 0 : this.now - held.closedAt - LATE_MS;
    return Math.abs(late) < DAY_MS && held.closedAt !== null ? undefined : late <= 0;
  }

  async #void(pick: number): Promise<void> {
    const event = this.accepted[this.accepted.length - 1 - (pick % this.accepted.length)];
    if (event === undefined) return;
    const { voided, alreadyVoided } = await voidUsage(this.#context(), [
      { source: 'guard', id: event.id, reason: 'sent by mistake' },
    ]);
    const isRight = event.isVoid ? alreadyVoided === 1 : (voided === 1) === event.at >= this.now - OLDEST_MS;
    if (!isRight) this.misjudged.push(`voiding ${new Date(event.at).toISOString()}: ${voided}`);
    event.isVoid ||= voided === 1;
  }

  /** The site goes from one account to another, some hours later. */
  async #handOver(hours: number): Promise<void> {
    if (this.#last.closedAt === null) {
      const answer = await closeAccount(this.#context(), this.#last.stage.accountId);
      if (isRefusal(answer)) return;
      this.#last.closedAt = this.now;
    }
    await this.follow();
    await this.passTo(this.now + hours * HOUR_MS);
    await this.#open();
  }

  #changePlan(days: number | 'period'): Promise<unknown> {
    const [first, second] = this.#plans;
    this.#onPlan = this.#onPlan === 0 ? 1 : 0;
    const today = localDateOf(this.now, this.life.timeZone);
    return changeAccount(this.#context(), this.#last.stage.accountId, {
      plans: [this.#onPlan === 0 ? first : second],
      effective: days === 'period' ? days : addDays(today, days),
    });
  }

  #periodStart(): number {
    const { timeZone, billingDay } = this.life;
    const { openedAt } = this.#last;
    return periodAt({ openedAt, timeZone, billingDay, intervalMonths: 1 }, this.now).startsAt;
  }

  /** One of the entries of the site's accounts that it can be done to. */
  async #onEntry(
    pick: number,
    fits: (entry: FoundEntry) => boolean,
    ask: (id: string, accountId: string) => Promise<unknown>,
  ): Promise<unknown> {
    const { sql } = this.fixture.database;
    const all = await Promise.all(
      this.tenures.map(async ({ stage: { accountId } }) =>
        (await findEntries(sql, accountId)).map((entry) => ({ entry, accountId })),
      ),
    );
    const fitting = all.flat().filter(({ entry }) => fits(entry));
    const found = fitting[fitting.length - 1 - (pick % fitting.length)];
    return found === undefined ? undefined : ask(found.entry.id, found.accountId);
  }
}

/** What a period posted stays, so that what it was charged can be held against what was used. */
function isByHand({ line, kind }: FoundEntry): boolean {
  return line === null && kind !== 'tax';
}

function isPayment({ kind }: FoundEntry): boolean {
  return kind === 'payment';
}

function isCharge({ kind, line }: FoundEntry): boolean {
  return kind === 'charge' && line === null;
}
