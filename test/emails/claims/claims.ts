import type { ClientEmailContent } from '../../../emails/email.js';
import { type Wording, wordingFor } from '../../../emails/wording.js';
import { type Assessment, limitRangeOf } from '../../../src/assessment/assess.js';
import { DAY_MS } from '../../../src/core/values/zone.js';
import { type Claim, faultsOf, MARKS } from './readClaims.js';

/** What is so, worked out from the account alone. */
export interface Truth {
  readonly email: ClientEmailContent;
  readonly assessment: Assessment;
  readonly now: number;
  /** The same account after a payment of so much. */
  readonly after: (minor: bigint) => Assessment;
}

const [A = '', B = '', C = ''] = MARKS;

/** The sentences of an email that are false or that no claim covers; empty if all are true. */
export function untrueIn(text: string, truth: Truth): string[] {
  const wording = wordingFor(truth.email);
  return faultsOf(text, [
    ...neutral(truth, wording),
    ...standing(truth, wording),
    ...sentences(truth, wording),
    ...offers(truth, wording),
  ]);
}

function stateOf({ assessment: { facts, standing, projection, forecast }, now }: Truth) {
  // Headroom as documented, not as the product computes it.
  const headroom = facts.balance - facts.disputed - standing.accrued + facts.creditLimit;
  const isClosed = facts.state === 'closed';
  const isUpstream = facts.sites.some(({ upstream }) => upstream);
  const isOff = facts.state === 'suspended' || facts.held || isUpstream;
  const exemption = facts.exemptUntil !== null && facts.exemptUntil > now ? facts.exemptUntil : null;
  const limit = projection.limitDate;
  const { graceDays = 0 } = facts.policy ?? {};
  const graced = limit === null ? null : (headroom < 0n ? now : limit) + graceDays * DAY_MS;
  const suspends = graced === null ? null : Math.max(graced, exemption ?? graced);
  const isDelayed = graceDays > 0 && suspends === graced;
  return {
    ...{ headroom, isClosed, isUpstream, isOff, exemption, limit, suspends, isDelayed },
    isUp: !isClosed && !isOff,
    isHeld: facts.held && !isClosed,
    isSuspended: facts.state === 'suspended',
    missing: headroom < 0n ? -headroom : 0n,
    isForeseen: forecast !== 'none',
    accrued: standing.accrued,
    pace: projection.pacePerDay,
    facts,
  };
}

/** Sentences that are so whatever the state is. */
function neutral({ email }: Truth, { texts, sites, sitesFirst }: Wording): Claim[] {
  const { pay } = texts;
  return [
    texts.hello('Ann'),
    pay.title,
    `${pay.button}: https://tab.example/pay/x`,
    `${pay.reference} R-1`,
    pay.justPaid,
    ...(email.kind === 'all-clear' ? [texts.allClear.subject(sitesFirst), texts.allClear.lead] : []),
    texts.statement.nothing,
    `${texts.statement.reference} R-1`,
    `${texts.labels.sites}: ${A}`,
    ...(email.kind === 'statement' ? [texts.statement.lead(A, sites)] : []),
  ].map((says) => ({ says }));
}

/** The rows: figures and dates. */
function standing(truth: Truth, wording: Wording): Claim[] {
  const { texts, format, shortMoment } = wording;
  const { labels } = texts;
  const { email } = truth;
  const s = stateOf(truth);
  const row = (label: string, value: string | null): Claim => ({
    says: `${label}: ${A}`,
    holds: (shown) => value !== null && shown === value,
  });
  const since = 'since' in email ? shortMoment(email.since) : null;
  const receipt = email.kind === 'receipt' ? email : null;
  const observed = 'observedDays' in email ? email.observedDays : 0;
  return [
    row(labels.balanceNow, format.money(s.facts.balance - s.accrued)),
    row(labels.disputed, s.facts.disputed === 0n ? null : format.money(-s.facts.disputed)),
    row(labels.creditLimit, s.facts.creditLimit < 0n ? null : format.money(s.facts.creditLimit)),
    row(labels.toBeHeld, s.facts.creditLimit < 0n ? format.money(-s.facts.creditLimit) : null),
    row(labels.owed, s.missing === 0n ? null : format.money(s.missing)),
    row(texts.pace(observed), s.isForeseen ? format.money(s.pace) : null),
    row(labels.limitDate, s.limit === null ? null : shortMoment(s.limit)),
    row(labels.exemptionEnds, s.exemption === null ? null : shortMoment(s.exemption)),
    row(labels.suspendedSince, s.isSuspended || s.isHeld ? since : null),
    row(
      labels.suspendedFrom,
      email.kind !== 'suspended' && s.isDelayed && s.suspends !== null ? shortMoment(s.suspends) : since,
    ),
    row(
      labels.suspendedUntil,
      'endedAt' in email && email.endedAt !== null ? shortMoment(email.endedAt) : null,
    ),
    row(labels.onlineSince, since),
    row(labels.lastsUntil, s.limit === null ? (s.isForeseen ? labels.noEnd : null) : shortMoment(s.limit)),
    row(labels.amount, receipt && format.money(receipt.amount)),
    row(labels.method, receipt && texts.method('bank')),
    row(labels.receivedAt, receipt && format.date(receipt.receivedAt)),
    row(labels.entryNumber, receipt && texts.entryNumber('1')),
    row(labels.balanceAfter, receipt && format.money(receipt.balanceAfter)),
    row(labels.balanceWithout, format.money(s.facts.balance)),
    row(labels.openingBalance, email.kind === 'statement' ? format.money(email.openingBalance) : null),
    row(labels.closingBalance, email.kind === 'statement' ? format.money(email.closingBalance) : null),
    ...s.facts.scheduled.map(({ description, dueOn, minor }) =>
      row(texts.plannedCharge(description, format.localDay(dueOn)), format.money(minor)),
    ),
  ];
}

/** What is said in words. */
function sentences(truth: Truth, wording: Wording): Claim[] {
  const { texts, format, many, sitesFirst, shortMoment, moment } = wording;
  const { now, suspended, reactivated, receipt, why, week, day } = texts;
  const { email } = truth;
  const s = stateOf(truth);
  const money = (minor: bigint): string => format.money(minor);
  const isMissing = (shown: string): boolean => s.missing > 0n && shown === money(s.missing);
  const isAt = (at: number | null, shown: string, write = shortMoment): boolean =>
    at !== null && (s.isForeseen || at === s.exemption || s.missing > 0n) && shown === write(at);
  const week_ms = 7 * DAY_MS;
  const isCalm = s.isUp && s.missing === 0n;
  const warns = s.isUp || (s.isUpstream && !s.isSuspended && !s.isHeld && !s.isClosed);
  const reaches = (amount: string, until: string | null): boolean => {
    const minor = minorOf(truth, wording, amount);
    if (minor === undefined || minor < s.missing) return false;
    const lasts = truth.after(minor).projection.limitDate;
    return until === null ? true : isAt(lasts, until);
  };
  const planned = s.facts.scheduled[0];
  const claims: [string, (...values: string[]) => boolean][] = [
    [now.fine, () => isCalm && s.isForeseen && (s.suspends === null || s.suspends - truth.now > week_ms)],
    [now.unforeseen, () => isCalm && !s.isForeseen],
    [now.disputed(A), (shown) => s.facts.disputed > 0n && shown === money(s.facts.disputed)],
    [now.soon(many, A), (at) => isCalm && isAt(s.suspends, at)],
    [
      now.suspended(many, A, B),
      (shown, until) => s.isSuspended && !s.isHeld && !s.isUpstream && reaches(shown, until),
    ],
    [
      now.suspended(many, A, null),
      (shown) => s.isSuspended && !s.isHeld && !s.isUpstream && reaches(shown, null),
    ],
    [
      now.exact(A, B),
      (shown, until) => isMissing(shown) && isAt(truth.after(s.missing).projection.limitDate, until),
    ],
    [now.owed(A), isMissing],
    [now.coming(many), () => s.isSuspended && !s.isHeld && s.missing === 0n],
    [now.suspendedUpstream(many), () => s.isSuspended && s.isUpstream],
    [now.held(many), () => s.isHeld],
    [now.upstream(many), () => s.isUpstream && !s.isSuspended && !s.isHeld],
    [now.owing(A), (shown) => s.isUp && s.exemption === null && !s.isDelayed && isMissing(shown)],
    [
      now.delayed(many, A, B),
      (shown, until) =>
        s.isUp && s.isDelayed && isMissing(shown) && s.suspends !== null && until === shortMoment(s.suspends),
    ],
    [now.exempt(A, B), (shown, until) => s.isUp && isMissing(shown) && isAt(s.exemption, until)],
    [
      now.closedOwing(A),
      (shown) =>
        s.isClosed && s.facts.disputed === 0n && shown === money(-s.facts.balance) && s.facts.balance < 0n,
    ],
    [
      now.closedCredit(A),
      (shown) =>
        s.isClosed && s.facts.disputed === 0n && shown === money(s.facts.balance) && s.facts.balance > 0n,
    ],
    [
      now.closedDisputed(A),
      (shown) => s.isClosed && shown === money(s.facts.disputed) && s.facts.disputed > 0n,
    ],
    [now.closedEven, () => s.isClosed && s.facts.balance === 0n && s.facts.disputed === 0n],
    [
      suspended.subject(sitesFirst, many, A),
      (shown) => s.isSuspended && !s.isHeld && !s.isUpstream && reaches(shown, null),
    ],
    [suspended.subjectPlain(sitesFirst, many), () => s.isOff],
    [suspended.subjectOver(sitesFirst, many), () => email.kind === 'suspended'],
    [suspended.whyUsed, () => s.missing > s.facts.disputed],
    [suspended.whyDisputed, () => s.missing > 0n && s.facts.disputed > 0n && s.missing <= s.facts.disputed],
    [suspended.visitors, () => s.isOff],
    [suspended.comesBack(many), () => s.isSuspended && !s.isHeld && !s.isUpstream && s.missing > 0n],
    [suspended.held(many), () => s.isHeld],
    [suspended.upstream(many), () => s.isSuspended && s.isUpstream && s.missing > 0n],
    [suspended.was, () => !s.facts.held],
    [suspended.wasHeld(many), () => s.facts.held],
    [suspended.isBack(many), () => s.isUp],
    [reactivated.subject(sitesFirst, many), () => s.isUp],
    [reactivated.subjectPlain(sitesFirst, many), () => s.isUp],
    [reactivated.subjectUpstream(sitesFirst), () => s.isUpstream && !s.isSuspended && !s.isHeld],
    [reactivated.subjectOver(sitesFirst, many), () => !s.isUp],
    [reactivated.lead(many), () => s.isUp],
    [reactivated.ended(), () => s.isUpstream && !s.isSuspended && !s.isHeld],
    [reactivated.over(many), () => !s.isUp],
    [reactivated.until(A), (at) => isCalm && isAt(s.limit, at, format.dayOfYear)],
    [reactivated.endless, () => isCalm && s.isForeseen && s.limit === null],
    [receipt.subject(A), (shown) => shown === money((email as { amount: bigint }).amount)],
    [receipt.subjectShort(A, B), (_paid, shown) => isMissing(shown)],
    [receipt.subjectReversed(A), () => email.kind === 'receipt' && email.reversed],
    [receipt.lead(wording.sites), () => email.kind === 'receipt' && !email.reversed],
    [receipt.leadReversed(wording.sites), () => email.kind === 'receipt' && email.reversed],
    [receipt.short, () => s.missing > 0n],
    [
      texts.statement.subject(A, B),
      (_days, shown) => email.kind === 'statement' && shown === money(email.closingBalance),
    ],
    [
      why.traffic(A),
      (at) =>
        s.missing === 0n &&
        isAt(s.limit, at) &&
        s.facts.assignments.some(({ plan }) => plan.usage.length > 0),
    ],
    [
      why.between(A, B, C),
      (early, late, at) => {
        const range = limitRangeOf(truth.assessment);
        return (
          email.kind === 'week' &&
          isAt(s.limit, at) &&
          isAt(range?.earliest ?? null, early, format.shortDay) &&
          isAt(range?.latest ?? null, late, format.shortDay)
        );
      },
    ],
    [
      why.recurring(A),
      (at) =>
        s.missing === 0n &&
        isAt(s.limit, at) &&
        s.facts.assignments.some(({ plan }) => plan.recurring.length > 0),
    ],
    [
      why.charge(A, B),
      (...said) =>
        planned !== undefined &&
        said.includes(planned.description) &&
        said.includes(format.localDay(planned.dueOn)),
    ],
    [why.exemption(A), (until) => warns && s.missing > 0n && isAt(s.exemption, until)],
    [
      why.exemptionAfter(A, B),
      (at, until) => warns && s.missing === 0n && isAt(s.limit, at) && isAt(s.exemption, until),
    ],
    [why.policy(many, A), (until) => warns && s.missing > 0n && s.isDelayed && isAt(s.suspends, until)],
    [
      why.policyAfter(many, A, B),
      (at, until) => warns && s.missing === 0n && s.isDelayed && isAt(s.limit, at) && isAt(s.suspends, until),
    ],
    [why.topUpInTime, () => warns],
    [why.payInTime, () => warns],
    [why.upstream(many), () => s.isUpstream],
    [week.subject(sitesFirst, many, A), (at) => warns && isAt(s.suspends, at, format.day)],
    [week.subjectExemption(sitesFirst, many, A), (at) => warns && isAt(s.exemption, at, format.day)],
    [week.afterwards(many), () => s.isUp],
    [week.afterwardsUpstream(many), () => s.isUpstream && !s.isSuspended],
    [day.subject(sitesFirst, many, A), (at) => s.isUp && isAt(s.suspends, at, moment)],
    [day.subjectExemption(sitesFirst, many, A), (at) => s.isUp && isAt(s.exemption, at, moment)],
    [day.subjectUpstream(sitesFirst, many, A), (at) => s.isUpstream && isAt(s.suspends, at, moment)],
    [day.afterwards(many), () => s.isUp],
    [day.afterwardsUpstream(many), () => s.isUpstream && !s.isSuspended],
  ];
  return claims.map(([says, holds]) => ({ says, holds }));
}

/** What may be paid, and what that does. */
function offers(truth: Truth, wording: Wording): Claim[] {
  const { keepsFor } = wording.texts;
  const { many, shortMoment } = wording;
  const s = stateOf(truth);
  const lasting = (amount: string): number | null | undefined => {
    const minor = minorOf(truth, wording, amount);
    return minor === undefined || minor < s.missing ? undefined : truth.after(minor).projection.limitDate;
  };
  const lasts = (amount: string, days: number): boolean => {
    const until = lasting(amount);
    return until === null || (until !== undefined && until >= truth.now + days * DAY_MS);
  };
  const spans = [30, 90, 365].flatMap((days): Claim[] => [
    {
      says: keepsFor.preview(A, keepsFor.span(days), many),
      holds: (amount) => s.isUp && lasts(amount, days),
    },
    { says: `${keepsFor.span(days)}: ${A}`, holds: (amount) => lasts(amount, days) },
  ]);
  return [
    { says: keepsFor.title(many), holds: () => s.isUp },
    { says: keepsFor.titleSuspended(many), holds: () => s.isSuspended && !s.isHeld && !s.isUpstream },
    { says: keepsFor.titleAccount },
    ...spans,
    {
      says: `${keepsFor.until(B)}: ${C}`,
      holds: (until, amount) => {
        const at = s.isForeseen ? lasting(amount) : null;
        return typeof at === 'number' && shortMoment(at) === until;
      },
    },
    { says: `${keepsFor.forNow}: ${A}`, holds: (amount) => lasting(amount) !== undefined },
  ];
}

/** The amount of the product's that is written so: what it claims is then looked at. */
function minorOf({ email }: Truth, { format }: Wording, shown: string): bigint | undefined {
  const { shortfall, least, keepsFor } = email.offers;
  const known = [shortfall, least, ...keepsFor].flatMap((offer) => (offer === null ? [] : [offer.minor]));
  return known.find((minor) => format.money(minor) === shown);
}
