import type { AccountDetails } from '../../../../src/accounts/loadAccount.js';
import { addDays } from '../../../../src/core/values/zone.js';
import type { TimelineRow } from '../../../../src/store/core/audit.js';
import { formatAction } from '../../../auth/auditTexts.js';
import { formatMoney } from '../../../web/charts/format.js';
import { EXEMPTIONS } from '../list/RunwayPill.js';
import { formatDate, formatDay, formatMajor } from '../list/format.js';

type Shown = Pick<AccountDetails, 'currency' | 'timeZone' | 'plans'>;

/** What happened, in words. */
export interface PastEvent {
  readonly what: string;
  readonly note?: string | undefined;
}

/** A row of an account's past in words, for the owner. */
export function pastEvent({ kind, detail }: TimelineRow, account: Shown): PastEvent {
  const text = (name: string): string | undefined =>
    typeof detail[name] === 'string' ? detail[name] : undefined;
  switch (kind) {
    case 'entry':
      return {
        what: entryText(text('kind') ?? '', BigInt(text('minor') ?? '0'), account),
        note: text('description'),
      };
    case 'email':
      return {
        what: `${formatEmailKind(text('kind') ?? '')}${detail['sent'] === true ? ' sent' : ': not sent yet'}`,
        note: text('subject'),
      };
    case 'suspended':
      return { what: text('reason') === 'hold' ? 'Suspended: on hold' : 'Suspended: the limit was reached' };
    case 'reactivated':
      return { what: 'Reactivated' };
    case 'settled': {
      const [start = '', end = ''] = [text('start'), text('end')];
      return { what: 'Period settled', note: `${formatDate(start)} to ${formatDate(addDays(end, -1))}` };
    }
    case 'promotion.grant':
    case 'promotion.end': {
      const after = detail['after'];
      return { what: ACTIONS[kind] ?? '', note: isRecord(after) ? textOr(after['name']) : undefined };
    }
    case 'account.exempt':
      return { what: exemptionText(detail['after']), note: changeNote(detail['after'], account) };
    default:
      return { what: ACTIONS[kind] ?? formatAction(kind), note: changeNote(detail['after'], account) };
  }
}

function exemptionText(after: unknown): string {
  if (!isRecord(after) || after['exemptUntil'] === null) return 'Payment promise or exemption ended';
  return after['givenFor'] === 'breaker' ? EXEMPTIONS.breaker : 'Payment promise saved';
}

/** The word says which way the money went, unless it can be either. */
function entryText(kind: string, minor: bigint, { currency }: Shown): string {
  // A credit, a discount, or a correction of what was charged.
  if (kind === 'charge' && minor > 0n) return `Charged ${formatMoney(minor, currency)} less`;
  const { word, isEitherWay } = ENTRY_WORDS[kind] ?? { word: kind, isEitherWay: true };
  return `${word} ${formatMoney(isEitherWay || minor > 0n ? minor : -minor, currency)}`;
}

const ENTRY_WORDS: Readonly<Record<string, { readonly word: string; readonly isEitherWay: boolean }>> = {
  payment: { word: 'Paid', isEitherWay: false },
  charge: { word: 'Charged', isEitherWay: false },
  refund: { word: 'Refunded', isEitherWay: false },
  tax: { word: 'Tax', isEitherWay: true },
  reversal: { word: 'Reversed:', isEitherWay: true },
  adjustment: { word: 'Adjusted by', isEitherWay: true },
};

function formatEmailKind(kind: string): string {
  const words: Readonly<Record<string, string>> = {
    week: 'Week notice',
    day: 'Day notice',
    'all-clear': 'All-clear',
    suspended: '“Suspended” email',
    reactivated: '“Back online” email',
    receipt: 'Receipt',
    statement: 'Statement',
    breaker: '“Suspensions paused” email',
    silence: '“Silent meters” email',
  };
  return words[kind] ?? `Email (${kind})`;
}

/** Shorter texts for the log here, because the page already names the account. */
const ACTIONS: Readonly<Record<string, string>> = {
  'account.open': 'Opened',
  'account.change': 'Changed',
  'account.hold': 'Put on hold',
  'account.release': 'Released',
  'account.held-back':
    'Limit reached, but not suspended: too many clients reached their limit within one hour',
  'account.promise': 'The client asked for more time',
  'account.close': 'Closed',
  'account.replace-plan': 'Plan changed',
  'scheduled-charge.create': 'Charge scheduled',
  'scheduled-charge.cancel': 'Scheduled charge cancelled',
  'promotion.grant': 'Credit or discount granted',
  'promotion.end': 'Credit or discount ended',
  'entry.dispute': 'Entry disputed',
  'entry.resolve': 'Dispute resolved',
  'entry.reverse': 'Entry reversed',
};

type Format = (value: unknown, account: Shown) => string | undefined;

const NOTE_LENGTH_MAX = 160;
const textOf: Format = (value) => (typeof value === 'string' && value !== '' ? value : undefined);
const only =
  (words: string): Format =>
  () =>
    words;

/** The changes shown here, each in words; the log has all of them. */
const CHANGES: Readonly<Record<string, Format>> = {
  name: only('name'),
  email: only('email address'),
  moreEmails: only('further email addresses'),
  language: (value) => (typeof value === 'string' ? `language: ${value}` : undefined),
  creditLimit: (value, { currency }) =>
    typeof value === 'string' ? `credit limit ${formatMajor(value)} ${currency}` : undefined,
  statements: (value) => (value === true ? 'statements by email' : 'no statements by email'),
  tax: (value) => (isRecord(value) ? `${textOr(value['name'])} ${textOr(value['percent'])} %` : 'no tax'),
  plans: plansText,
  hold: textOf,
  exemptUntil: (value, { timeZone }) =>
    typeof value === 'string' ? `until ${formatDay(Date.parse(value) - 1, timeZone)}` : undefined,
  exemptFor: textOf,
  description: textOf,
  amount: (value) => (typeof value === 'string' ? formatMajor(value) : undefined),
  dueOn: (value) => (typeof value === 'string' ? `due ${formatDate(value)}` : undefined),
  reason: textOf,
  outcome: textOf,
};

function plansText(value: unknown, { plans }: Shown): string | undefined {
  if (!Array.isArray(value)) return undefined;
  const parts = value.filter(isRecord).map(({ plan, from, to }) => {
    const name = plans.find(({ planId }) => planId === plan)?.planName ?? 'a plan';
    if (typeof to === 'string') return `${name} until ${formatDate(addDays(to, -1))}`;
    return typeof from === 'string' ? `${name} from ${formatDate(from)}` : name;
  });
  return parts.length === 0 ? undefined : parts.join(', ');
}

function changeNote(after: unknown, account: Shown): string | undefined {
  if (!isRecord(after)) return undefined;
  const parts = Object.entries(CHANGES).flatMap(([field, format]) =>
    field in after ? (format(after[field], account) ?? []) : [],
  );
  return parts.length === 0 ? undefined : parts.join(', ').slice(0, NOTE_LENGTH_MAX);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function textOr(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
