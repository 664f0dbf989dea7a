import { type AccountDetails, loadAccountsById } from '../accounts/loadAccount.js';
import type { ExemptionKind } from '../billing/facts.js';
import { type LeftReason, type MorningDay, morningDayOf, whyLeft } from '../billing/morning.js';
import type { SiteContext } from '../core/context.js';
import { addDays, DAY_MS, endOfDay, type Instant, type LocalDate, localDateOf } from '../core/values/zone.js';
import type { Queryable } from '../platform/sql/sql.js';
import {
  findMorningBefore,
  findTenantZone,
  listNearLimit,
  listSentNotices,
  type SentNotice,
  sumPaymentsSince,
} from '../store/mornings/mornings.js';

/** An account that is due to be suspended today or tomorrow; amounts in minor units. */
export interface DueAccount {
  readonly id: string;
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly siteNames: readonly string[];
  readonly day: MorningDay;
  readonly suspendsAt: Instant;
  /** The balance after usage so far, without disputed entries. */
  readonly balance: bigint;
  /** The amount that keeps it online for 30 days; null without a forecast. */
  readonly keepsUp: bigint | null;
  readonly exemptUntil: Instant | null;
  readonly exemptFor: ExemptionKind | null;
  /** Whether only the breaker keeps it online. */
  readonly isHeldBack: boolean;
  readonly notices: readonly SentNotice[];
  /** Whether it was not on the list before; false if there was none. */
  readonly isNew: boolean;
}

/** An account of the list before that is not due any more. */
export type LeftDue = LeftReason & { readonly id: string; readonly name: string; readonly currency: string };

export interface Morning {
  readonly asOf: Instant;
  /** Today, in the tenant's zone. */
  readonly day: LocalDate;
  readonly timeZone: string;
  readonly due: readonly DueAccount[];
  /** Whether more accounts are near their limit than a list holds. */
  readonly isCut: boolean;
  /** The day of the list before, with which this one is compared; null if there is none. */
  readonly since: LocalDate | null;
  readonly left: readonly LeftDue[];
}

type Reader = Pick<SiteContext, 'siteId' | 'now'> & { readonly sql: Queryable };

/** How many accounts a list holds, and how long computing it may take; left out: a list's share of time. */
interface Extent {
  readonly most: number;
  readonly shareMs?: number;
}

/** For a page, which must respond soon. */
const OF_PAGE: Extent = { most: 200 };
/** For the daily list and its email, which must count every account. */
export const WHOLE: Extent = { most: 10_000, shareMs: Infinity };
/** A limit date may have come this much earlier since the account was last assessed. */
const ASSESSED_MARGIN_MS = DAY_MS;

/** Which of a tenant's accounts are due to be suspended today and tomorrow, and what changed since the list before. */
export async function loadMorning(context: Reader, { most, shareMs }: Extent = OF_PAGE): Promise<Morning> {
  const { sql, siteId, now } = context;
  const timeZone = await findTenantZone(sql, siteId);
  const day = localDateOf(now, timeZone);
  const before = endOfDay(addDays(day, 1), timeZone) + ASSESSED_MARGIN_MS;
  const [near, earlier] = await Promise.all([
    listNearLimit(sql, siteId, { before, limit: most + 1 }),
    findMorningBefore(sql, siteId, day),
  ]);
  const was = new Set(earlier?.accountIds);
  const ids = [...new Set([...near.slice(0, most), ...was])];
  const accounts = await loadAccountsById(context, ids, shareMs);
  const [notices, paid] = await Promise.all([
    listSentNotices(sql, ids),
    sumPaymentsSince(sql, [...was], earlier?.takenAt ?? now),
  ]);
  const due = accounts.flatMap((account): DueAccount[] => {
    const placed = placeOf(account, now, timeZone);
    if (placed === undefined) return [];
    const isNew = earlier !== undefined && !was.has(account.id);
    const sent = notices.filter(({ accountId }) => accountId === account.id);
    return [{ ...dueOf(account), ...placed, notices: sent, isNew }];
  });
  const left = accounts
    .filter(({ id }) => was.has(id))
    .flatMap((account): LeftDue[] => {
      const { id, name, currency } = account;
      const facts = { ...account, suspendsAt: suspensionDateOf(account), paid: paid.get(id) ?? 0n };
      const reason = whyLeft(facts, now, timeZone);
      return reason === undefined ? [] : [{ ...reason, id, name, currency }];
    });
  return {
    asOf: now,
    day,
    timeZone,
    due: due.sort((one, other) => one.suspendsAt - other.suspendsAt || (one.id < other.id ? -1 : 1)),
    isCut: near.length > most || accounts.length < ids.length,
    since: earlier?.day ?? null,
    left,
  };
}

/** When an account will be suspended. */
function suspensionDateOf(account: AccountDetails): Instant | null {
  return account.suspends?.at ?? null;
}

function placeOf(
  account: AccountDetails,
  now: Instant,
  timeZone: string,
): Pick<DueAccount, 'day' | 'suspendsAt'> | undefined {
  const suspendsAt = suspensionDateOf(account);
  const day =
    account.state === 'active' && !account.held ? morningDayOf(suspendsAt, now, timeZone) : undefined;
  return day === undefined || suspendsAt === null ? undefined : { day, suspendsAt };
}

function dueOf(account: AccountDetails): Omit<DueAccount, 'day' | 'suspendsAt' | 'notices' | 'isNew'> {
  const { id, name, currency, timeZone, exemptUntil, exemptFor = null } = account;
  return {
    id,
    name,
    currency,
    timeZone,
    exemptUntil,
    exemptFor,
    siteNames: account.sites.map((site) => site.name),
    balance: account.balance - account.disputed - account.accrued,
    keepsUp: account.suggestedTopUp,
    isHeldBack: account.heldBackSince !== null,
  };
}
