import { runChecks } from '../../../../src/operations/runChecks.js';
import { schemaNumber } from '../../../../src/operations/migrateDatabase.js';
import type { PagesFixture } from '../../../web/fixture.js';
import { rounded } from '../../chaos/checker/arithmetic.js';
import { findEntries, type FoundEntry } from '../../model/found.js';
import type { Judge } from '../checks/finding.js';
import { judgeSettledAgain } from './settledAgain.js';
import { taxFaultsOf } from './taxFaults.js';
import type { TestedSite } from './testedSite.js';

const DAY_MS = 86_400_000;

/** What must be so whenever everything is at rest. */
export async function judgeRest(judge: Judge, tested: TestedSite): Promise<void> {
  judge.holds('what has to be taken is taken, and nothing else', tested.misjudged.length === 0, () =>
    tested.misjudged.join('; '),
  );
  for (const tenure of tested.tenures) {
    const entries = await findEntries(tested.fixture.database.sql, tenure.stage.accountId);
    judgeLedger(judge, entries);
    judgeMoneyBack(judge, entries, tested.beyond);
    await judgeSettledAgain(judge, tested, tenure);
  }
}

function judgeLedger(judge: Judge, entries: readonly FoundEntry[]): void {
  let balance = 0n;
  for (const [index, entry] of entries.entries()) {
    balance += entry.amount;
    judge.holds(
      'numbers have no gaps',
      entry.number === index + 1,
      () => `no. ${entry.number} is ${index + 1}.`,
    );
    judge.holds(
      'each entry says the balance after it',
      entry.balanceAfter === balance,
      () => `no. ${entry.number} says ${entry.balanceAfter}, it is ${balance}`,
    );
  }
}

/** Refunds and reversals of payments never come to more than was paid, one by one and all together. */
function judgeMoneyBack(judge: Judge, entries: readonly FoundEntry[], beyond: ReadonlySet<string>): void {
  const undone = new Map(entries.map(({ reverses, amount }) => [reverses, amount]));
  let paid = 0n;
  let given = 0n;
  let back = 0n;
  for (const entry of entries) {
    const { id, kind, amount, corrects, balanceAfter } = entry;
    const standing = amount + (undone.get(id) ?? 0n);
    if (kind === 'adjustment' && standing > 0n) given += standing;
    if (kind === 'refund') back -= standing;
    if (kind === 'refund' && beyond.has(id)) given -= standing;
    judge.holds(
      'a refund that names no payment is no more than the credit there is',
      kind !== 'refund' || corrects !== null || beyond.has(id) || balanceAfter >= 0n,
      () => `no. ${entry.number}: ${amount} leaves ${balanceAfter}`,
    );
    if (kind !== 'payment') continue;
    paid += amount;
    back -= sumOf(entries.filter(({ reverses }) => reverses === id));
    const ofIt = entries.filter((one) => one.corrects === id || one.reverses === id);
    const gone =
      -sumOf(ofIt) - sumOf(entries.filter(({ reverses }) => ofIt.some((one) => one.id === reverses)));
    judge.holds(
      'no more of a payment goes back than it was',
      gone <= amount,
      () => `${gone} went back of no. ${entry.number}, ${amount}`,
    );
  }
  judge.holds(
    'no more money goes back than came in',
    back <= paid + given,
    () => `${back} went back of ${paid} paid and ${given} given`,
  );
}

function sumOf(entries: readonly FoundEntry[]): bigint {
  return entries.reduce((total, { amount }) => total + amount, 0n);
}

/** Long after everything is closed: each event is charged once, to the account that held the site when it happened. */
export async function judgeOwnership(judge: Judge, tested: TestedSite): Promise<void> {
  for (const { stage, openedAt, closedAt } of tested.tenures) {
    const entries = await findEntries(tested.fixture.database.sql, stage.accountId);
    const held = tested.accepted.filter(
      ({ at, isVoid }) => !isVoid && at >= openedAt && at < (closedAt ?? Infinity),
    );
    const due = BigInt(tested.life.price) * BigInt(held.reduce((sum, { quantity }) => sum + quantity, 0));
    const charged = -entries
      .filter(({ kind, line }) => kind === 'charge' && line === 'visits')
      .reduce((sum, { amount }) => sum + amount, 0n);
    judge.holds(
      'usage is charged once, to the account that held the site then',
      charged === due,
      () => `${charged} charged, ${due} used from ${iso(openedAt)} to ${iso(closedAt ?? tested.now)}`,
    );
    judgeTax(judge, entries);
    const faults = await taxFaultsOf(tested.fixture.at(tested.now), stage.accountId);
    judge.holds('a statement bears the tax on its sum', faults.length === 0, () => faults.join('; '));
  }
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

/** A correction bears the rate of what it corrects: over a line, the tax is what its first rate makes of the whole. */
function judgeTax(judge: Judge, entries: readonly FoundEntry[]): void {
  const lines = new Map<string, FoundEntry[]>();
  for (const entry of entries) {
    if (entry.kind !== 'charge' || entry.line === null) continue;
    const key = `${entry.assignmentId ?? ''} ${entry.line} ${entry.month ?? ''}`;
    lines.set(key, [...(lines.get(key) ?? []), entry]);
  }
  for (const [key, charges] of lines) {
    const taxes = charges.map((charge) => taxOf(entries, charge));
    const charged = charges.reduce((sum, { amount }) => sum + amount, 0n);
    const tax = taxes.reduce((sum, amount) => sum + amount, 0n);
    judge.holds(
      'what is wholly given back is given back with its tax',
      charged !== 0n || abs(tax) <= BigInt(charges.length),
      () =>
        `${key}: nothing is left of ${charges.map(({ amount }) => amount).join(', ')}, and a tax of ${tax}`,
    );
    const [first] = charges;
    const [firstTax = 0n] = taxes;
    if (first === undefined || charges.length === 1) continue;
    const expected = rounded(charged * firstTax, first.amount);
    const slack = BigInt(charges.length) + (abs(charged) + abs(first.amount)) / abs(first.amount);
    judge.holds(
      'a correction bears the tax of what it corrects',
      charged <= first.amount || abs(tax - expected) <= slack,
      () =>
        `${key}: ${charges.map(({ amount }, index) => `${amount} with tax ${taxes[index] ?? 0n}`).join(', ')}`,
    );
  }
}

function taxOf(entries: readonly FoundEntry[], charge: FoundEntry): bigint {
  return entries
    .filter(({ kind, taxes }) => kind === 'tax' && taxes === charge.id)
    .reduce((sum, { amount }) => sum + amount, 0n);
}

function abs(amount: bigint): bigint {
  return amount < 0n ? -amount : amount;
}

/** Lists, pages and files answer, whatever is on them. */
export async function judgeLists(
  judge: Judge,
  site: PagesFixture,
  accountIds: readonly string[],
): Promise<void> {
  const api = ['/v1/accounts?limit=200', '/v1/sites'];
  const parts = ['', '/projection', '/entries', '/usage', '/emails', '/timeline', '/periods', '/statements'];
  for (const id of accountIds) api.push(...parts.map((part) => `/v1/accounts/${id}${part}`));
  for (const path of api) {
    const { status, body } = await site.api.get(path);
    judge.holds('the API answers', status === 200, () => `${path}: ${status} ${body.detail}`);
    const odd = /NaN|Infinity/.exec(JSON.stringify(body));
    judge.holds('every figure of the API is one', odd === null, () => `${path} says ${odd?.[0] ?? ''}`);
  }
  const base = '/sites/agency/console/';
  // Time has moved on by weeks: earlier sessions have ended.
  const owner = await site.ownersBrowser();
  const pages = ['', 'csv', 'months/csv', ...accountIds.map((id) => `accounts/${id}`)];
  for (const page of pages) {
    const { status, text } = await owner.get(`${base}${page}`);
    judge.holds('the console answers', status === 200, () => `${page}: ${status}`);
    judge.holds('every figure of the console is one', !/\bNaN\b|\bInfinity\b/.test(text), () => page);
  }
}

/** What the doctor says of it all. */
export async function judgeByDoctor(judge: Judge, tested: TestedSite): Promise<void> {
  const { findings } = await runChecks(tested.fixture.at(tested.now), {
    running: undefined,
    schemaNumber: await schemaNumber(),
    isAtRest: true,
  });
  const kept = findings.filter(({ check }) => check !== 'clock' && check !== 'silence');
  judge.holds('the doctor finds nothing', kept.length === 0, () => JSON.stringify(kept.slice(0, 3)));
}

/** Long enough for whatever may still come in and be charged. */
export const AFTERMATH_MS = 75 * DAY_MS;
