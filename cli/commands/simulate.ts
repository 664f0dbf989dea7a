import { formatAmount } from '../../src/core/values/money.js';
import { formatQuantity, QUANTITY_ONE } from '../../src/core/values/quantity.js';
import { isRefusal } from '../../src/core/values/refusal.js';
import {
  dateOfEpochDay,
  DAY_MS,
  isLocalDate,
  type LocalDate,
  localEpochDayOf,
  startOfDay,
} from '../../src/core/values/zone.js';
import type { SiteContext } from '../../src/core/context.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import { dateFormat } from '../../src/core/values/formatters.js';
import { copyAccount } from '../../src/operations/copyAccount.js';
import { StartupFailure } from '../../src/platform/processes/startupFailure.js';
import { findInstallationSite } from '../../src/sites/manageSites.js';
import { findState } from '../../src/store/accounts/accounts.js';
import {
  type AccountCopy,
  insertAccountCopy,
  listSimulatedEvents,
  type SimulatedEvent,
} from '../../src/store/operations/copyAccount.js';
import { type ExpectedUsage, loadExpectedUsage } from '../../src/usage/expectedUsage.js';
import { recordUsage } from '../../src/usage/recordUsage.js';
import type { System } from '../processes/system.js';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.js';
import { withDatabase } from './tools.js';

/** Usage of a simulated day is reported in so many parts, spread over it. */
const REPORTS_A_DAY = 4;

interface Simulation {
  readonly account: string;
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly from: number;
  readonly to: number;
  readonly events: readonly SimulatedEvent[];
}

/** `sitetab simulate`: plays the future of a copy of an account in a database of its own. */
export async function simulateCommand(flags: {
  readonly account: string;
  readonly days: number;
  /** Each a date and an amount, as 2026-05-04=49.00. */
  readonly payment: readonly string[];
  readonly json: boolean;
}): Promise<void> {
  const simulation = await simulate(flags.account, flags.days, flags.payment.map(parsePayment));
  process.stdout.write(flags.json ? `${JSON.stringify(jsonOf(simulation))}\n` : textOf(simulation));
}

interface Payment {
  readonly on: LocalDate;
  readonly amount: string;
}

function parsePayment(text: string): Payment {
  const [on = '', amount = ''] = text.split('=');
  if (!isLocalDate(on) || amount === '' || text.split('=').length > 2)
    throw new StartupFailure(`"${text}" is not a date and an amount, such as 2026-05-04=49.00.`);
  return { on, amount };
}

async function simulate(accountId: string, days: number, payments: readonly Payment[]): Promise<Simulation> {
  const copy = await withDatabase((sql) => copyAccount(sql, accountId));
  if (isRefusal(copy)) throw new StartupFailure(copy.detail);
  let system: System | undefined;
  const sandbox = await startSandbox({
    port: 0,
    env: sandboxEnv(),
    fill: async (started) => {
      system = started;
      const root = await findInstallationSite(started.sql, undefined);
      if (root === undefined) throw new Error('a sandbox has a root site');
      await insertAccountCopy(started.sql, copy, root.id);
    },
  });
  try {
    if (system === undefined) throw new Error('a sandbox is filled when it starts');
    return await play({ sandbox, system, days, payments }, copy);
  } finally {
    await sandbox.stop();
  }
}

/** No database, mail server, connector or key of the living system. */
function sandboxEnv(): NodeJS.ProcessEnv {
  const { LOG_LEVEL } = process.env;
  return { GATE_PORT: '0', ...(LOG_LEVEL === undefined ? {} : { LOG_LEVEL }) };
}

interface Stage {
  readonly sandbox: Sandbox;
  readonly system: System;
  readonly days: number;
  readonly payments: readonly Payment[];
}

async function play(stage: Stage, { id, name }: AccountCopy): Promise<Simulation> {
  const { sandbox, system, days } = stage;
  const { sql } = system;
  const state = await findState(sql, id);
  if (state === undefined) throw new Error('the copied account is not there');
  const { timeZone, currency, siteId } = state;
  const from = sandbox.control.now();
  const to = from + days * DAY_MS;
  const expected = await loadExpectedUsage(sql, { id, timeZone }, from, days);
  const payments = paymentsWithin(stage, { from, to, timeZone });
  for (const { at, day, part } of reportsOf(from, days, timeZone)) {
    if (at > to) break;
    await payUntil(stage, { id, siteId }, payments, at);
    await move(sandbox, at);
    await report(system, siteId, { now: sandbox.control.now(), expected, day, part, at });
  }
  await payUntil(stage, { id, siteId }, payments, to);
  await move(sandbox, to);
  const events = await listSimulatedEvents(sql, id, from);
  return { account: id, name, currency, timeZone, from, to, events };
}

interface TimedPayment extends Payment {
  /** As everywhere, an assumed payment counts from the start of its day. */
  readonly at: number;
}

function paymentsWithin(
  { payments }: Stage,
  { from, to, timeZone }: { readonly from: number; readonly to: number; readonly timeZone: string },
): TimedPayment[] {
  const timed = payments.map((payment) => ({ ...payment, at: startOfDay(payment.on, timeZone) }));
  const other = timed.find(({ at }) => at <= from || at > to);
  if (other !== undefined)
    throw new StartupFailure(`The payment of ${other.on} is not within the days that are simulated.`);
  return timed.sort((one, next) => one.at - next.at);
}

/** Records the payments that are due by then, each at its time, and takes them off the list. */
async function payUntil(
  { sandbox, system }: Stage,
  { id, siteId }: { readonly id: string; readonly siteId: string },
  payments: TimedPayment[],
  until: number,
): Promise<void> {
  for (let [payment] = payments; payment !== undefined && payment.at <= until; [payment] = payments) {
    payments.shift();
    await move(sandbox, payment.at);
    const { amount, on } = payment;
    const context = contextOf(system, siteId, sandbox.control.now());
    const posted = await recordPayment(context, id, { amount, method: 'bank', reference: `assumed ${on}` });
    if (isRefusal(posted)) throw new StartupFailure(`The payment of ${on}: ${posted.detail}`);
  }
}

interface ReportTime {
  readonly at: number;
  /** Days after tomorrow, and the part of the day. */
  readonly day: number;
  readonly part: number;
}

function* reportsOf(from: number, days: number, timeZone: string): Generator<ReportTime> {
  const tomorrow = localEpochDayOf(from, timeZone) + 1;
  for (let day = 0; day < days; day += 1) {
    const starts = startOfDay(dateOfEpochDay(tomorrow + day), timeZone);
    const ends = startOfDay(dateOfEpochDay(tomorrow + day + 1), timeZone);
    for (let part = 0; part < REPORTS_A_DAY; part += 1)
      yield { at: Math.round(starts + ((ends - starts) * (part + 0.5)) / REPORTS_A_DAY), day, part };
  }
}

async function move({ control, broken }: Sandbox, to: number): Promise<void> {
  const how = await Promise.race([control.advance(to), broken]);
  if (typeof how === 'string') throw new StartupFailure(`The simulation stopped: ${how}.`);
}

interface Report extends ReportTime {
  readonly now: number;
  readonly expected: readonly ExpectedUsage[];
}

function contextOf({ sql, dispatcher }: System, siteId: string, now: number): SiteContext {
  const wakeAccount = (id: string, isUrgent?: boolean): void => {
    dispatcher.wakeAccount(id, isUrgent);
  };
  return { sql, siteId, actor: 'cli', wakeAccount, now, wallNow: Date.now() };
}

async function report(system: System, siteId: string, { now, expected, ...time }: Report) {
  const context = contextOf(system, siteId, now);
  const events = expected.flatMap((usage) => eventsOf(usage, time));
  const { rejected } = await recordUsage(context, events);
  const [first] = rejected;
  if (first !== undefined) throw new StartupFailure(`Expected usage was rejected: ${first.reason}.`);
}

function eventsOf({ site, meter, aggregation, days }: ExpectedUsage, { day, part, at }: ReportTime) {
  const quantity = Math.max(0, days[day] ?? 0) / (aggregation === 'sum' ? REPORTS_A_DAY : 1);
  const whole = formatQuantity(BigInt(Math.round(quantity)) * QUANTITY_ONE);
  const id = `${site} ${meter} ${day} ${part}`;
  return quantity === 0
    ? []
    : [{ id, source: 'simulation', site, meter, quantity: whole, time: new Date(at).toISOString() }];
}

function jsonOf({ events, from, to, ...rest }: Simulation): object {
  const amountOf = (minor: string | null): string | null =>
    minor === null ? null : formatAmount(BigInt(minor), rest.currency);
  return {
    ...rest,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    events: events.map(({ at, kind, text, amount, balanceAfter }) => ({
      ...{ at: new Date(at).toISOString(), kind, text },
      ...{ amount: amountOf(amount), balanceAfter: amountOf(balanceAfter) },
    })),
  };
}

function textOf({ name, currency, timeZone, from, to, events }: Simulation): string {
  const time = dateFormat('en-CA', {
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
    ...{ hourCycle: 'h23', timeZone },
  });
  const lines = events.map(({ at, kind, text, amount, balanceAfter }) => {
    const head = `${time.format(at).replace(',', '')}  ${kind.padEnd(11)}  `;
    if (amount === null || balanceAfter === null) return `${head}${text}`;
    const [moved, balance] = [amount, balanceAfter].map((minor) => formatAmount(BigInt(minor), currency));
    return `${head}${text}: ${moved ?? ''}, balance ${balance ?? ''}`;
  });
  return [
    `${name}, ${time.format(from).slice(0, 10)} to ${time.format(to).slice(0, 10)} (${timeZone}), amounts in ${currency}.`,
    'A copy was simulated with the usage expected today and without payments. The account is unchanged.',
    '',
    ...(lines.length === 0 ? ['Nothing happens in this time.'] : lines),
    '',
  ].join('\n');
}
