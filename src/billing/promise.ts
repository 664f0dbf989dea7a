import { formatAmount, minorPerMajor } from '../core/values/money.js';
import { type Refusal, refuse } from '../core/values/refusal.js';
import { addDays, DAY_MS, endOfDay, type Instant, type LocalDate, localDateOf } from '../core/values/zone.js';
import type { Situation } from './situation.js';

/** What clients may promise by themselves: for how many days at most, how often, and up to which debt. */
export interface PromiseRule {
  /** 0: never. */
  readonly days: number;
  readonly everyDays: number;
  /** In major units; empty: any amount. */
  readonly upTo: string;
}

const EVERY_DAYS = 90;
const DAYS_MAX = 30;

/** The rule of a tenant's settings. Clients may promise nothing before the tenant sets a number of days. */
export function parsePromiseRule(settings: {
  readonly promiseDays?: string | undefined;
  readonly promiseEveryDays?: string | undefined;
  readonly promiseUpTo?: string | undefined;
}): PromiseRule | Refusal {
  const { promiseDays = '', promiseEveryDays = '', promiseUpTo = '' } = settings;
  if (!/^(\d{0,2})$/.test(promiseDays) || Number(promiseDays) > DAYS_MAX) {
    return refuse('invalid', `must be a whole number of days from 0 to ${DAYS_MAX}`, 'promiseDays');
  }
  if (promiseEveryDays !== '' && !/^([1-9]\d?|[12]\d\d|3[0-5]\d|36[0-5])$/.test(promiseEveryDays)) {
    return refuse('invalid', 'must be a whole number of days from 1 to 365', 'promiseEveryDays');
  }
  if (promiseUpTo !== '' && !/^(0|[1-9]\d{0,14})(\.\d{1,4})?$/.test(promiseUpTo)) {
    return refuse('invalid', 'must be an amount such as 100.00', 'promiseUpTo');
  }
  const everyDays = promiseEveryDays === '' ? EVERY_DAYS : Number(promiseEveryDays);
  return { days: Number(promiseDays), everyDays, upTo: promiseUpTo };
}

/** An account whose client may ask for more time. */
export interface PromiseFacts {
  readonly situation: Situation;
  readonly currency: string;
  readonly timeZone: string;
  /** The end of an exemption that is in force. */
  readonly exemptUntil: Instant | null;
  readonly closing: boolean;
  /** What the client owes after usage so far, in minor units. */
  readonly owed: bigint;
  /** When the client last asked and got more time. */
  readonly lastAskedAt: Instant | null;
}

/** Whether a client may promise to pay later, and why not. */
export type PromiseAnswer =
  | {
      readonly kind: 'may';
      readonly choices: readonly PromiseChoice[];
      readonly everyDays: number;
      /** Once more than this is owed, the time given ends, in minor units; null: never. */
      readonly upTo: bigint | null;
    }
  /** Nothing to show: not allowed by the tenant, or not needed. */
  | { readonly kind: 'off' }
  | { readonly kind: 'held' }
  | { readonly kind: 'exempt'; readonly until: Instant }
  /** More than this is owed, in minor units. */
  | { readonly kind: 'amount'; readonly upTo: bigint }
  | { readonly kind: 'often'; readonly again: Instant };

/** So many days more, through this local day. */
export interface PromiseChoice {
  readonly days: number;
  readonly through: LocalDate;
  readonly until: Instant;
}

export function mayPromise(facts: PromiseFacts, rule: PromiseRule, asOf: Instant): PromiseAnswer {
  const { situation, exemptUntil, closing, currency, owed, lastAskedAt } = facts;
  if (rule.days === 0 || closing || situation.kind === 'closed') return { kind: 'off' };
  if (situation.kind === 'held') return { kind: 'held' };
  if (exemptUntil !== null && exemptUntil > asOf) return { kind: 'exempt', until: exemptUntil };
  const from = promisedFrom(situation, asOf);
  if (from === undefined) return { kind: 'off' };
  const upTo = rule.upTo === '' ? null : minorUpTo(rule.upTo, currency);
  if (upTo !== null && owed > upTo) return { kind: 'amount', upTo };
  const again = lastAskedAt === null ? asOf : lastAskedAt + rule.everyDays * DAY_MS;
  if (again > asOf) return { kind: 'often', again };
  const choices = choicesFrom(from, rule.days, facts.timeZone);
  return { kind: 'may', choices, everyDays: rule.everyDays, upTo };
}

/** More time counts from the suspension, also one ahead; undefined where none is near. */
function promisedFrom(situation: Situation, asOf: Instant): Instant | undefined {
  switch (situation.kind) {
    case 'suspended':
    case 'upstream':
      return situation.missing > 0n ? asOf : undefined;
    case 'owing':
      return Math.max(asOf, situation.until ?? asOf);
    case 'soon':
      return Math.max(asOf, situation.at);
    default:
      return undefined;
  }
}

function choicesFrom(from: Instant, daysMax: number, timeZone: string): PromiseChoice[] {
  const first = localDateOf(from, timeZone);
  return Array.from({ length: daysMax }, (_, index) => {
    const through = addDays(first, index + 1);
    return { days: index + 1, through, until: endOfDay(through, timeZone) };
  });
}

/** The setting is one for all currencies; decimals that a currency does not have are left out. */
function minorUpTo(amount: string, currency: string): bigint {
  const [whole = '0', fraction = ''] = amount.split('.');
  return (BigInt(whole + fraction.padEnd(4, '0')) * minorPerMajor(currency)) / 10_000n;
}

/** Why a promise is refused, in one sentence. */
export function promiseRefusal(answer: PromiseAnswer, currency: string): Refusal {
  switch (answer.kind) {
    case 'held':
      return refuse('conflict', 'The account is on hold.');
    case 'exempt':
      return refuse('conflict', 'The account already has more time.');
    case 'amount':
      return refuse('conflict', `More than ${formatAmount(answer.upTo, currency)} ${currency} is owed.`);
    case 'often':
      return refuse('conflict', 'More time was given too recently.');
    default:
      return refuse('conflict', 'More time cannot be given here now.');
  }
}
