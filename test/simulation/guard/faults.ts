import type { Edit } from '../chaos/faults/nextBuild.js';

/** A fault to be put into a copy of the source, and what the generators have to say of it. */
export interface GuardFault {
  readonly name: string;
  readonly does: string;
  readonly edits: readonly Edit[];
  /** Kinds that are to find it, and how many cases of each they get. */
  readonly kinds: string;
  readonly cases: number;
  readonly shows: RegExp;
}

/** As the pure kinds are counted: a few dozen lives on the real database. */
const OPERATIONS_CASES = 20_000;

export const GUARD_FAULTS: readonly GuardFault[] = [
  {
    name: 'level-below-zero',
    does: 'a level follows the busiest weekday beyond what the day says, below zero, and ends in a logarithm',
    edits: [
      {
        file: 'src/billing/traffic/pattern/level.ts',
        from: '(1 - 0.5 ** (factor / (HALF_LIVES_DAYS[smoother] ?? 1))) / factor;',
        to: '1 - 0.5 ** (1 / (HALF_LIVES_DAYS[smoother] ?? 1));',
      },
    ],
    ...{ kinds: 'look', cases: 3_000, shows: /the outlook on sound facts has no faults/ },
  },
  {
    name: 'limit-in-the-past',
    does: 'the limit date is named a day before it comes',
    edits: [
      {
        file: 'src/billing/projection/project.ts',
        from: 'limitDate: run.limitHit?.at ?? null,',
        to: 'limitDate: run.limitHit === null ? null : run.limitHit.at - 86_400_000,',
      },
    ],
    ...{ kinds: 'look', cases: 3_000, shows: /limit date|has no faults/ },
  },
  {
    name: 'whole-day-to-each',
    does: 'a day on which a site changed hands is charged to each account that held it',
    edits: [
      {
        file: 'src/store/facts/usageFacts.ts',
        from: 'join usage_days d on d.site_id = t.site_id and d.account_id = a.id and',
        to: 'join usage_days d on d.site_id = t.site_id and',
      },
      {
        file: 'src/store/facts/usageFacts.ts',
        from: 'select d.account_id, min(d.site_id::text)',
        to: 'select a.id as account_id, min(d.site_id::text)',
      },
      {
        file: 'src/store/facts/usageFacts.ts',
        from: 'group by d.account_id, case',
        to: 'group by a.id, case',
      },
    ],
    ...{
      kinds: 'operations',
      cases: OPERATIONS_CASES,
      shows: /usage is charged once|doctor|settling at rest/,
    },
  },
  {
    name: 'late-after-closing-lost',
    does: 'usage sent after the closing is accepted and never charged',
    edits: [
      {
        file: 'src/ledger/settleClosed.ts',
        from: 'await listClosedLate(context.sql, limit);',
        to: '(await listClosedLate(context.sql, limit)).slice(limit);',
      },
    ],
    ...{ kinds: 'operations', cases: OPERATIONS_CASES, shows: /settling at rest|usage is charged once/ },
  },
  {
    name: 'late-gathered-for-ever',
    does: 'late usage waits until something else is charged',
    edits: [
      {
        file: 'src/billing/decide.ts',
        from: '(lateSince ?? -Infinity) + LATE_GATHERED_MS;',
        to: 'Math.max(Infinity, (lateSince ?? 0) + LATE_GATHERED_MS);',
      },
    ],
    ...{ kinds: 'operations', cases: OPERATIONS_CASES, shows: /gathered for a day/ },
  },
  {
    name: 'whole-for-difference',
    does: 'late usage has the whole line charged again instead of the difference',
    edits: [
      {
        file: 'src/ledger/settleDue.ts',
        from: 'amount: -line.dueMinor,',
        to: 'amount: -line.minor,',
      },
    ],
    ...{
      kinds: 'operations',
      cases: OPERATIONS_CASES,
      shows: /usage is charged once|settling at rest|comes? to rest/,
    },
  },
  {
    name: 'tax-accrues-by-line',
    does: 'what is accrued bears the tax of each line rather than that on the sum',
    edits: [
      {
        file: 'src/billing/rating/taxSum.ts',
        from: 'return mergeSums(sums).reduce((missing',
        to: 'return sums.reduce((missing',
      },
    ],
    ...{ kinds: 'life', cases: 3_000, shows: /settling moves no headroom/ },
  },
  {
    name: 'tax-by-line',
    does: 'a statement is settled with the tax of its lines',
    edits: [
      {
        file: 'src/ledger/roundTax.ts',
        from: '.filter(({ minor, byLine }) => minor !== byLine)',
        to: '.filter(({ minor }) => minor !== minor)',
      },
    ],
    ...{ kinds: 'operations', cases: OPERATIONS_CASES, shows: /the tax on its sum/ },
  },
  {
    name: 'tax-of-today',
    does: 'a correction bears the tax of the day on which it is posted',
    edits: [
      {
        file: 'src/billing/standing.ts',
        from: 'if (posted?.tax !== undefined) return posted.tax;',
        to: '',
      },
      {
        file: 'src/billing/standing.ts',
        from: 'return settled === undefined ? facts.tax : settled;',
        to: 'return settled === undefined ? facts.tax : facts.tax;',
      },
    ],
    ...{
      kinds: 'operations',
      cases: OPERATIONS_CASES,
      shows: /given back with its tax|tax of what it corrects/,
    },
  },
  {
    name: 'refund-beyond-payment',
    does: 'a refund that names a payment is held to nothing',
    edits: [
      {
        file: 'src/payments/moneyBack.ts',
        from: 'if (minor <= free) return undefined;',
        to: 'if (minor > 0n) return undefined;',
      },
    ],
    ...{ kinds: 'operations', cases: OPERATIONS_CASES, shows: /goes back than|more would be given back/ },
  },
  {
    name: 'refund-beyond-credit',
    does: 'a refund that names no payment is held to nothing',
    edits: [
      {
        file: 'src/payments/moneyBack.ts',
        from: 'if (minor <= credit) return undefined;',
        to: 'if (minor > 0n) return undefined;',
      },
    ],
    ...{ kinds: 'operations', cases: OPERATIONS_CASES, shows: /goes back than|names no payment/ },
  },
  {
    name: 'reversal-of-the-whole',
    does: 'a payment of which a part was refunded is reversed whole',
    edits: [
      {
        file: 'src/ledger/reverseEntry.ts',
        from: 'const left = await reversibleOf(transaction, entry);',
        to: 'const left = (await reversibleOf(transaction, entry)) * 0n + (entry.amount < 0n ? -entry.amount : entry.amount);',
      },
    ],
    ...{ kinds: 'operations', cases: OPERATIONS_CASES, shows: /goes back than|more would be given back/ },
  },
  {
    name: 'closed-money-frozen',
    does: 'a closed account takes no payment any more',
    edits: [
      {
        file: 'src/payments/recordPayment.ts',
        from: 'afterClosing: true,',
        to: 'afterClosing: false,',
      },
    ],
    ...{ kinds: 'operations', cases: OPERATIONS_CASES, shows: /has to be taken/ },
  },
  {
    name: 'weekday-blind-spikes',
    does: 'a day that carries its week is cut down as a spike',
    edits: [
      {
        file: 'src/billing/traffic/window.ts',
        from: 'SPIKE_CAP * Math.max(usual, count < 2 ? 0 : (ofWeekday[(count - 1) >> 1] ?? 0));',
        to: 'SPIKE_CAP * usual;',
      },
    ],
    ...{ kinds: 'steady', cases: 4_000, shows: /what goes on alike/ },
  },
  {
    name: 'silence-by-days-alone',
    does: 'a meter that is reported once a week is flagged as silent each week',
    edits: [
      {
        file: 'src/billing/traffic/silentMeter.ts',
        from: 'reported.isDaily || reported.sessions.length < SESSIONS_LEAST) return byDays;',
        to: 'reported.isDaily || reported.sessions.length < 1_000) return byDays;',
      },
    ],
    ...{ kinds: 'silence', cases: 2_000, shows: /not reported as silent/ },
  },
  {
    name: 'fixed-day-course',
    does: 'every meter is taken to be reported in the usual course of a day',
    edits: [
      {
        file: 'src/billing/traffic/today/arrival.ts',
        from: 'if (rhythms.length === 0) return USUAL_REPORTS;',
        to: 'if (rhythms.length >= 0) return USUAL_REPORTS;',
      },
    ],
    ...{ kinds: 'approach', cases: 180, shows: /notices are right in/ },
  },
  {
    name: 'minute-timers',
    does: 'an account sleeps to a limit that usage makes, a minute at the least',
    edits: [
      {
        file: 'src/billing/decide.ts',
        from: 'if (idle !== null) {',
        to: 'if (suspension !== null) {',
      },
      {
        file: 'src/billing/decide.ts',
        from: "idle.reason === 'limit' || idle.reason === 'exemption'",
        to: "suspension.reason === 'limit' || suspension.reason === 'exemption'",
      },
      {
        file: 'src/billing/decide.ts',
        from: 'Math.max(idle.at, asOf',
        to: 'Math.max(suspension.at, asOf',
      },
    ],
    ...{ kinds: 'life', cases: 300, shows: /wakes a few times a day/ },
  },
  {
    name: 'rearmed-too-eagerly',
    does: 'one look at a longer runway arms a notice again, whatever made it longer',
    edits: [
      {
        file: 'src/billing/notices.ts',
        from: 'if (isBeyond && notified.changed === true)',
        to: 'if (isBeyond)',
      },
    ],
    ...{ kinds: 'approach', cases: 180, shows: /an estimate arms a notice/ },
  },
];
