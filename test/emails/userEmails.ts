import type { UserEmailContent, UserEmailKind } from '../../emails/users/userEmail.js';

const frame = {
  language: 'en',
  timeZone: 'Europe/London',
  sender: {
    name: 'Northlight Studio',
    address: '4 Quay Lane\nBristol',
    email: 'hello@northlight.example',
    phone: '+44 117 496 0000',
  },
  recipientName: 'Ada Fenwick',
  siteName: 'fenwick.example',
};
const at = Date.UTC(2026, 10, 25, 9);
const HOUR_MS = 3_600_000;

/** One of each, as `emails` has the others. */
const debited = { country: 'DE', lastFour: '3000' } as const;

export const userEmails: Readonly<Record<UserEmailKind, UserEmailContent>> = {
  invitation: {
    ...frame,
    kind: 'invitation',
    groupName: 'Billing',
    invitedBy: 'Robin Quay',
    expiresAt: at,
    link: 'https://tab.northlight.example/sites/fenwick/invitation?token=4pO6S2qkJ8b0w3yq9m1xZrT7uVfLcNdE5hGaKiYQsBo',
  },
  'password-reset': {
    ...frame,
    kind: 'password-reset',
    expiresAt: at,
    link: 'https://tab.northlight.example/sites/fenwick/password?token=4pO6S2qkJ8b0w3yq9m1xZrT7uVfLcNdE5hGaKiYQsBo',
  },
  impersonation: {
    ...frame,
    kind: 'impersonation',
    who: 'Robin Quay <robin@northlight.example>',
    from: 'Northlight Studio',
    startedAt: at,
    endsAt: at + HOUR_MS,
    logUrl: 'https://tab.northlight.example/sites/fenwick/audit',
  },
  'login-changed': {
    ...frame,
    kind: 'login-changed',
    change: 'password',
    changedAt: at,
    forgotUrl: 'https://tab.northlight.example/sites/fenwick/forgot',
  },
  breaker: {
    ...frame,
    siteName: 'Northlight Studio',
    kind: 'breaker',
    trippedAt: at,
    suspended: 10,
    active: 50,
    allowed: 10,
    accounts: 32,
    sites: 35,
    names: ['Fenwick & Daughters', 'Harbour Rowing Club', 'Mill Lane Bakery'],
    isReminder: false,
    pageUrl: 'https://tab.northlight.example/sites/northlight/console/breaker',
  },
  silence: {
    ...frame,
    siteName: 'Northlight Studio',
    kind: 'silence',
    silent: [
      { name: 'fenwick.example', meters: ['Bandwidth', 'Requests'], lastDay: '2026-11-22' },
      { name: 'rowing.example', meters: ['Requests'], lastDay: '2026-11-22' },
    ],
    count: 40,
    pageUrl: 'https://tab.northlight.example/sites/northlight/console/settings/meters',
  },
  'webhook-off': {
    ...frame,
    siteName: 'Northlight Studio',
    kind: 'webhook-off',
    host: 'hooks.example',
    answer: '503',
    isGone: false,
    pageUrl: 'https://tab.northlight.example/sites/northlight/console/settings/webhooks',
  },
  morning: {
    ...frame,
    siteName: 'Northlight Studio',
    kind: 'morning',
    day: '2026-11-25',
    today: 2,
    tomorrow: 1,
    due: [
      {
        ...{ name: 'Fenwick & Daughters', currency: 'EUR', day: 'today', suspendsAt: at + HOUR_MS },
        ...{ balance: -1_234n, keepsUp: 18_500n, isHeldBack: false },
        notice: { kind: 'day', state: 'accepted', at: at - 24 * HOUR_MS },
      },
      {
        ...{ name: 'Harbour Rowing Club', currency: 'JPY', day: 'today', suspendsAt: at },
        ...{ balance: -300n, keepsUp: null, isHeldBack: true },
        notice: { kind: 'week', state: 'refused', at: at - 150 * HOUR_MS },
      },
    ],
    since: '2026-11-24',
    added: ['Harbour Rowing Club'],
    left: [
      { name: 'Mill Lane Bakery', currency: 'EUR', why: 'paid', amount: 5_000n, until: null },
      { name: 'Quay Books', currency: 'EUR', why: 'suspended', amount: null, until: null },
      { name: 'Bell Farm', currency: 'EUR', why: 'exempt', amount: null, until: at + 63 * HOUR_MS },
      { name: 'Old Mill', currency: 'EUR', why: 'later', amount: null, until: at + 90 * HOUR_MS },
    ],
    pageUrl: 'https://tab.northlight.example/sites/northlight/console/morning',
  },
  promise: {
    ...frame,
    siteName: 'Northlight Studio',
    kind: 'promise',
    name: 'Fenwick & Daughters',
    currency: 'EUR',
    balance: -1_234n,
    days: 3,
    day: '2026-11-28',
    wasSuspended: true,
    pageUrl: 'https://tab.northlight.example/sites/northlight/console/accounts/1',
  },
  upstream: { ...frame, kind: 'upstream', since: at },
  mandate: {
    ...frame,
    kind: 'mandate',
    change: 'given',
    words: {
      facts: [
        { label: 'Creditor', value: 'Northlight Studio, 1 Quay Street, Bristol' },
        { label: 'Creditor identifier', value: 'DE98ZZZ09999999999' },
        { label: 'Mandate reference', value: 'ST283047196407-M1' },
      ],
      paragraphs: ['By signing this mandate form, you authorise …', 'As part of your rights, …'],
    },
    reference: 'ST283047196407-M1',
    holder: 'Fenwick & Daughters',
    ...debited,
    signedOn: '2026-11-25',
    pageUrl: 'https://tab.northlight.example/sites/fenwick/direct-debit',
  },
  debit: {
    ...frame,
    kind: 'debit',
    ...{ currency: 'EUR', amount: 4_900n, collectOn: '2026-12-01', purpose: 'top-up' },
    ...debited,
    ...{ mandateReference: 'ST283047196407-M1', creditorId: 'DE98ZZZ09999999999' },
    pageUrl: 'https://tab.northlight.example/sites/fenwick/direct-debit',
  },
  'debit-returned': {
    ...frame,
    kind: 'debit-returned',
    ...{ currency: 'EUR', amount: 4_900n, collectOn: '2026-12-01' },
    ...debited,
    ...{ mandateReference: 'ST283047196407-M1', code: 'AC04', fee: 595n, mandateEnded: true },
    pageUrl: 'https://tab.northlight.example/sites/fenwick/direct-debit',
  },
};
