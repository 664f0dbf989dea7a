import type { Instant } from '../core/values/zone.js';

/** A report of a refund or a dispute, as it was recorded. */
export interface ReportedStep {
  readonly kind: string;
  /** The provider's id of the refund or the dispute. */
  readonly subject: string;
  readonly happenedAt: Instant;
  readonly amount: bigint | null;
  readonly currency: string | null;
}

/** What all reports of one refund or dispute come to. */
export interface Decided<Step extends ReportedStep = ReportedStep> {
  readonly subject: string;
  readonly of: 'refund' | 'dispute';
  /** `taken`: the money is back with the client. `contested`: a bank holds it. `kept`: it stays, or came back. */
  readonly outcome: 'taken' | 'contested' | 'kept';
  readonly minor: bigint;
  readonly currency: string;
  /** The report with the refund or dispute. */
  readonly step: Step;
}

/**
 * What became of a payment's refunds and disputes, whatever the order in which their reports came. A refund that failed
 * never went back. A dispute that was decided is not open any more; decided twice, the later decision counts, and within
 * one second the one for the shop, since what was lost can be won back and not the other way round.
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
  // The first report of that outcome: one that comes again changes nothing.
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
