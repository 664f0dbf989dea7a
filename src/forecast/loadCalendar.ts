import { nextPeriod, periodAt } from '../billing/periods/period.js';
import { scheduleOf } from '../billing/rating/lines.js';
import type { SiteContext } from '../core/context.js';
import { addDays, DAY_MS, type Instant, type LocalDate, localDateOf } from '../core/values/zone.js';
import {
  type CalendarAccount,
  type CalendarCharge,
  listCalendarAccounts,
  listCalendarCharges,
} from '../store/forecast/calendar.js';
import { findSite } from '../store/sites/sites.js';

/** What a tenant's calendar shows, up to 120 days ahead. */
export interface TenantCalendar {
  readonly name: string;
  readonly slug: string;
  readonly suspensions: readonly Suspension[];
  readonly charges: readonly CalendarCharge[];
  readonly periodEnds: readonly PeriodEnd[];
}

/** When an account in service will be suspended, if nothing is paid. */
interface Suspension {
  readonly accountId: string;
  readonly name: string;
  readonly at: Instant;
}

/** The first day of a period, and the accounts whose periods end as it begins. */
interface PeriodEnd {
  readonly date: LocalDate;
  readonly names: readonly string[];
}

const AHEAD_DAYS = 120;
const ACCOUNTS_MAX = 5_000;
const CHARGES_MAX = 1_000;

export async function loadCalendar({ sql, siteId, now }: SiteContext): Promise<TenantCalendar> {
  const until = now + AHEAD_DAYS * DAY_MS;
  const [site, accounts, charges] = await Promise.all([
    findSite(sql, siteId),
    listCalendarAccounts(sql, siteId, ACCOUNTS_MAX),
    listCalendarCharges(sql, siteId, addDays(localDateOf(now, 'UTC'), AHEAD_DAYS), CHARGES_MAX),
  ]);
  if (site === undefined) throw new Error(`there is no site ${siteId}`);
  return {
    name: site.name,
    slug: site.slug,
    suspensions: accounts.flatMap((account) => suspensionOf(account, now, until)),
    charges,
    periodEnds: periodEndsOf(accounts, now, until),
  };
}

function suspensionOf(account: CalendarAccount, now: Instant, until: Instant): Suspension[] {
  const { id, name, state, suspensionDate } = account;
  const at = state === 'active' ? suspensionDate : null;
  return at === null || at < now || at > until ? [] : [{ accountId: id, name, at }];
}

/** Many accounts have the same billing day, so each day is one event. */
function periodEndsOf(accounts: readonly CalendarAccount[], now: Instant, until: Instant): PeriodEnd[] {
  const byDate = new Map<LocalDate, string[]>();
  for (const account of accounts) {
    const schedule = scheduleOf(account);
    const present = periodAt(schedule, Math.max(now, account.openedAt));
    for (let period = present; period.endsAt <= until; period = nextPeriod(schedule, period)) {
      const names = byDate.get(period.endDate);
      if (names === undefined) byDate.set(period.endDate, [account.name]);
      else names.push(account.name);
    }
  }
  return [...byDate].sort().map(([date, names]) => ({ date, names: names.sort() }));
}
