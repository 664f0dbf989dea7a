import type {
  AllClearEmail,
  ClientEmailContent,
  ClientEmailKind,
  ReactivatedEmail,
  ReceiptEmail,
  StatementEmail,
  SuspendedEmail,
  WarningEmail,
} from '../../emails/email.js';
import { parseQuantity } from '../../src/core/values/quantity.js';

const frame = {
  language: 'en',
  timeZone: 'Europe/London',
  currency: 'EUR',
  sender: {
    name: 'Northlight Studio',
    address: '4 Quay Lane\nBristol',
    email: 'hello@northlight.example',
    phone: '+44 117 496 0000',
  },
  recipientName: 'Fenwick & Daughters',
  siteNames: ['fenwick.example'],
};
const limitDate = Date.UTC(2026, 10, 25, 9);
const DAY_MS = 86_400_000;

export const keepsFor = [
  { days: 30, minor: 14_100n, lastsUntil: limitDate + 23 * DAY_MS },
  { days: 90, minor: 51_100n, lastsUntil: limitDate + 83 * DAY_MS },
  { days: 365, minor: 220_000n, lastsUntil: null },
];
const payment = {
  reference: 'FD-7741-3',
  instructions: 'Northlight Studio Ltd\nIBAN GB33 BUKB 2020 1555 5555 55',
  link: 'https://pay.northlight.example/FD-7741-3',
};
const soon = { kind: 'soon' as const, at: limitDate, creditEnds: limitDate };
const later = Date.UTC(2027, 0, 14, 15, 30);
const fine = { kind: 'fine' as const, at: later, creditEnds: later };
const topUp = { offers: { shortfall: null, least: null, keepsFor }, payment };
const standing = { balance: 6_000n, accrued: 1_695n, disputed: 0n, creditLimit: 0n };
const pace = { pacePerDay: 615n, observedDays: 28 };
export const week: WarningEmail = {
  kind: 'week',
  ...frame,
  ...standing,
  ...pace,
  ...topUp,
  situation: soon,
  limitDate,
  reason: { kind: 'traffic' },
};

export const day: WarningEmail = {
  ...week,
  kind: 'day',
  balance: 2_310n,
  accrued: 1_695n,
  reason: { kind: 'charge', description: 'Domain renewal', date: '2026-11-25', minor: 1_800n },
};

export const allClear: AllClearEmail = {
  kind: 'all-clear',
  ...frame,
  ...standing,
  ...pace,
  ...topUp,
  situation: fine,
};

export const suspended: SuspendedEmail = {
  kind: 'suspended',
  ...frame,
  ...standing,
  balance: 1_283n,
  payment,
  situation: { kind: 'suspended', missing: 412n, upstream: false },
  offers: {
    shortfall: { minor: 412n, lastsUntil: limitDate + DAY_MS / 4 },
    least: { minor: 1_700n, lastsUntil: limitDate + 2 * DAY_MS },
    keepsFor,
  },
  since: limitDate,
  endedAt: null,
  wasHeld: false,
};

export const reactivated: ReactivatedEmail = {
  kind: 'reactivated',
  ...frame,
  ...standing,
  ...pace,
  ...topUp,
  situation: fine,
  since: limitDate,
  wasHeld: false,
};

export const receipt: ReceiptEmail = {
  kind: 'receipt',
  ...frame,
  ...standing,
  ...topUp,
  situation: fine,
  balanceAfter: 6_000n,
  reversed: false,
  amount: 5_000n,
  method: 'bank',
  reference: 'FD-7741-3',
  receivedAt: Date.UTC(2026, 10, 25, 10, 12),
  entryNumber: 40n,
};

function quantity(text: string): bigint {
  const parsed = parseQuantity(text);
  if (parsed === undefined) throw new Error(text);
  return parsed;
}

export const statement: StatementEmail = {
  kind: 'statement',
  ...frame,
  ...topUp,
  situation: fine,
  portal: 'https://tab.example/sites/fenwick/statements',
  startDate: '2026-11-01',
  endDate: '2026-12-01',
  openingBalance: 6_905n,
  closingBalance: 3_770n,
  disputed: 0n,
  entries: [
    {
      kind: 'payment',
      description: 'Payment, bank transfer FD-7741',
      effectiveAt: Date.UTC(2026, 10, 3, 9),
      minor: 5_000n,
    },
    {
      kind: 'charge',
      description: 'Design: two landing pages',
      effectiveAt: Date.UTC(2026, 10, 18, 9),
      minor: -3_000n,
    },
    { kind: 'charge', description: 'Hosting', effectiveAt: Date.UTC(2026, 11, 1), minor: -1_200n },
    {
      kind: 'charge',
      description: 'Page hits',
      effectiveAt: Date.UTC(2026, 11, 1),
      minor: -1_450n,
      usage: { quantity: quantity('61240'), unit: '' },
    },
    {
      kind: 'charge',
      description: 'Traffic',
      effectiveAt: Date.UTC(2026, 11, 1),
      minor: -1_129n,
      usage: { quantity: quantity('48213884901'), unit: 'bytes' },
    },
    {
      kind: 'tax',
      description: 'VAT 20 %',
      effectiveAt: Date.UTC(2026, 11, 1),
      minor: -1_356n,
    },
  ],
};

export const emails: Readonly<Record<ClientEmailKind, ClientEmailContent>> = {
  week,
  day,
  'all-clear': allClear,
  suspended,
  reactivated,
  receipt,
  statement,
};
