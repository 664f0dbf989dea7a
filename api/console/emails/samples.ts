import type { ClientEmailContent, ClientEmailKind } from '../../../emails/email.js';
import type { UserEmailContent, UserEmailKind, UserEmailMessage } from '../../../emails/users/userEmail.js';
import type { EmailSender } from '../../../src/core/values/emailSender.js';
import { mandateWords } from '../../../src/billing/debits/mandateText.js';
import { addDays, DAY_MS, localDateOf } from '../../../src/core/values/zone.js';
import type { SiteSettings } from '../../../src/store/sites/sites.js';

export const CLIENT_KINDS = [
  'week',
  'day',
  'all-clear',
  'suspended',
  'reactivated',
  'receipt',
  'statement',
] as const;
export const USER_KINDS = [
  'upstream',
  'invitation',
  'password-reset',
  'login-changed',
  'impersonation',
  'breaker',
  'silence',
  'morning',
  'promise',
  'mandate',
  'debit',
  'debit-returned',
  'webhook-off',
] as const;
export const KINDS = [...CLIENT_KINDS, ...USER_KINDS] as const;
export type Kind = ClientEmailKind | UserEmailKind;

export function isClientKind(kind: Kind): kind is ClientEmailKind {
  return (CLIENT_KINDS as readonly string[]).includes(kind);
}

interface Setting {
  readonly sender: EmailSender & { readonly email: string };
  readonly settings: SiteSettings;
  readonly language: string;
  readonly now: number;
  /** Links of samples lead to our own pages, with tokens that are not valid. */
  readonly baseUrl: string;
}

const CURRENCY = 'EUR';
const TIME_ZONE = 'Europe/London';

/** An email to a sample client, with consistent figures. */
export function sampleEmail(kind: ClientEmailKind, setting: Setting): ClientEmailContent {
  const { sender, settings, language, now, baseUrl } = setting;
  const { [kind]: opening, closing } = settings.emailTexts ?? {};
  const { paymentInstructions: instructions = '' } = settings;
  const payment = {
    reference: 'ST-2830-4719-6407',
    link: `${baseUrl}/pay/sample`,
    ...(instructions === '' ? {} : { instructions }),
    ...(settings.bankAccount === undefined || settings.bankAccount === null
      ? {}
      : { bankAccount: settings.bankAccount }),
  };
  const shared = {
    language,
    timeZone: TIME_ZONE,
    currency: CURRENCY,
    sender,
    recipientName: 'Fenwick & Daughters',
    siteNames: ['fenwick.example'],
    customTexts: {
      ...(opening === undefined ? {} : { opening }),
      ...(closing === undefined ? {} : { closing }),
    },
  };
  const standing = { balance: 2_140n, accrued: 0n, disputed: 0n, creditLimit: 0n };
  const day = (days: number): number => now + days * DAY_MS;
  const keepsFor = [
    { days: 30, minor: 16_500n, lastsUntil: day(30) },
    { days: 91, minor: 54_000n, lastsUntil: day(91) },
    { days: 365, minor: 222_400n, lastsUntil: day(365) },
  ];
  const offers = { shortfall: null, least: null, keepsFor };
  const pace = { pacePerDay: 615n, observedDays: 28 };
  const fine = { kind: 'fine' as const, at: day(15), creditEnds: day(15) };
  switch (kind) {
    case 'week':
    case 'day': {
      const limitDate = kind === 'week' ? now + 3.5 * DAY_MS : now + DAY_MS / 2;
      const balance = kind === 'week' ? 2_140n : 308n;
      const situation = { kind: 'soon' as const, at: limitDate, creditEnds: limitDate };
      const reason = { kind: 'traffic' as const };
      return {
        ...shared,
        ...standing,
        ...pace,
        kind,
        balance,
        situation,
        offers,
        payment,
        limitDate,
        ...(kind === 'week' ? { range: { earliest: day(2.5), latest: day(6) } } : {}),
        reason,
      };
    }
    case 'all-clear': {
      const situation = { ...fine, at: day(40), creditEnds: day(40) };
      return { ...shared, ...standing, ...pace, balance: 24_610n, kind, situation, offers, payment };
    }
    case 'suspended': {
      const missing = {
        shortfall: { minor: 412n, lastsUntil: now },
        least: { minor: 1_700n, lastsUntil: day(2) },
      };
      const situation = { kind: 'suspended' as const, missing: 412n, upstream: false };
      const due = { ...missing, keepsFor };
      return {
        ...shared,
        ...standing,
        balance: -412n,
        kind,
        situation,
        offers: due,
        payment,
        since: now,
        endedAt: null,
        wasHeld: false,
      };
    }
    case 'reactivated':
      return {
        ...shared,
        ...standing,
        ...pace,
        balance: 9_225n,
        kind,
        situation: fine,
        offers,
        payment,
        since: now,
        wasHeld: false,
      };
    case 'receipt':
      return {
        ...shared,
        ...standing,
        balance: 12_140n,
        balanceAfter: 12_140n,
        reversed: false,
        kind,
        situation: fine,
        offers,
        payment,
        amount: 10_000n,
        method: 'bank',
        reference: payment.reference,
        receivedAt: now,
        entryNumber: 42n,
      };
    case 'statement':
      return { ...shared, kind, situation: fine, offers, payment, ...samplePeriod(now) };
  }
}

function samplePeriod(now: number) {
  const endDate = `${localDateOf(now, TIME_ZONE).slice(0, 8)}01`;
  const startDate = `${addDays(endDate, -1).slice(0, 8)}01`;
  const at = Date.parse(`${startDate}T09:00:00Z`);
  const gigabytes = 84_200_000_000n * 10n ** 12n;
  const usage = { quantity: gigabytes, unit: 'bytes' };
  return {
    startDate,
    endDate,
    openingBalance: 8_000n,
    closingBalance: 13_158n,
    disputed: 0n,
    entries: [
      { kind: 'charge' as const, description: 'Hosting', effectiveAt: at, minor: -1_500n },
      { kind: 'payment' as const, description: 'Payment', effectiveAt: at + 9 * DAY_MS, minor: 7_000n },
      { kind: 'charge' as const, description: 'Traffic', effectiveAt: at + 40 * DAY_MS, minor: -342n, usage },
    ],
  };
}

function sampleMorning(now: number) {
  const day = localDateOf(now, TIME_ZONE);
  const notice = { kind: 'day' as const, state: 'accepted' as const, at: now - DAY_MS };
  const shared = { currency: CURRENCY, isHeldBack: false };
  const due = [
    { ...shared, name: 'Fenwick & Daughters', day: 'today' as const, suspendsAt: now + 5 * 3_600_000 },
    { ...shared, name: 'Harbour Rowing Club', day: 'tomorrow' as const, suspendsAt: now + DAY_MS },
  ];
  return {
    day,
    today: 1,
    tomorrow: 1,
    due: due.map((each) => ({ ...each, balance: 308n, keepsUp: 18_500n, notice })),
    since: addDays(day, -1),
    added: ['Harbour Rowing Club'],
    left: [
      { name: 'Mill Lane Bakery', currency: CURRENCY, why: 'paid' as const, amount: 5_000n, until: null },
    ],
  };
}

/** An email to a sample user of a sample site. */
export function sampleUserEmail(kind: UserEmailKind, setting: Setting): UserEmailContent {
  const { sender, language, now, baseUrl } = setting;
  const shared = {
    language,
    timeZone: TIME_ZONE,
    sender,
    recipientName: 'Anna Fenwick',
    siteName: 'fenwick.example',
  };
  const link = `${baseUrl}/sample-link`;
  switch (kind) {
    case 'invitation':
      return { ...shared, kind, groupName: 'Owner', invitedBy: null, expiresAt: now + 7 * DAY_MS, link };
    case 'password-reset':
      return { ...shared, kind, expiresAt: now + 3_600_000, link };
    case 'login-changed':
      return { ...shared, kind, change: 'password', changedAt: now, forgotUrl: `${baseUrl}/sample-link` };
    case 'impersonation':
      return {
        ...shared,
        kind,
        who: `${sender.name} <${sender.email}>`,
        from: sender.name,
        startedAt: now,
        endsAt: now + 3_600_000,
        logUrl: `${baseUrl}/sample-log`,
      };
    case 'upstream':
      return { ...shared, kind, since: now };
    case 'breaker': {
      const seen = { suspended: 10, active: 50, allowed: 10, accounts: 12, sites: 14 };
      const names = ['Fenwick & Daughters', 'Harbour Rowing Club', 'Mill Lane Bakery'];
      const kept = { ...seen, names, isReminder: false };
      return { ...shared, siteName: sender.name, kind, trippedAt: now, ...kept, pageUrl: link };
    }
    case 'silence': {
      const lastDay = addDays(localDateOf(now, TIME_ZONE), -3);
      const silent = [{ name: 'fenwick.example', meters: ['Requests', 'Bandwidth'], lastDay }];
      return { ...shared, siteName: sender.name, kind, silent, count: 1, pageUrl: link };
    }
    case 'morning':
      return { ...shared, siteName: sender.name, kind, ...sampleMorning(now), pageUrl: link };
    case 'promise': {
      const day = addDays(localDateOf(now, TIME_ZONE), 3);
      const client = { name: 'Fenwick & Daughters', currency: CURRENCY, balance: -412n };
      const more = { days: 3, day, wasSuspended: true, pageUrl: link };
      return { ...shared, siteName: sender.name, kind, ...client, ...more };
    }
    case 'webhook-off': {
      const end = { host: 'hooks.example', answer: '500', isGone: false, pageUrl: link };
      return { ...shared, siteName: sender.name, kind, ...end };
    }
    case 'mandate':
    case 'debit':
    case 'debit-returned':
      return { ...shared, ...sampleDebit(kind, { language, now, link, sender: sender.name }) };
  }
}

type DebitKind = 'mandate' | 'debit' | 'debit-returned';

function sampleDebit(
  kind: DebitKind,
  { language, now, link, sender }: { language: string; now: number; link: string; sender: string },
): UserEmailMessage<Extract<UserEmailContent, { kind: DebitKind }>> {
  const today = localDateOf(now, TIME_ZONE);
  const reference = 'ST283047196407-M1';
  const creditorId = 'DE98ZZZ09999999999';
  const party = { country: 'DE', lastFour: '3000' };
  const debit = { currency: CURRENCY, amount: 4_900n, ...party, mandateReference: reference };
  switch (kind) {
    case 'mandate': {
      const words = mandateWords(language, {
        creditor: sender,
        address: '',
        creditorId,
        reference,
        noticeDays: 2,
      });
      const given = { holder: 'Fenwick & Daughters', ...party, signedOn: today, pageUrl: link };
      return { kind, change: 'given', words, reference, ...given };
    }
    case 'debit':
      return { kind, ...debit, collectOn: addDays(today, 3), purpose: 'top-up', creditorId, pageUrl: link };
    case 'debit-returned':
      return {
        ...{ kind, ...debit, collectOn: addDays(today, -3) },
        ...{ code: 'AM04', fee: 500n, mandateEnded: false, pageUrl: link },
      };
  }
}
