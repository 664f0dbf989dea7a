import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DAY_MS, localDateOf } from '../../src/core/values/zone.js';
import { packagePath } from '../../src/platform/files/paths.js';
import { StartupFailure } from '../../src/platform/processes/startupFailure.js';
import { collectAccessLog } from '../collect/collectAccessLog.js';
import type { CollectIo, CollectOptions } from '../collect/options.js';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.js';
import { DemoClient } from './demoClient.js';

const ZONE = 'Europe/London';
const SITE = 'fenwick';
const HOST = 'fenwick.example';

/** The owner's own plan: a daily fee, and traffic by the gigabyte with the first one free. */
const PLAN = {
  name: 'Studio hosting',
  currency: 'EUR',
  recurring: [{ id: 'hosting', name: 'Hosting', amount: '15.00', timing: 'arrears' }],
  usage: [
    {
      id: 'traffic',
      name: 'Traffic',
      meter: 'bandwidth',
      model: 'graduated',
      per: '1000000000',
      bands: [{ unitPrice: '0', upTo: '1' }, { unitPrice: '1.80' }],
    },
  ],
} as const;

const INDENT = ' '.repeat(23);
const INDENTED: CollectIo = {
  writeOut: (text) => void process.stdout.write(text.replace(/^(?=.)/gm, INDENT)),
  writeError: () => undefined,
  isTerminal: false,
  now: () => Date.now(),
  stop: new AbortController().signal,
};

interface Account {
  readonly id: string;
  readonly state: string;
  readonly balance: string;
  readonly accrued: string;
  readonly headroom: string;
  readonly limitDate: string | null;
  readonly pacePerDay: string | null;
}

/** `npm run demo`: plays the life of one client on the test clock with a real site's log, and prints each step. */
export async function demo(): Promise<void> {
  const log = packagePath('test', 'data', 'access-log-2015.gz');
  if (!existsSync(log)) throw new StartupFailure('The demo needs the checkout: its log is in test/data.');
  const sandbox = await startSandbox({ port: 0 });
  try {
    await new DemoRun(sandbox, log).printStatus();
  } finally {
    await sandbox.stop();
  }
}

class DemoRun {
  private readonly client: DemoClient;
  private readonly sandbox: Sandbox;
  private readonly log: string;
  private account = '';
  private emailsPrinted = 0;

  constructor(sandbox: Sandbox, log: string) {
    this.sandbox = sandbox;
    this.log = log;
    this.client = new DemoClient(sandbox.url, sandbox.apiKey);
  }

  async printStatus(): Promise<void> {
    const plan = await this.client.post<{ id: string }>('/v1/plans', PLAN);
    await this.say('A plan is created: 15.00 EUR a month, 1 GB of traffic free, then 1.80 EUR a GB.');
    await this.openAccount(plan.id);
    const opened = localDateOf(this.sandbox.control.now(), ZONE);
    await this.pay('20.00', 'bank');
    await this.advanceDays(4);
    await this.collect(opened);
    await this.goOnUntil('suspended', 40);
    await this.gate();
    const { headroom } = await this.read();
    await this.pay(headroom.replace('-', ''), 'card', 'exactly what is short');
    await this.restored();
    await this.pay('60.00', 'card');
    await this.advanceDays(31);
    await this.timeline();
  }

  private async openAccount(plan: string): Promise<void> {
    const sites = [{ slug: SITE, name: HOST, hostnames: [HOST] }];
    const { id } = await this.client.post<Account>('/v1/accounts', {
      name: 'Fenwick & Daughters',
      email: 'hello@fenwick.example',
      currency: 'EUR',
      timeZone: ZONE,
      billingDay: 1,
      creditLimit: '0.00',
      plans: [plan],
      sites,
    });
    this.account = id;
    await this.say(`A client is added: Fenwick & Daughters, ${HOST}, prepaid.`);
  }

  private read(): Promise<Account> {
    return this.client.get<Account>(`/v1/accounts/${this.account}`);
  }

  private async pay(amount: string, method: string, note = ''): Promise<void> {
    await this.client.post(`/v1/accounts/${this.account}/payments`, { amount, method });
    await this.say(`A payment: ${amount} EUR by ${method}${note === '' ? '' : `, ${note}`}.`);
    await this.settle();
  }

  /** Completes everything that is due now. */
  private async settle(): Promise<void> {
    await this.sandbox.control.advance(this.sandbox.control.now());
    await this.printEmails();
  }

  private async advanceDays(days: number): Promise<void> {
    const to = this.sandbox.control.now() + days * DAY_MS;
    await this.client.post('/v1/sandbox/clock', { advanceTo: new Date(to).toISOString() });
    await this.printEmails();
  }

  /** Imports the real log, shifted to the account's first days. */
  private async collect(opened: string): Promise<void> {
    const state = mkdtempSync(join(tmpdir(), 'sitetab-demo-'));
    try {
      await this.say("The first days of the site's own log are imported:");
      const code = await collectAccessLog(this.collectOptions(state, opened), INDENTED);
      if (code !== 0) throw new StartupFailure('The log could not be imported.');
    } finally {
      rmSync(state, { recursive: true, force: true });
    }
    await this.settle();
    const { accrued, pacePerDay, limitDate } = await this.read();
    await this.say(
      `Used so far ${accrued} EUR, ${pacePerDay ?? '0.00'} EUR a day: the credit lasts until about ${dayOf(limitDate)}.`,
    );
  }

  private collectOptions(stateDir: string, rebaseStart: string): CollectOptions {
    return {
      file: this.log,
      site: SITE,
      format: undefined,
      wrap: undefined,
      rebaseStart,
      follow: false,
      url: this.sandbox.url,
      apiKey: this.sandbox.apiKey,
      sourceName: 'demo',
      stateDir,
      timeZone: ZONE,
      hosts: new Map(),
      matchHosts: new Set(),
      batchSeconds: 1,
    };
  }

  /** The site's traffic continues as in its log, day after day. */
  private async goOnUntil(state: string, daysMax: number): Promise<void> {
    const bytesPerDay = [788_636_158, 665_827_339, 878_559_341, 414_259_902];
    for (let day = 0; day < daysMax; day += 1) {
      await this.advanceDays(1);
      await this.useDay(bytesPerDay[day % bytesPerDay.length] ?? 0, day);
      await this.settle();
      const account = await this.read();
      if (account.state !== state) continue;
      return this.say(
        `The limit is hit: balance ${account.balance} EUR, used ${account.accrued} EUR. The site is suspended.`,
      );
    }
    throw new Error('the demo did not come to its suspension');
  }

  private async useDay(bytes: number, day: number): Promise<void> {
    const now = this.sandbox.control.now();
    const events = Array.from({ length: 24 }, (_, hour) => ({
      id: `day-${day}-${hour}`,
      source: 'demo',
      site: SITE,
      meter: 'bandwidth',
      quantity: String(Math.floor(bytes / 24)),
      time: new Date(now - hour * 3_600_000).toISOString(),
    }));
    await this.client.post('/v1/usage', { events });
  }

  private async gate(): Promise<void> {
    const answer = await fetch(`${this.sandbox.url}/gate`, { headers: { 'x-forwarded-host': HOST } });
    const state = answer.headers.get('x-sitetab-state') ?? '';
    await this.say(
      `The gate answers ${answer.status} (${state}) for ${HOST}: its visitors see the owner's page.`,
    );
  }

  private async restored(): Promise<void> {
    const { state } = await this.read();
    const answer = await fetch(`${this.sandbox.url}/gate`, { headers: { 'x-forwarded-host': HOST } });
    await this.say(`The account is ${state} again and the gate answers ${answer.status}.`);
  }

  private async printEmails(): Promise<void> {
    const { data } = await this.client.get<{ data: { kind: string; subject: string; sentAt: string }[] }>(
      `/v1/accounts/${this.account}/emails?limit=200`,
    );
    const emails = data.reverse();
    for (const email of emails.slice(this.emailsPrinted)) {
      await this.say(`Email (${email.kind}): ${email.subject}`, email.sentAt);
    }
    this.emailsPrinted = emails.length;
  }

  private async timeline(): Promise<void> {
    interface Entry {
      readonly number: number;
      readonly effectiveAt: string;
      readonly description: string;
      readonly amount: string;
      readonly balanceAfter: string;
    }
    const { data } = await this.client.get<{ data: Entry[] }>(
      `/v1/accounts/${this.account}/entries?limit=200`,
    );
    process.stdout.write('\nThe tab\n');
    for (const entry of data.reverse()) {
      const { number, effectiveAt, description, amount, balanceAfter } = entry;
      const money = `${amount.padStart(9)} ${balanceAfter.padStart(9)}`;
      process.stdout.write(
        `  ${String(number).padStart(3)}  ${effectiveAt.slice(0, 10)}  ${money}  ${description}\n`,
      );
    }
    const { headroom, limitDate } = await this.read();
    process.stdout.write(
      `\nHeadroom ${headroom} EUR; at the present pace it lasts until ${dayOf(limitDate)}.\n`,
    );
  }

  private async say(what: string, at?: string): Promise<void> {
    const when = at === undefined ? new Date(this.sandbox.control.now()) : new Date(at);
    process.stdout.write(`${when.toISOString().slice(0, 16).replace('T', ' ')} UTC   ${what}\n`);
    await Promise.resolve();
  }
}

function dayOf(instant: string | null): string {
  return instant === null ? 'no limit date' : instant.slice(0, 10);
}
