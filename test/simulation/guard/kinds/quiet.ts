import fc from 'fast-check';
import { DAY_MS, localEpochDayOf } from '../../../../src/core/values/zone.js';
import { type DrawnAccount, drawnAccount, instant } from '../draw/accounts.js';
import type { Judge } from '../checks/finding.js';
import { live } from './life.js';
import { PortalAccount } from '../checks/portalAccount.js';
import { Days, reportsOf, rhythmOf, RHYTHMS, type Traffic, trafficOf } from '../draw/traffic.js';

/** A client with more credit than will ever be used up, and without operations. */
export interface Quiet {
  readonly account: DrawnAccount;
  readonly openedAt: number;
  readonly traffic: readonly Traffic[];
}

const DAYS = 75;
/** What comes after its own day may be late for a settled period, which is then rated again. */
const PUNCTUAL = RHYTHMS.map(({ bundle, lateDays }, index) => ({
  isPunctual: bundle === 1 && lateDays === 0,
  index,
}))
  .filter(({ isPunctual }) => isPunctual)
  .map(({ index }) => index);
/** In minor units; nothing that is drawn costs as much. */
const CREDIT = 10n ** 21n;
/** A timer, the settlement with the statement's email, and the next run. */
const ACTIONS_MOST = 3;

export const quiet: fc.Arbitrary<Quiet> = fc.record({
  account: drawnAccount.map((account) => ({ ...account, intervalMonths: 1 as const, creditLimit: 0 })),
  openedAt: instant,
  traffic: fc.array(
    fc
      .tuple(trafficOf({ age: DAYS }), fc.constantFrom(...PUNCTUAL))
      .map(([traffic, rhythm]) => ({ ...traffic, rhythm })),
    { minLength: 1, maxLength: 2 },
  ),
});

/** Whatever its usage, nothing happens but what a month's end asks for. */
export function judgeQuiet(judge: Judge, { account, openedAt, traffic }: Quiet): string {
  const days = new Days(account.timeZone);
  const from = localEpochDayOf(openedAt, account.timeZone);
  const span = { from, to: from + DAYS, end: from + DAYS };
  const reports = traffic
    .flatMap((one) => reportsOf(one, days, span))
    .filter(({ occurredAt }) => occurredAt >= openedAt);
  const tab = new PortalAccount(judge, account, openedAt);
  tab.post(CREDIT);
  live(judge, tab, { openedAt, until: openedAt + DAYS * DAY_MS, reports, deeds: [], topUp: () => 0n });
  judge.holds(
    'a client with enough credit gets no warning',
    tab.notices.length === 0 && tab.suspendedAt.length === 0,
    () => `${tab.notices.length} notices, ${tab.suspendedAt.length} suspensions`,
  );
  for (const [index, actions] of tab.actionsAtTurns.entries()) {
    const month = actions - (tab.actionsAtTurns[index - 1] ?? actions);
    judge.holds(
      'a quiet month costs three actions at most',
      month <= ACTIONS_MOST,
      () => `${month} actions in a month`,
    );
  }
  return traffic.map((one) => rhythmOf(one).name)[0] ?? 'no usage';
}
