import { randomBytes } from 'node:crypto';
import { type Activities, createActivities } from '../../../activities/createActivities.js';
import { openAccount } from '../../../src/accounts/opening/openAccount.js';
import type { AccountInput } from '../../../src/accounts/opening/openingTerms.js';
import type { WorkflowView } from '../../../src/assessment/assess.js';
import { createConnectors } from '../../../src/connectors/createConnectors.js';
import type { SiteContext } from '../../../src/core/context.js';
import type { SecretBox } from '../../../src/platform/secretBox.js';
import { createLog } from '../../../src/platform/telemetry/log.js';
import { createPayments } from '../../../src/providers/createPayments.js';
import { sendPendingSignals } from '../../../src/signals/dispatch.js';
import { watchUsage } from '../../../src/signals/watch.js';
import { accountInput, granted, type Fixture } from '../../setup/fixture.js';
import { CrashingSql, type CrashPlan } from './crash.js';

export type StageContext = SiteContext & { readonly secrets: SecretBox };

/** What the workflow saw when it came to rest. */
interface RestSeen {
  readonly at: number;
  readonly openFrom: string;
  readonly limitDate: number | null;
  readonly notified: { readonly week: boolean; readonly day: boolean };
  readonly warned: { readonly week: number; readonly day: number };
}

const TURN_LONGEST = 200;
/** The workflow that wakes more often than this without anything to do does not sleep. */
const WAKES_MOST = 3_000;

/** Mail is taken without a server: what becomes of it on the way is the chaos run's subject. */
const TAKING = {
  server: 'mail.example',
  send: () => Promise.resolve({ outcome: 'sent' as const }),
  isReachable: () => Promise.resolve(true),
  close: () => undefined,
};

/**
 * The workflow's loop without Temporal: the same activities in the same order, decided by the same assessments, with
 * its sleeps skipped. `workflows/account.ts` is the original; what Temporal itself does to it is tried in test/workflows.
 */
export class Stage {
  readonly fixture: Fixture;
  readonly accountId: string;
  readonly slug: string;
  now: number;
  private readonly crashing: CrashingSql;
  private readonly acts: Activities;
  private view: WorkflowView | null | undefined;
  private rests: RestSeen[] = [];

  private constructor(fixture: Fixture, now: number, account: { id: string; slug: string }) {
    this.fixture = fixture;
    this.now = now;
    this.accountId = account.id;
    this.slug = account.slug;
    this.crashing = new CrashingSql(fixture.database.sql);
    this.acts = createActivities({
      sql: this.crashing.sql,
      mailer: {
        transport: TAKING,
        from: { name: 'Northlight', address: 'billing@agency.example' },
        secrets: fixture.secrets,
        log: createLog({ level: 'silent' }),
      },
      log: createLog({ level: 'silent' }),
      payments: createPayments(),
      baseUrl: () => 'http://tab.example',
      secrets: fixture.secrets,
      connectors: createConnectors({ webhook: { allowPrivate: true } }),
    });
  }

  static async open(fixture: Fixture, input: Partial<AccountInput>, now: number): Promise<Stage> {
    const stage = new Stage(fixture, now, await openOn(fixture.at(now), input));
    await stage.follow(null);
    return stage;
  }

  /** Does something for a caller whose process may die at it. True when it died. */
  act(plan: CrashPlan | null, work: (context: StageContext) => Promise<unknown>): Promise<boolean> {
    const context = { ...this.fixture.at(this.now), sql: this.crashing.sql };
    return this.crashing.during(plan, async () => {
      await work(context);
    });
  }

  /** Lets the workflow handle its signals, and the watcher its round; its process may die at it, too. */
  async follow(plan: CrashPlan | null): Promise<void> {
    await watchUsage(this.fixture.at(this.now), 1_000);
    const { sql } = this.fixture.database;
    const notified = new Set<string>();
    const send = ({ accountId: id }: { readonly accountId: string }): Promise<void> => {
      notified.add(id);
      return Promise.resolve();
    };
    // The sender of a fresh row had two seconds to signal; those are over.
    const wallNow = Date.now() + 60_000;
    await sendPendingSignals(sql, send, { wallNow, limit: 1_000, concurrency: 1 });
    if (notified.has(this.accountId)) await this.hear(plan);
  }

  /** Lets the workflow look, as a signal has it do. */
  hear(plan: CrashPlan | null): Promise<void> {
    return this.turn('word', plan);
  }

  /** Lets time pass up to an instant, with all that is due on the way. */
  async passTo(instant: number, plan: CrashPlan | null): Promise<void> {
    for (let wakes = 0; ; wakes += 1) {
      const wakeAt = this.view?.wakeAt;
      if (typeof wakeAt !== 'string' || Date.parse(wakeAt) > instant) break;
      if (wakes > WAKES_MOST) throw new Error(`the workflow woke ${wakes} times by ${wakeAt}`);
      this.now = Math.max(this.now, Date.parse(wakeAt));
      await this.turn('time', plan);
    }
    this.now = instant;
  }

  /** What was seen at rest since the last asking, oldest first. */
  takeRests(): RestSeen[] {
    const rests = this.rests;
    this.rests = [];
    return rests;
  }

  private async turn(woken: 'word' | 'time', plan: CrashPlan | null): Promise<void> {
    let view = await this.do(this.firstAct(woken), plan);
    for (let count = 0; view !== null && view.due !== null; count += 1) {
      if (count > TURN_LONGEST)
        throw new Error(`the workflow does not come to rest: ${JSON.stringify(view)}`);
      view = await this.do(view.due, plan);
    }
    this.view = view;
    if (view === null) return;
    const limitDate = view.limitDate === null ? null : Date.parse(view.limitDate);
    this.rests.push({ at: this.now, openFrom: view.period, limitDate, ...(await this.warnings()) });
  }

  private async warnings(): Promise<Pick<RestSeen, 'notified' | 'warned'>> {
    const { sql } = this.fixture.database;
    const [row] = await sql<{ week: boolean; day: boolean; weeks: number; days: number }[]>`
      select exists (select from notices where account_id = a.id and kind = 'week' and rearmed_at is null) as week,
             exists (select from notices where account_id = a.id and kind = 'day' and rearmed_at is null) as day,
             (select count(*) from emails where account_id = a.id and kind = 'week') as weeks,
             (select count(*) from emails where account_id = a.id and kind = 'day') as days
        from accounts a where id = ${this.accountId}`;
    const { week = false, day = false, weeks = 0, days = 0 } = row ?? {};
    return { notified: { week, day }, warned: { week: weeks, day: days } };
  }

  private firstAct(woken: 'word' | 'time'): keyof Activities {
    if (woken === 'word') return this.view?.state === 'suspended' ? 'switchSites' : 'assess';
    if (this.view?.wakeFor === 'settlement') return 'chargeUsage';
    return this.view?.wakeFor === 'scheduled charge' ? 'chargeScheduled' : 'assess';
  }

  /** An activity that dies is tried again, as Temporal does. */
  private async do(name: keyof Activities, plan: CrashPlan | null): Promise<WorkflowView | null> {
    const input = { accountId: this.accountId, asOf: new Date(this.now).toISOString() };
    let view: WorkflowView | null = null;
    const once = async (): Promise<void> => {
      view = await this.acts[name](input);
    };
    if (await this.crashing.during(plan, once)) await once();
    return view;
  }
}

/** Opens the account with a site of its own or one that is there, as a caller does. */
async function openOn(
  context: StageContext,
  input: Partial<AccountInput>,
): Promise<{ id: string; slug: string }> {
  const slug = input.sites?.[0]?.slug ?? `model-${randomBytes(5).toString('hex')}`;
  const sites = [{ slug, name: `${slug}.example`, hostnames: [`${slug}.example`] }];
  const { id } = granted(await openAccount(context, accountInput({ ...input, sites })));
  return { id, slug };
}
