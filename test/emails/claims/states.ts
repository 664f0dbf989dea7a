import fc from 'fast-check';
import { decodeContent, encodeContent } from '../../../emails/content.js';
import type { ClientEmailContent } from '../../../emails/email.js';
import type { Assessment } from '../../../src/assessment/assess.js';
import { AT_THE_LIMIT } from '../../../src/billing/policy/policy.js';
import { outlookOn } from '../../../src/billing/projection/outlook.js';
import { parseQuantity } from '../../../src/core/values/quantity.js';
import { NO_RECORD } from '../../../src/core/values/clientRecord.js';
import { addDays, DAY_MS, localDateOf } from '../../../src/core/values/zone.js';
import { clientContent } from '../../../src/emails/clientContent.js';
import type { EmailDraft } from '../../../src/emails/draftEmail.js';
import { account, assigned } from '../../billing/account.js';

export const NOW = Date.parse('2026-03-17T09:30:00Z');

/** A state of an account, as small as it can be said. Amounts are minor units. */
export interface State {
  readonly balance: number;
  readonly disputed: number;
  readonly creditLimit: number;
  readonly currency: string;
  readonly timeZone: string;
  readonly language: string;
  readonly state: 'active' | 'suspended' | 'closed';
  readonly held: boolean;
  readonly upstream: boolean;
  /** Hours from now. */
  readonly exempt: number | null;
  /** Days of grace by the policy; 0: none. */
  readonly grace: number;
  readonly perDay: number;
  readonly monthly: number;
  readonly isAdvance: boolean;
  readonly planned: { readonly minor: number; readonly days: number } | null;
  readonly sites: number;
  readonly isUnrated: boolean;
  readonly paid: number;
  readonly isReversed: boolean;
  readonly isOver: boolean;
}

const amount = fc.oneof(
  fc.constant(0),
  fc.integer({ min: -3, max: 3 }),
  // So little that a notice is due.
  fc.integer({ min: 0, max: 1_500 }),
  fc.integer({ min: -3_000, max: 3_000 }),
  fc.integer({ min: -90_000, max: 90_000 }),
);

export const states: fc.Arbitrary<State> = fc.record({
  balance: amount,
  disputed: fc.oneof(fc.constant(0), fc.constant(0), fc.integer({ min: 1, max: 4_000 })),
  creditLimit: fc.oneof(fc.constant(0), fc.integer({ min: -2_000, max: 5_000 })),
  currency: fc.constantFrom('EUR', 'USD', 'JPY', 'KWD'),
  timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York'),
  language: fc.constantFrom('en', 'de', 'en-US'),
  state: fc.constantFrom('active', 'active', 'active', 'suspended', 'suspended', 'closed'),
  held: fc.integer({ min: 0, max: 5 }).map((one) => one === 0),
  upstream: fc.integer({ min: 0, max: 3 }).map((one) => one === 0),
  exempt: fc.oneof(fc.constant(null), fc.constant(null), fc.integer({ min: 1, max: 500 })),
  grace: fc.oneof(fc.constant(0), fc.constant(0), fc.integer({ min: 1, max: 20 })),
  perDay: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 500 })),
  monthly: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 9_000 })),
  isAdvance: fc.boolean(),
  planned: fc.oneof(
    fc.constant(null),
    fc.record({ minor: fc.integer({ min: 1, max: 9_000 }), days: fc.integer({ min: 1, max: 20 }) }),
  ),
  sites: fc.integer({ min: 0, max: 3 }),
  isUnrated: fc.integer({ min: 0, max: 9 }).map((one) => one === 0),
  paid: fc.integer({ min: 1, max: 20_000 }),
  isReversed: fc.boolean(),
  isOver: fc.boolean(),
});

function major(minor: number, currency: string): string {
  const digits = currency === 'JPY' ? 0 : currency === 'KWD' ? 3 : 2;
  return (minor / 10 ** digits).toFixed(digits);
}

/** The account in that state, as it is loaded and looked at; `more`: after a payment of so much. */
export function lookAtState(state: State, more = 0n): Assessment {
  const { currency, timeZone } = state;
  const openedAt = NOW - 60 * DAY_MS;
  const today = localDateOf(NOW, timeZone);
  const amountOf = (minor: number): string => major(minor, currency);
  const one = parseQuantity('1');
  if (one === undefined) throw new Error('1 is a quantity');
  const start = addDays(today, -Number(today.slice(8)) + 1);
  const days = Array.from({ length: 40 }, (_, index) => ({ date: addDays(today, index - 40), quantity: 1 }));
  const usage = days
    .filter(({ date }) => date >= start)
    .map(({ date }) => ({
      ...{ siteId: 'site', meter: 'requests', aggregation: 'sum' as const, date },
      ...{ total: one, peak: one, latest: one },
    }));
  const from = addDays(today, -60);
  const plan = assigned(
    'plan',
    {
      currency,
      recurring:
        state.monthly === 0
          ? []
          : [
              {
                id: 'hosting',
                name: 'Hosting',
                amount: amountOf(state.monthly),
                timing: state.isAdvance ? 'advance' : 'arrears',
              },
            ],
      usage:
        state.perDay === 0
          ? []
          : [
              {
                id: 'traffic',
                meter: 'requests',
                model: 'graduated',
                per: '1',
                bands: [{ unitPrice: amountOf(state.perDay) }],
              },
            ],
    },
    { from },
  );
  const { planned } = state;
  const facts = account({
    currency,
    timeZone,
    openedAt,
    balance: BigInt(state.balance) + more,
    disputed: BigInt(state.disputed),
    creditLimit: BigInt(state.creditLimit),
    openFrom: Date.parse(`${start}T00:00:00Z`),
    openFromDate: start,
    assignments: [plan],
    usage,
    history: [{ meter: 'requests', aggregation: 'sum', days, rhythms: [] }],
    // What is due in advance is posted: it is the next period that costs.
    posted:
      state.isAdvance && state.monthly > 0
        ? [{ assignmentId: 'plan', line: 'hosting', periodDate: start, minor: BigInt(state.monthly) }]
        : [],
    scheduled:
      planned === null
        ? []
        : [
            {
              id: 'planned',
              dueOn: addDays(today, planned.days),
              minor: BigInt(planned.minor),
              description: 'Domain',
              category: 'domain',
            },
          ],
    state: state.state,
    held: state.held,
    suspension: state.state === 'suspended' ? { id: 's', reason: 'limit', limitHitAt: NOW - DAY_MS } : null,
    closedAt: state.state === 'closed' ? NOW - 1_000 : null,
    ...(state.grace === 0 ? {} : { policy: { ...AT_THE_LIMIT, graceDays: state.grace } }),
    exemptUntil: state.exempt === null ? null : NOW + state.exempt * 3_600_000,
    sites: Array.from({ length: state.sites }, (_, index) => ({
      ...{ id: `site-${index}`, slug: `s${index}`, name: `site${index}.example` },
      ...{ upstream: state.upstream, confirmed: true, retryAt: null },
    })),
    unratable: state.isUnrated ? ['a plan cannot be read'] : [],
  });
  const loaded = {
    ...facts,
    ...{ name: 'Ann', email: 'ann@client.example', moreEmails: [], undeliverableAddresses: [] },
    ...{
      language: state.language,
      reference: 'R-1',
      revision: 1,
      lastNumber: 1,
      receiptedNumber: 0,
      fault: null,
      hold: null,
      particulars: {},
      ...NO_RECORD,
      taxByHand: null,
      taxCause: null,
      vatCheck: null,
      suspensionPolicy: null,
      nextWakeAt: null,
      nextWakeFor: null,
      suspendedSince: state.state === 'suspended' ? NOW - DAY_MS : null,
    },
  };
  return { facts: loaded, ...outlookOn(loaded, NOW) };
}

/** Every email that can be written to the client in that state. */
export function emailsIn(state: State, assessment: Assessment): ClientEmailContent[] {
  const frame = { assessment, key: 'key', sender: { name: 'Northlight' } };
  const since = NOW - DAY_MS;
  const isSuspended = state.state === 'suspended';
  const endedAt = isSuspended && !state.isOver ? null : NOW - 60_000;
  const suspension = {
    ...{ id: 's', reason: state.held ? ('hold' as const) : ('limit' as const), limitHitAt: since, since },
    ...{ balance: 0n, headroom: 0n, endedAt },
  };
  const payment = {
    ...{
      id: 'p',
      kind: 'payment',
      amount: BigInt(state.paid),
      number: 1,
      method: 'bank',
      description: 'Payment',
    },
    ...{ balanceAfter: BigInt(state.balance), effectiveAt: NOW - 3_600_000, postedAt: NOW - 3_600_000 },
  };
  const period = { startDate: '2026-02-01', endDate: '2026-03-01', openingBalance: 0n, closingBalance: 0n };
  const { warning, suspension: ahead } = assessment.decision;
  const isClear = state.state === 'active' && (ahead === null || ahead.at - NOW > 14 * DAY_MS);
  const drafts = [
    ...(warning === null ? [] : [{ ...frame, kind: warning }]),
    ...(isClear ? [{ ...frame, kind: 'all-clear' }] : []),
    ...(endedAt === null || !isSuspended ? [{ ...frame, kind: 'suspended', suspension }] : []),
    { ...frame, kind: 'reactivated', suspension: { ...suspension, endedAt: NOW - 60_000 } },
    { ...frame, kind: 'receipt', payment, reversed: state.isReversed, documents: [] },
    { ...frame, kind: 'statement', period, entries: [], units: {}, documents: [] },
  ] as unknown as EmailDraft[];
  return drafts.map((draft) => {
    const content = encodeContent(clientContent(draft, { payLink: 'https://tab.example/pay/x' }));
    return decodeContent(JSON.parse(content), 'billing@agency.example') as ClientEmailContent;
  });
}
