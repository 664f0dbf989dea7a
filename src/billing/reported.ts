import type { Instant } from '../core/values/zone.js';

/** A stored report of a refund or a dispute. */
export interface ReportedStep {
  readonly kind: string;
  /** The provider's id of the refund or the dispute. */
  readonly subject: string;
  readonly happenedAt: Instant;
  readonly amount: bigint | null;
  readonly currency: string | null;
}

/** The result of all reports of one refund or dispute. */
export interface Decided<Step extends ReportedStep = ReportedStep> {
  readonly subject: string;
  readonly of: 'refund' | 'dispute';
  /** `taken`: the client has the money back. `contested`: a bank holds it. `kept`: the shop has it, still or again. */
  readonly outcome: 'taken' | 'contested' | 'kept';
  readonly minor: bigint;
  readonly currency: string;
  /** The report with the refund or dispute. */
  readonly step: Step;
}

/**
 * The state of a payment's refunds and disputes, independent of the order of their reports. A failed refund never
 * returned money. A decided dispute is no longer open. Of two decisions the later counts; within one second the one for
 * the shop, since a lost dispute can still be won, but not the reverse.
 */
export function decideSteps<Step extends ReportedStep>(steps: readonly Step[]): Decided<Step>[] {
  const bySubject = new Map<string, Step[]>();
  for (const step of steps) {
    const name = `${step.kind.startsWith('refund') ? 'refund' : 'dispute'}/${step.subject}`;
    if (isStep(step)) bySubject.set(name, [...(bySubject.get(name) ?? []), step]);
  }
  return [...bySubject.keys()].sort().map((name) => decide(bySubject.get(name) ?? []));
}

const OUTCOMES: Readonly<Record<string, Decided['outcome']>> = {
  refunded: 'taken',
  'refund-failed': 'kept',
  disputed: 'contested',
  'dispute-won': 'kept',
  'dispute-lost': 'taken',
};

function isStep({ kind }: ReportedStep): boolean {
  return OUTCOMES[kind] !== undefined;
}

function decide<Step extends ReportedStep>(steps: readonly Step[]): Decided<Step> {
  const ordered = [...steps].sort((left, right) => weightOf(left) - weightOf(right) || timeOf(left, right));
  const last = ordered.at(-1);
  if (last === undefined) throw new Error('no reports of one refund or dispute');
  // The first report of that outcome: a repeated one changes nothing.
  const step = steps.find(({ kind }) => kind === last.kind) ?? last;
  const notified = ordered.findLast(({ amount }) => amount !== null);
  return {
    subject: step.subject,
    of: step.kind.startsWith('refund') ? 'refund' : 'dispute',
    outcome: OUTCOMES[step.kind] ?? 'kept',
    minor: notified?.amount ?? 0n,
    currency: notified?.currency ?? '',
    step,
  };
}

function weightOf({ kind }: ReportedStep): number {
  if (kind === 'refund-failed') return 2;
  return kind === 'dispute-won' || kind === 'dispute-lost' ? 1 : 0;
}

function timeOf(left: ReportedStep, right: ReportedStep): number {
  return (
    left.happenedAt - right.happenedAt ||
    Number(left.kind === 'dispute-won') - Number(right.kind === 'dispute-won')
  );
}
