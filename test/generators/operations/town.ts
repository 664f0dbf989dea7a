import { randomBytes } from 'node:crypto';
import { isRefusal } from '../../../src/billing/index.js';
import {
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
  relayOutbox,
  releaseHold,
  resolveDispute,
  reverseEntry,
  scheduleCharge,
  settleClosed,
  watchUsage,
} from '../../../src/operations/index.js';
import { findEntries, type FoundEntry } from '../../model/found.js';
import { Stage, type StageContext } from '../../model/stage.js';
import type { World } from '../../setup/world.js';
import { addDays, localDateOf } from '../../../src/billing/index.js';
import { termsIn, written } from '../plans.js';
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

/** A client's site in the real database, with the accounts that held it and all that was said of its usage. */
export class Town {
  readonly tenures: Tenure[] = [];
  readonly accepted: Accepted[] = [];
  readonly slug = `guard-${randomBytes(5).toString('hex')}`;
  readonly world: World;
  readonly life: SiteLife;
  now: number;
  #asked = 0;
  readonly #plan: string;

  private constructor(world: World, life: SiteLife, plan: string) {
    this.world = world;
    this.life = life;
    this.now = life.openedAt;
    this.#plan = plan;
  }

  static async found(world: World, life: SiteLife): Promise<Town> {
    const terms = termsIn(life.currency, {
      recurring: life.fee === 0 ? [] : [{ id: 'fee', amount: String(life.fee), timing: 'advance' }],
      usage: [
        {
          ...{ id: 'visits', meter: 'requests', model: 'graduated' },
          bands: [{ unitPrice: written(life.price, life.currency) }],
        },
      ],
    });
    const plan = await world.plan({ ...terms, name: 'Hosting' }, life.openedAt);
    const town = new Town(world, life, plan);
    await town.#open();
    return town;
  }

  get #last(): Tenure {
    const last = this.tenures[this.tenures.length - 1];
    if (last === undefined) throw new Error('somebody always held it');
    return last;
  }

  #context(): StageContext {
    return this.world.at(this.now);
  }

  async #open(): Promise<void> {
    const { timeZone, billingDay, currency, tax, limit } = this.life;
    const name = `${this.slug}.example`;
    const input = {
      ...{ timeZone, billingDay, currency, plans: [this.#plan] },
      creditLimit: written(limit, currency),
      tax: tax === null ? null : { name: 'VAT', percent: tax },
      sites: [{ slug: this.slug, name, hostnames: [name] }],
    };
    const stage = await Stage.open(this.world, input, this.now);
    this.tenures.push({ stage, openedAt: this.now, closedAt: null });
  }

  /** Lets time pass, with all that is due on the way. */
  async passTo(instant: number): Promise<void> {
    this.now = Math.max(this.now, instant);
    for (const { stage } of this.tenures) await stage.passTo(this.now, null);
    await this.follow();
  }

  /** What the watcher and the relay do, for whoever it concerns. */
  async follow(): Promise<void> {
    const { sql } = this.world.database;
    for (let round = 0; round < 3; round += 1) {
      await watchUsage(this.#context(), 1_000);
      const told = new Set<string>();
      const send = (id: string): Promise<void> => Promise.resolve(void told.add(id));
      await relayOutbox(sql, send, { wallNow: Date.now() + 60_000, limit: 1_000, concurrency: 1 });
      if (told.size === 0) break;
      for (const { stage } of this.tenures) if (told.has(stage.accountId)) await stage.hear(null);
    }
    await settleClosed(this.#context(), 1_000);
  }

  /** Does it; what the product refuses is refused. */
  async do(deed: Deed): Promise<void> {
    const answer = await this.#ask(deed);
    if (deed.do === 'close' && !isRefusal(answer)) this.#last.closedAt = this.now;
    await this.follow();
  }

  async #ask(deed: Deed): Promise<unknown> {
    const context = this.#context();
    const { accountId } = this.#last.stage;
    const key = `${this.slug} ${(this.#asked += 1)}`;
    const said = { description: 'By hand', category: 'design', method: 'bank' };
    switch (deed.do) {
      case 'use':
        // Half an hour beside the hours, so that nothing happens at the very instant of a change of hands.
        return this.#use(deed.quantity, this.now - (deed.hoursAgo + 0.5) * HOUR_MS);
      case 'pay':
        return recordPayment(context, accountId, { ...said, amount: this.#amount(deed.minor) }, key);
      case 'charge':
        return postCharge(context, accountId, { ...said, amount: this.#amount(deed.minor) }, key);
      case 'adjust':
        return postAdjustment(context, accountId, { ...said, amount: this.#amount(deed.minor) }, key);
      case 'refund':
        return postRefund(context, accountId, { ...said, amount: this.#amount(deed.minor) }, key);
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
      case 'void':
      case 'settle':
        return undefined;
    }
  }

  #amount(minor: number): string {
    return written(minor, this.life.currency);
  }

  async #use(quantity: number, at: number): Promise<void> {
    const id = `${this.slug} ${(this.#asked += 1)}`;
    const time = new Date(at).toISOString();
    const event = { id, source: 'guard', site: this.slug, meter: 'requests', quantity, time };
    const { accepted } = await recordUsage(this.#context(), [event]);
    if (accepted === 1) this.accepted.push({ id, at, quantity, isVoid: false });
  }

  /** One of the entries of the site's accounts that it can be done to. */
  async #onEntry(
    pick: number,
    fits: (entry: FoundEntry) => boolean,
    ask: (id: string) => Promise<unknown>,
  ): Promise<unknown> {
    const { sql } = this.world.database;
    const all = await Promise.all(this.tenures.map(({ stage }) => findEntries(sql, stage.accountId)));
    const entries = all.flat().filter(fits);
    const entry = entries[pick % Math.max(1, entries.length)];
    return entry === undefined ? undefined : ask(entry.id);
  }
}

/** What a period posted stays, so that what it was charged can be held against what was used. */
function isByHand({ line, kind }: FoundEntry): boolean {
  return line === null && kind !== 'tax';
}
