import { CHAOS_FAULTS, type SourceFault } from '../chaos/faults/faults.js';

export type ModelFault = Pick<SourceFault, 'name' | 'does' | 'edits'>;

/** Of the faults that the chaos run puts in, those a single account gives away by itself. */
const SHARED = [
  ...['ignore-key', 'forget-body', 'forget-rearm', 'reactivate-on-hold', 'round-down', 'count-twice'],
  ...['settle-the-whole', 'number-gap', 'reverse-without-tax', 'forget-dispute'],
];

const OWN: readonly ModelFault[] = [
  {
    name: 'charge-the-reversed',
    does: 'what was reversed by hand is given back a second time at settlement',
    edits: [
      {
        file: 'src/billing/standing.ts',
        from: 'return posted.minor > 0n && difference < -kept ? -kept : difference;',
        to: 'void kept;\n  return difference;',
      },
    ],
  },
  {
    name: 'startup-again',
    does: 'the start-up charge is due each time an account comes back to a plan',
    edits: [{ file: 'src/plans/assignPlans.ts', from: '!earlier.has(version.planId);', to: 'true;' }],
  },
  {
    name: 'sleep-through-exemption',
    does: 'no account wakes when its exemption has ended',
    edits: [
      {
        file: 'src/billing/decide.ts',
        from: 'if (facts.exemptUntil !== null) wakes.push(',
        to: 'if (facts.exemptUntil === 0) wakes.push(',
      },
    ],
  },
  {
    name: 'late-unseen',
    does: 'usage that comes late is kept and never charged',
    edits: [
      {
        file: 'src/store/migrations/0006_ledger.sql',
        from: 'd.day < p.end_date and not p.late_usage',
        to: 'd.day < p.start_date and not p.late_usage',
      },
    ],
  },
  {
    name: 'silent-change',
    does: 'a change of an account tells its workflow nothing',
    edits: [
      {
        file: 'src/suspension/changeStanding.ts',
        from: 'await addToOutbox(transaction, [signal],',
        to: 'await addToOutbox(transaction, [signal].slice(1),',
      },
    ],
  },
  {
    name: 'shrinking-day',
    does: 'no billing day comes after the 28th',
    edits: [
      {
        file: 'src/core/values/zone.ts',
        from: 'Math.min(day, daysInMonth(year, monthOfYear))',
        to: 'Math.min(day, 28)',
      },
    ],
  },
  {
    name: 'post-twice',
    does: 'a planned charge is posted and not marked as posted',
    edits: [
      {
        file: 'src/ledger/chargeDue.ts',
        from: 'await markScheduledPosted(transaction, charge.id, id);',
        to: 'if (charge.minor % 2n === 0n) await markScheduledPosted(transaction, charge.id, id);',
      },
    ],
  },
];

export const MODEL_FAULTS: readonly ModelFault[] = [
  ...CHAOS_FAULTS.filter(({ name }) => SHARED.includes(name)),
  ...OWN,
];
