import { DAY_MS } from '../../../../src/core/values/zone.js';
import { accruedOf, monthCost, monthsOf, runwayDays, taxOf } from './arithmetic.js';
import type { Evidence, FoundAccount, FoundEntry } from './evidence.js';
import type { Journal, Life, Post } from '../population/journal.js';

/** A promise of issue 6 that was not kept, with what shows it. */
export interface Fall {
  readonly promise: 1 | 2 | 3 | 6 | 7 | 8;
  readonly says: string;
  /** It is about the state of a site, which has to be right so many seconds after the last recovery. */
  readonly isOfSite?: boolean;
}

/**
 * The independent checker: a simple model of what the population's answers commit the system to, compared with what is there.
 * It shares no code with the product, and knows of prices only what the population's simple plans say.
 */
export function check(journal: Journal, evidence: Evidence): Fall[] {
  const falls: Fall[] = journal.complaints.map((says) => ({ promise: 2, says }));
  falls.push(...journal.letThrough.map((says): Fall => ({ promise: 8, says })));
  for (const { currency, sum } of evidence.sums) {
    if (Number(sum) !== 0) falls.push({ promise: 7, says: `the ledger's ${currency} adds up to ${sum}` });
  }
  for (const { accountId, kind } of evidence.unnotified)
    falls.push({ promise: 2, says: `${accountId}: the ${kind} notice counts as sent without an email` });
  if (evidence.outbox > 0) falls.push({ promise: 3, says: `${evidence.outbox} signals still wait` });
  for (const life of journal.lives) {
    if (life.accountId === null) continue;
    const account = evidence.accounts.find(({ id }) => id === life.accountId);
    if (account === undefined) {
      falls.push({ promise: 1, says: `${life.slug}: the account ${life.accountId} is gone` });
      continue;
    }
    const entries = evidence.entries.filter(({ accountId }) => accountId === account.id);
    falls.push(...new LifeCheck(life, account, entries, evidence, journal.restored?.at ?? -Infinity).run());
  }
  falls.push(...checkMail(journal, evidence));
  return falls;
}

/** Closer to the limit than this, the share of today that is over decides, which the model does not follow. */
const TOO_CLOSE = 250n;

/** In days: limit dates move a little between assessments. */
const NOTICE_MARGIN = 0.2;

class LifeCheck {
  private readonly falls: Fall[] = [];
  private readonly explained = new Set<string>();
  private readonly life: Life;
  private readonly account: FoundAccount;
  private readonly entries: readonly FoundEntry[];
  private readonly evidence: Evidence;
  /** Older notices may have been sent before the backup was restored: their state is unknown. */
  private readonly restoredAt: number;

  constructor(
    life: Life,
    account: FoundAccount,
    entries: readonly FoundEntry[],
    evidence: Evidence,
    restoredAt: number,
  ) {
    this.life = life;
    this.account = account;
    this.entries = entries;
    this.evidence = evidence;
    this.restoredAt = restoredAt;
  }

  run(): Fall[] {
    this.checkChain();
    for (const note of this.life.posts) this.checkPost(note);
    this.checkMoneyBack();
    this.checkUsage();
    this.checkMonths();
    this.checkTaxes();
    for (const entry of this.entries) {
      if (!this.explained.has(entry.id)) this.fall(2, `nobody requested ${describe(entry)}`);
    }
    this.checkState();
    this.checkEmails();
    this.checkNotices();
    if (this.life.kind === 'quiet') this.checkQuietLife();
    return this.falls;
  }

  private fall(promise: Fall['promise'], says: string): void {
    this.falls.push({ promise, says: `${this.life.slug} (${this.account.id}): ${says}` });
  }

  private fallOfSite(says: string): void {
    this.falls.push({ promise: 3, says: `${this.life.slug} (${this.account.id}): ${says}`, isOfSite: true });
  }

  /** Numbers without a gap, each balance the one before and the amount, and the kept figures the last of them. */
  private checkChain(): void {
    let balance = 0n;
    for (const [index, entry] of this.entries.entries()) {
      balance += entry.amount;
      if (entry.number !== index + 1)
        this.fall(2, `number ${index + 1} is missing before ${describe(entry)}`);
      if (entry.balanceAfter !== balance)
        this.fall(2, `${describe(entry)} leaves ${entry.balanceAfter}, not ${balance}`);
    }
    const { account, entries } = this;
    if (account.balance !== balance)
      this.fall(2, `the balance is ${account.balance}, the entries say ${balance}`);
    if (account.lastNumber !== entries.length) this.fall(2, `the last number is ${account.lastNumber}`);
    const shown = this.evidence.shown.get(account.id);
    const said = shown?.balance.replace('.', '');
    if (said === undefined || !/^-?\d+$/.test(said) || BigInt(said) !== balance) {
      this.fall(2, `the API says the balance is ${shown?.balance ?? 'nothing'}, the entries say ${balance}`);
    }
  }

  private checkPost(note: Post): void {
    const found = this.entries.filter((entry) => isOf(note, entry));
    for (const entry of found) {
      this.explained.add(entry.id);
      if (entry.amount !== note.amount) this.fall(2, `${describe(entry)} was to be ${note.amount}`);
    }
    if (found.length > 1) this.fall(2, `${note.key} was posted ${found.length} times`);
    if (note.entryId !== null && !found.some(({ id }) => id === note.entryId)) {
      this.fall(1, `${note.key} was answered with ${note.entryId} and is not there`);
    }
    for (const entry of found) this.checkReversal(note, entry);
  }

  /** Chargebacks are of payments that were disputed, and no payment goes back more than once. */
  private checkMoneyBack(): void {
    const { entries, life } = this;
    const disputed = new Set(life.posts.flatMap((note) => (note.dispute === 'upheld' ? [note.entryId] : [])));
    for (const payment of entries.filter(({ kind }) => kind === 'payment')) {
      const back = entries.filter(({ corrects, reverses }) => (corrects ?? reverses) === payment.id);
      for (const entry of back) if (disputed.has(payment.id)) this.explained.add(entry.id);
      const left = back.reduce((sum, { amount }) => sum + amount, payment.amount);
      if (left < 0n) this.fall(2, `more than all of ${describe(payment)} went back`);
    }
  }

  private checkReversal(note: Post, entry: FoundEntry): void {
    const taxes = this.entries.filter(({ taxes }) => taxes === entry.id);
    for (const reversed of [entry, ...taxes]) {
      const found = this.entries.filter(({ reverses }) => reverses === reversed.id);
      for (const reversal of found) {
        this.explained.add(reversal.id);
        const isPart =
          reversed.kind === 'payment' && reversal.amount < 0n && reversal.amount > -reversed.amount;
        if (reversal.amount !== -reversed.amount && !isPart)
          this.fall(2, `${describe(reversal)} is not the opposite of what it reverses`);
      }
      if (found.length > 1) this.fall(2, `${describe(reversed)} was reversed ${found.length} times`);
      if (note.reversal === 'no' && found.length > 0)
        this.fall(2, `${describe(reversed)} was reversed unasked`);
      if (note.reversal === 'yes' && found.length === 0)
        this.fall(1, `the reversal of ${describe(reversed)} is not there`);
    }
  }

  /** Each event counted once, on its day. */
  private checkUsage(): void {
    const days = new Map<string, number>();
    for (const { day, quantity } of this.life.usage) days.set(day, (days.get(day) ?? 0) + quantity);
    const found = new Map(
      this.evidence.usage
        .filter(({ slug }) => slug === this.life.slug)
        .map(({ day, total }) => [day, Number(total)]),
    );
    for (const day of new Set([...days.keys(), ...found.keys()])) {
      const [sent = 0, counted = 0] = [days.get(day), found.get(day)];
      if (sent !== counted) this.fall(2, `${sent} requests of ${day} were reported, ${counted} counted`);
    }
  }

  /** Each month that is over is settled once, and its lines add up to what it comes to. */
  private checkMonths(): void {
    const { life, account, evidence } = this;
    const months = monthsOf(life, evidence.at).slice(0, -1);
    const settled = evidence.periods.filter(({ accountId }) => accountId === account.id);
    for (const [index, { start, end }] of months.entries()) {
      const period = settled[index];
      if (period?.startDate !== start || period.endDate !== end)
        this.fall(3, `the month of ${start} is not settled`);
      for (const [line, cost] of monthCost(life, { start, end })) {
        const posted = this.linesOf(start, line).reduce((sum, { amount }) => sum + amount, 0n);
        // Late usage is gathered for a day before its difference is charged.
        const lateSince = period?.lateSince ?? -Infinity;
        const isGathering = evidence.at - lateSince < DAY_MS && -posted < cost;
        if (posted !== -cost && !isGathering)
          this.fall(2, `the month of ${start} comes to ${cost} for ${line}, ${-posted} was charged`);
      }
      // An empty settlement, or one for an unknown line, would be left unexplained below.
    }
    if (settled.length > months.length) this.fall(2, 'a month was settled that is not over');
  }

  private linesOf(start: string, line: string): FoundEntry[] {
    const found = this.entries.filter(
      (entry) => entry.kind === 'charge' && entry.periodDate === start && entry.line === line,
    );
    for (const entry of found) this.explained.add(entry.id);
    return found;
  }

  private checkTaxes(): void {
    for (const charge of this.entries.filter(({ kind }) => kind === 'charge')) {
      const due = taxOf(this.life, charge.amount);
      const taxes = this.entries.filter(({ taxes }) => taxes === charge.id);
      for (const tax of taxes) this.explained.add(tax.id);
      const posted = taxes.reduce((sum, { amount }) => sum + amount, 0n);
      if (posted !== due || taxes.length > 1)
        this.fall(2, `the tax on ${describe(charge)} is ${posted}, not ${due}`);
    }
    this.checkTaxOnSums();
  }

  /** Up to the last statement, the tax is that on the sum of each statement, less what was given back of it. */
  private checkTaxOnSums(): void {
    const { entries, evidence, account, life } = this;
    const closings = evidence.periods
      .filter(({ accountId }) => accountId === account.id)
      .map(({ closing }) => closing);
    const last = closings.at(-1) ?? 0;
    const nets = new Map<number, bigint>();
    let tax = 0n;
    for (const entry of entries) {
      if (entry.kind === 'tax' && entry.taxes === null) this.explained.add(entry.id);
      if (entry.number > last) continue;
      const of = entries.find(({ id }) => id === entry.reverses) ?? entry;
      if (of.kind === 'tax') tax += entry.amount;
      if (of.kind !== 'charge') continue;
      const statement = closings.filter((closing) => closing < of.number).length;
      nets.set(statement, (nets.get(statement) ?? 0n) + entry.amount);
    }
    const due = [...nets.values()].reduce((sum, net) => sum + taxOf(life, net), 0n);
    if (tax !== due) this.fall(2, `the tax up to the last statement is ${tax}, ${due} on the sums`);
  }

  private checkState(): void {
    const { life, account, evidence } = this;
    if (!life.uncertain.has('creditLimit') && account.creditLimit !== life.creditLimit) {
      this.fall(1, `the credit limit is ${account.creditLimit}, ${life.creditLimit} was answered`);
    }
    if (!life.uncertain.has('held') && account.held !== life.held) {
      this.fall(1, life.held ? 'the hold is not there' : 'the hold was not lifted');
    }
    const isPromised = life.exemptUntil !== null && life.exemptUntil > evidence.at;
    if (!life.uncertain.has('exempt') && this.isExempt() !== isPromised) {
      this.fall(1, isPromised ? 'the promise to pay is not there' : 'the promise to pay was not taken back');
    }
    if (life.replaced !== null && account.replacedFrom !== life.replaced.from) {
      this.fall(1, `the plan was to change on ${life.replaced.from}, not ${account.replacedFrom ?? 'never'}`);
    }
    const wanted = this.wantedState();
    if (wanted === undefined) return;
    const site = evidence.sites.find(({ slug }) => slug === life.slug);
    const states = {
      account: account.state,
      site: site?.wanted,
      // A hosting that never answers is its own trouble; everything of ours has to be right all the same.
      ...(life.kind === 'cut-off' ? {} : { hosting: evidence.hosting.get(life.slug)?.state }),
      API: evidence.shown.get(account.id)?.state,
    };
    for (const [where, state] of Object.entries(states)) {
      if (state !== wanted)
        this.fallOfSite(`the ledger calls for ${wanted}, the ${where} says ${state ?? 'nothing'}`);
    }
    if (site?.isConfirmed !== true && life.kind !== 'cut-off')
      this.fallOfSite('the hosting has not confirmed');
  }

  private isExempt(): boolean {
    return this.account.exemptUntil !== null && this.account.exemptUntil > this.evidence.at;
  }

  /** The week and day notices, sent and re-armed (docs/concepts.md, Notices). */
  private checkNotices(): void {
    const shown = this.evidence.shown.get(this.account.id);
    if (shown?.state !== 'active') return;
    this.compareNotices((shown.goesOnUntil - this.evidence.at) / 86_400_000);
  }

  /** A client without an address that takes email gets no notices. */
  private compareNotices(days: number): void {
    if (this.account.isUndeliverable) return;
    const due = { week: { notified: 7, rearmed: 8 }, day: { notified: 1, rearmed: 2 } };
    for (const kind of ['week', 'day'] as const) {
      const isNotified = this.account.notified.includes(kind);
      const left = `${days.toFixed(2)} days are left and the ${kind} notice`;
      if (days < due[kind].notified - NOTICE_MARGIN && !isNotified) this.fall(2, `${left} was not notified`);
      if (days > due[kind].rearmed + NOTICE_MARGIN && isNotified) this.fall(2, `${left} was not re-armed`);
    }
  }

  /**
   * The model knows when a quiet life's credit ends: the product has to say the same, and to have warned by that. Each
   * warning comes once between two things that move the limit date away.
   */
  private checkQuietLife(): void {
    const { account, evidence, life } = this;
    const shown = evidence.shown.get(account.id);
    const days = runwayDays(life, this.balanceOfModel() - this.disputed(), evidence.at);
    if (shown?.state === 'active') {
      const said = (shown.limitDate - evidence.at) / 86_400_000;
      if (Math.abs(said - days) > NOTICE_MARGIN)
        this.fall(2, `${days.toFixed(2)} days are left by the model, ${said.toFixed(2)} by the API`);
      this.compareNotices(days);
    }
    const movers = this.entries.filter(({ amount }) => amount > 0n).length;
    const mine = evidence.emails.filter(({ accountId }) => accountId === account.id);
    for (const kind of ['week', 'day']) {
      const written = mine.filter((email) => email.kind === kind).length;
      if (written > movers + 1)
        this.fall(2, `${written} emails of the kind ${kind} after ${movers} payments`);
    }
  }

  /** Undefined where it is too close to say. */
  private wantedState(): 'active' | 'suspended' | undefined {
    const { account, life, evidence } = this;
    if (account.held) return 'suspended';
    const open = monthsOf(life, evidence.at).at(-1);
    const accrued = open === undefined ? 0n : accruedOf(life, open, evidence.at);
    const headroom = this.balanceOfModel() - this.disputed() - accrued + account.creditLimit;
    const isClose = headroom < TOO_CLOSE && headroom > -TOO_CLOSE;
    // With no month going on nothing accrues but the first minutes of the monthly amount, a cent at most.
    if (open === undefined ? headroom >= -2n && headroom <= 2n : isClose) return undefined;
    return headroom < 0n && !this.isExempt() ? 'suspended' : 'active';
  }

  private balanceOfModel(): bigint {
    return this.entries
      .filter(({ id }) => this.explained.has(id))
      .reduce((sum, { amount }) => sum + amount, 0n);
  }

  private disputed(): bigint {
    const open = this.life.posts.filter(({ dispute }) => dispute === 'open');
    const model = open.reduce(
      (sum, note) => sum + note.amount + (note.kind === 'charge' ? taxOf(this.life, note.amount) : 0n),
      0n,
    );
    if (this.life.uncertain.has('disputes')) return this.account.disputed;
    // What refunds have left of a payment is all that can be in dispute of it.
    const isOfPayment = open.some(({ kind }) => kind === 'payment');
    if (isOfPayment && this.life.posts.some(({ kind }) => kind === 'refund')) return this.account.disputed;
    if (this.account.disputed !== model) this.fall(1, `${this.account.disputed} is in dispute, not ${model}`);
    return model;
  }

  /** A receipt for each payment, a statement for each month, an email for each suspension: once each. */
  private checkEmails(): void {
    const { account, evidence } = this;
    const id = account.id;
    const mine = evidence.emails.filter(({ accountId }) => accountId === id);
    const once = (kind: string, due: readonly { key: string; at: number }[], least = 1): void => {
      const found = mine.filter((email) => email.kind === kind);
      for (const { key, at } of due) {
        const count = found.filter((email) => email.key === key).length;
        if (count > 1 || count < (at > this.restoredAt ? least : 0)) this.fall(2, `${count} emails ${key}`);
      }
      if (found.length > due.length)
        this.fall(2, `${found.length} emails of the kind ${kind} for ${due.length}`);
    };
    const payments = this.entries.filter(({ kind }) => kind === 'payment');
    once(
      'receipt',
      payments.map((payment) => ({ key: `receipt/${payment.id}`, at: payment.postedAt })),
    );
    const periods = evidence.periods.filter(({ accountId }) => accountId === id);
    once(
      'statement',
      periods.map(({ startDate, settledAt }) => ({ key: `statement/${id}/${startDate}`, at: settledAt })),
    );
    const falls = evidence.suspensions.filter(({ accountId }) => accountId === id);
    once(
      'suspended',
      falls.map((fall) => ({ key: `suspended/${fall.id}`, at: fall.since })),
    );
    once(
      'reactivated',
      falls.map((fall) => ({ key: `reactivated/${fall.id}`, at: fall.since })),
      0,
    );
  }
}

/** Every email reached the mail server, or was refused there for good; the same one always with the same content. */
function checkMail(journal: Journal, evidence: Evidence): Fall[] {
  const falls: Fall[] = [];
  const wrong = (says: string): void => void falls.push({ promise: 2, says });
  const { at: restoredAt = -Infinity, lostEmails = new Set<string>() } = journal.restored ?? {};
  const contents = new Map<string, string>();
  for (const { messageId, content } of evidence.mails) {
    const first = contents.get(messageId) ?? content;
    contents.set(messageId, first);
    if (first !== content && !lostEmails.has(messageId))
      wrong(`two different emails have the Message-ID ${messageId}`);
  }
  // An email with no address left to try is never rendered, and has none.
  const all = evidence.emails.flatMap(({ messageId }) => messageId ?? []);
  const ids = new Set(all);
  if (ids.size < all.length) wrong('two emails share a Message-ID');
  for (const email of evidence.emails) {
    if (email.kind === 'statement' && email.createdAt > restoredAt && lostEmails.has(email.messageId ?? ''))
      wrong(`the email ${email.key} was written again after the restore`);
    if (email.isRefused) continue;
    if (!email.isSent) wrong(`the email ${email.key} was not sent`);
    else if (!contents.has(email.messageId ?? '')) wrong(`the email ${email.key} never arrived`);
  }
  for (const messageId of contents.keys()) {
    if (!ids.has(messageId) && !lostEmails.has(messageId))
      wrong(`an email ${messageId} went out that is not kept`);
  }
  return [...falls, ...checkRefusals(journal, evidence)];
}

/** Only who bounces is refused, but for what the mail server was set to refuse. */
function checkRefusals({ lives, mailRefused }: Journal, { emails }: Evidence): Fall[] {
  const bouncing = new Set(lives.flatMap(({ kind, accountId }) => (kind === 'cut-off' ? [accountId] : [])));
  const refused = emails.filter(
    ({ isRefused, isPutAside, accountId }) => isRefused && !isPutAside && !bouncing.has(accountId),
  ).length;
  if (refused <= mailRefused) return [];
  return [{ promise: 6, says: `${refused} emails count as refused, ${mailRefused} were` }];
}

function isOf(note: Post, entry: FoundEntry): boolean {
  if (entry.kind !== note.kind) return false;
  if (note.kind === 'payment' || note.kind === 'refund') return entry.reference === note.key;
  return entry.description.endsWith(` ${note.key}.`);
}

function describe({ number, kind, amount, description }: FoundEntry): string {
  return `no. ${number} (${kind} of ${amount}: ${description})`;
}
