import type { Offers } from '../src/billing/projection/project.js';
import type { Situation } from '../src/billing/situation.js';
import type { Wording } from './wording.js';

/** The account's state at sending, in one or two sentences: what to pay, or that nothing is due. */
export function nowText(
  email: { readonly situation: Situation; readonly offers: Offers; readonly disputed?: bigint },
  wording: Wording,
): string {
  const { situation, disputed = 0n } = email;
  // The sentence about a closed account already names disputes.
  const doubt = situation.kind === 'closed' ? '' : disputedText(disputed, wording);
  return [situationText(email, wording), ...(doubt === '' ? [] : [doubt])].join(' ');
}

/** Explains why less money counts than the account shows: some payments are in dispute. */
export function disputedText(disputed: bigint, { texts, format }: Wording): string {
  return disputed > 0n ? texts.now.disputed(format.money(disputed)) : '';
}

function situationText(
  { situation, offers }: { readonly situation: Situation; readonly offers: Offers },
  wording: Wording,
): string {
  const { texts, format, many } = wording;
  const { now } = texts;
  const owed = (missing: bigint): string => (missing > 0n ? ` ${now.owed(format.money(missing))}` : '');
  switch (situation.kind) {
    case 'fine':
      return now.fine;
    case 'unforeseen':
      return now.unforeseen;
    case 'soon': {
      const [offer] = offers.keepsFor;
      const keeps =
        offer === undefined
          ? ''
          : ` ${texts.keepsFor.preview(format.money(offer.minor), texts.keepsFor.span(offer.days), many)}`;
      return `${now.soon(many, wording.shortMoment(situation.at))}${keeps}`;
    }
    case 'suspended':
      return suspendedText(situation, offers, wording);
    case 'held':
      return `${now.held(many)}${owed(situation.missing)}`;
    case 'upstream':
      return `${now.upstream(many)}${owed(situation.missing)}`;
    case 'owing':
      return owingText(situation, wording);
    case 'closed':
      return closedText(situation, wording);
  }
}

function owingText(
  { missing, until, isPromised }: Extract<Situation, { kind: 'owing' }>,
  { texts: { now }, format, many, shortMoment }: Wording,
): string {
  const amount = format.money(missing);
  if (until === null) return now.owing(amount);
  return isPromised === true
    ? now.exempt(amount, shortMoment(until))
    : now.delayed(many, amount, shortMoment(until));
}

function suspendedText(
  { upstream, missing }: Extract<Situation, { kind: 'suspended' }>,
  offers: Offers,
  wording: Wording,
): string {
  const { texts, format, many } = wording;
  const { least } = offers;
  if (least === null) return texts.now.coming(many);
  if (upstream) return `${texts.now.suspendedUpstream(many)} ${texts.now.owed(format.money(missing))}`;
  const until = least.lastsUntil === null ? null : wording.shortMoment(least.lastsUntil);
  const exact = exactText(offers, wording);
  return `${texts.now.suspended(many, format.money(least.minor), until)}${exact === '' ? '' : ` ${exact}`}`;
}

function closedText(
  { balance, disputed }: Extract<Situation, { kind: 'closed' }>,
  { texts, format }: Wording,
): string {
  if (disputed !== 0n) return texts.now.closedDisputed(format.money(disputed));
  if (balance === 0n) return texts.now.closedEven;
  return balance < 0n
    ? texts.now.closedOwing(format.money(-balance))
    : texts.now.closedCredit(format.money(balance));
}

/** The date until which the credit lasts, and that of the suspension if a promise or a policy makes it later. */
export function creditText(
  { at, creditEnds, isPromised }: Extract<Situation, { kind: 'fine' | 'soon' }>,
  { texts, format, many, shortMoment }: Wording,
): string {
  if (at === null || creditEnds === null) return texts.reactivated.endless;
  if (at === creditEnds) return texts.reactivated.until(format.dayOfYear(at));
  return isPromised === true
    ? texts.why.exemptionAfter(shortMoment(creditEnds), shortMoment(at))
    : texts.why.policyAfter(many, shortMoment(creditEnds), shortMoment(at));
}

/** What paying only the exact shortfall would do; empty if the offered payment does the same. */
export function exactText({ shortfall, least }: Offers, { texts, format, shortMoment }: Wording): string {
  if (shortfall === null || least === null || shortfall.lastsUntil === null) return '';
  if (shortfall.minor === least.minor || shortfall.lastsUntil === least.lastsUntil) return '';
  return texts.now.exact(format.money(shortfall.minor), shortMoment(shortfall.lastsUntil));
}
