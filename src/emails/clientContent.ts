import { isPromise } from '../billing/policy/exemption.js';
import type { Unsent } from '../../emails/content.js';
import type { ClientEmailContent, StatementEntry, WarningEmail } from '../../emails/email.js';
import { limitRangeOf } from '../assessment/assess.js';
import { offersOn } from '../billing/projection/outlook.js';
import { situationOf } from '../billing/situation.js';
import { emailSenderOf } from '../core/values/emailSender.js';
import { storedQuantity } from '../core/values/quantity.js';
import { makePayLink } from '../payments/payLink.js';
import type { SecretBox } from '../platform/secretBox.js';
import type { Entry } from '../store/ledger/entries.js';
import type { EmailDraft } from './draftEmail.js';

interface Links {
  /** Where the reader can pay without logging in. */
  readonly payLink?: string;
  /** The page with their statements, after a login. */
  readonly portal?: string;
}

export interface LinkContext {
  readonly secrets: Pick<SecretBox, 'mark'>;
  readonly baseUrl?: string | undefined;
}

/** The links of an email to a client; none if the address of the pages is unknown. */
export function linksOf({ assessment }: EmailDraft, { secrets, baseUrl }: LinkContext): Links {
  if (baseUrl === undefined) return {};
  const { facts, standing } = assessment;
  // The first site's pages, if the account pays for several.
  const [site] = facts.sites;
  return {
    payLink: `${baseUrl}/pay/${makePayLink(secrets, facts.id, standing.asOf)}`,
    ...(site === undefined ? {} : { portal: `${baseUrl}/sites/${site.slug}/statements` }),
  };
}

/** The content of an email to a client. */
export function clientContent(draft: EmailDraft, { payLink, portal }: Links): Unsent<ClientEmailContent> {
  const { facts, standing, projection, forecast } = draft.assessment;
  const { sender } = draft;
  const shared = {
    language: facts.language,
    timeZone: facts.timeZone,
    currency: facts.currency,
    sender: emailSenderOf(sender.name, sender),
    customTexts: customTextsOf(draft),
    recipientName: facts.name,
    siteNames: facts.sites.map((site) => site.name),
  };
  const { balance, accrued } = standing;
  const account = { balance, accrued, disputed: facts.disputed, creditLimit: facts.creditLimit };
  const pacePerDay = forecast === 'none' ? null : projection.pacePerDay;
  const pace = { pacePerDay, observedDays: projection.basis.daysObserved };
  const reported = projection.reported === null ? {} : { reported: projection.reported };
  const payment = {
    reference: facts.reference,
    ...(sender.paymentInstructions === undefined ? {} : { instructions: sender.paymentInstructions }),
    ...(sender.bankAccount === undefined || sender.bankAccount === null
      ? {}
      : { bankAccount: sender.bankAccount }),
    ...(payLink === undefined ? {} : { link: payLink }),
  };
  const { suspension } = draft.assessment.decision;
  const situation = situationOf(facts, standing, projection.limitDate, suspension, forecast);
  const now = { situation, offers: offersOn(facts, standing), payment, ...announcedDebits(draft) };

  switch (draft.kind) {
    case 'week':
    case 'day':
      return {
        ...shared,
        ...account,
        ...pace,
        ...now,
        kind: draft.kind,
        ...endOf(draft),
        ...rangeOf(draft),
        ...reported,
      };
    case 'all-clear':
      return { ...shared, ...account, ...pace, ...now, kind: 'all-clear' };
    case 'suspended': {
      const { limitHitAt: since, endedAt, reason } = draft.suspension;
      const wasHeld = reason === 'hold';
      return { ...shared, ...account, ...now, kind: 'suspended', since, endedAt, wasHeld };
    }
    case 'reactivated': {
      const { endedAt, reason } = draft.suspension;
      const since = endedAt ?? standing.asOf;
      return {
        ...shared,
        ...account,
        ...pace,
        ...now,
        kind: 'reactivated',
        since,
        wasHeld: reason === 'hold',
      };
    }
    case 'receipt':
      return {
        ...shared,
        ...account,
        ...now,
        kind: 'receipt',
        amount: draft.payment.amount,
        balanceAfter: draft.payment.balanceAfter,
        reversed: draft.reversed,
        method: draft.payment.method ?? '',
        receivedAt: draft.payment.effectiveAt,
        entryNumber: BigInt(draft.payment.number),
        ...(draft.documents.length === 0 ? {} : { documents: draft.documents }),
        ...(draft.payment.reference === undefined ? {} : { reference: draft.payment.reference }),
      };
    case 'statement':
      return {
        ...shared,
        ...now,
        kind: 'statement',
        startDate: draft.period.startDate,
        endDate: draft.period.endDate,
        openingBalance: draft.period.openingBalance,
        closingBalance: draft.period.closingBalance,
        disputed: facts.disputed,
        entries: draft.entries.map((entry) => ({
          kind: entry.kind,
          description: entry.description,
          effectiveAt: entry.effectiveAt,
          minor: entry.amount,
          ...usageOf(entry, draft.units),
        })),
        ...(draft.documents.length === 0 ? {} : { documents: draft.documents }),
        ...(portal === undefined ? {} : { portal }),
      };
  }
}

/** The pending debits: a notice and a statement announce them. */
function announcedDebits({ debits = [], sender }: EmailDraft): Pick<ClientEmailContent, 'debits'> {
  if (debits.length === 0) return {};
  const creditorId = sender.directDebit?.creditorId ?? '';
  return {
    debits: debits.map(({ amount, collectOn, country, lastFour, mandateReference }) => ({
      ...{ amount, collectOn, country, lastFour, mandateReference, creditorId },
    })),
  };
}

/** The owner's own text for an email of this kind, and the text that ends every email. */
function customTextsOf({ kind, sender }: EmailDraft): NonNullable<ClientEmailContent['customTexts']> {
  const { [kind]: opening, closing } = sender.emailTexts ?? {};
  return { ...(opening === undefined ? {} : { opening }), ...(closing === undefined ? {} : { closing }) };
}

/** What was metered for a line, in the meter's own unit; a correction of an earlier line has no quantity of its own. */
function usageOf(entry: Entry, units: Readonly<Record<string, string>>): Pick<StatementEntry, 'usage'> {
  const quantity = entry.quantity === undefined ? undefined : storedQuantity(entry.quantity);
  if (quantity === undefined || entry.meter === undefined) return {};
  return { usage: { quantity, unit: units[entry.meter] ?? '' } };
}

/** The range in which the credit runs out; a day ahead, the hour says enough. */
function rangeOf({ kind, assessment }: EmailDraft): Pick<WarningEmail, 'range'> {
  const range = kind === 'week' ? limitRangeOf(assessment) : null;
  return range === null || range.latest === null ? {} : { range: { ...range, latest: range.latest } };
}

type End = Pick<WarningEmail, 'limitDate' | 'reason'>;

/** When the sites would be suspended, and why; a promise or the policy may make that later than the credit lasts. */
function endOf({ assessment }: EmailDraft): End {
  const { facts, projection, standing, decision } = assessment;
  const limitDate = projection.limitDate ?? standing.asOf;
  const { suspension } = decision;
  if (suspension !== null && suspension.at > limitDate) {
    const creditEnds = standing.headroom < 0n ? null : limitDate;
    const isPromised = suspension.reason === 'exemption' && isPromise(facts.exemptFor);
    const kind = isPromised ? ('exemption' as const) : ('policy' as const);
    return { limitDate: suspension.at, reason: { kind, creditEnds } };
  }
  const { reason } = projection;
  if (reason !== null && typeof reason === 'object') {
    const charge = facts.scheduled.find(
      (planned) => planned.description === reason.planned && planned.dueOn === reason.date,
    );
    const minor = charge === undefined ? {} : { minor: charge.minor };
    return {
      limitDate,
      reason: { kind: 'charge', description: reason.planned, date: reason.date, ...minor },
    };
  }
  return { limitDate, reason: { kind: reason ?? 'traffic' } };
}
