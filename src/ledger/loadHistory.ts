import { type Assessment, limitDateOf, limitRangeOf, assessAccount } from '../assessment/assess.js';
import type { PendingDebit } from '../billing/debits/debit.js';
import { limitWithDebits } from '../billing/debits/limitWithDebits.js';
import type { ExemptionKind } from '../billing/facts.js';
import { nextPeriod, type Period } from '../billing/periods/period.js';
import type { SuspensionReason } from '../billing/policy/suspensionAt.js';
import type { ForecastKind } from '../billing/projection/outlook.js';
import type { LimitRange, Projection } from '../billing/projection/project.js';
import type { StatementTax } from '../billing/rating/taxSum.js';
import type { SiteContext } from '../core/context.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { DAY_MS, type Instant, startOfDay } from '../core/values/zone.js';
import { showEmail, type ShownEmail } from '../emails/showEmail.js';
import { isId } from '../platform/ids.js';
import { listTimeline, type TimelineRow } from '../store/core/audit.js';
import { listEmails } from '../store/emails/emails.js';
import { type Entry, listEntries } from '../store/ledger/entries.js';
import { listSettled, type Statement } from '../store/ledger/periods.js';
import {
  type DocumentLine,
  findDocument,
  type IssuedDocument,
  listDocumentLines,
} from '../store/statements/documents.js';
import { basicsOf, NO_ACCOUNT } from './postMoney.js';
import { loadTaxes } from './loadTaxes.js';

/** Reads about one account of the caller's; to other callers the account is not found. */
async function own<T>(
  context: SiteContext,
  accountId: string,
  read: (currency: string) => Promise<T>,
): Promise<T | Refusal> {
  const basics = await basicsOf(context, accountId);
  return isRefusal(basics) ? basics : read(basics.currency);
}

export async function loadEntries(
  context: SiteContext,
  accountId: string,
  page: { readonly beforeNumber?: number; readonly limit: number },
): Promise<Entry[] | Refusal> {
  return own(context, accountId, () => listEntries(context.sql, { accountId, ...page }));
}

export async function loadEmails(
  context: SiteContext,
  accountId: string,
  page: { readonly before?: string; readonly limit: number },
): Promise<ShownEmail[] | Refusal> {
  return own(context, accountId, async () => {
    const emails = await listEmails(context.sql, { accountId, ...page });
    return Promise.all(emails.map((email) => showEmail(context, email)));
  });
}

export interface Statements {
  readonly currency: string;
  readonly periods: readonly Statement[];
}

/** The settled periods, newest first, each with what its statement shows. */
export async function loadStatements(
  context: SiteContext,
  accountId: string,
  page: { readonly before?: string; readonly limit: number },
): Promise<Statements | Refusal> {
  return own(context, accountId, async (currency) => {
    return { currency, periods: await listSettled(context.sql, { accountId, ...page }) };
  });
}

export interface StatementDocument {
  readonly document: IssuedDocument;
  readonly lines: readonly DocumentLine[];
  readonly taxes: readonly StatementTax[];
}

const NO_DOCUMENT = refuse('not_found', 'Statement not found.');

/** The content of one statement, as issued. */
export async function loadDocument(
  context: SiteContext,
  accountId: string,
  documentId: string,
): Promise<StatementDocument | Refusal> {
  return own(context, accountId, async () => {
    const { sql } = context;
    const document = isId(documentId) ? await findDocument(sql, accountId, documentId) : undefined;
    if (document === undefined) return NO_DOCUMENT;
    const [lines, taxes] = await Promise.all([
      listDocumentLines(sql, accountId, document),
      loadTaxes(sql, accountId, document),
    ]);
    return { document, lines, taxes };
  });
}

/** The open period and those after it, `count` in all. */
export async function loadPeriods(
  context: SiteContext,
  accountId: string,
  count: number,
): Promise<readonly Period[] | Refusal> {
  return own(context, accountId, async () => {
    const assessment = await assessAccount(context.sql, accountId, context.now);
    const first = assessment?.standing.unsettled[0];
    if (assessment === undefined || first === undefined) return [];
    const periods = [first];
    for (let period = first; periods.length < count;) {
      period = nextPeriod(assessment.facts, period);
      periods.push(period);
    }
    return periods;
  });
}

export interface Foresight {
  readonly currency: string;
  readonly limitDate: Instant | null;
  readonly limitRange: LimitRange | null;
  readonly headroom: bigint;
  readonly projection: Projection;
  readonly forecast: ForecastKind;
  readonly pendingDebits: readonly PendingDebit[];
  /** The limit date once they are paid; undefined where there are none or there is no forecast. */
  readonly withDebits: ReturnType<typeof limitWithDebits>;
}

/** The projection of an account, as of now. */
export async function loadProjection(context: SiteContext, accountId: string): Promise<Foresight | Refusal> {
  const foresight = await own(context, accountId, async (currency) => {
    const assessment = await assessAccount(context.sql, accountId, context.now);
    if (assessment === undefined) return undefined;
    const { projection, standing, forecast } = assessment;
    return {
      currency,
      limitDate: limitDateOf(assessment),
      limitRange: limitRangeOf(assessment),
      headroom: standing.headroom,
      projection,
      forecast,
      pendingDebits: assessment.facts.debits?.pending ?? [],
      withDebits: limitWithDebits(assessment.facts, standing),
    };
  });
  return foresight ?? NO_ACCOUNT;
}

export interface Upcoming {
  readonly at: Instant;
  readonly what: string;
  readonly why: string;
}

export interface Timeline {
  readonly currency: string;
  readonly past: readonly TimelineRow[];
}

/** The events of an account, newest first. */
export async function loadTimeline(
  context: SiteContext,
  accountId: string,
  { before = context.now + 1, limit }: { readonly before?: Instant; readonly limit: number },
): Promise<Timeline | Refusal> {
  return own(context, accountId, async (currency) => {
    return { currency, past: await listTimeline(context.sql, accountId, before, limit) };
  });
}

export async function loadUpcoming(context: SiteContext, accountId: string): Promise<Upcoming[] | Refusal> {
  return own(context, accountId, async () => {
    const assessment = await assessAccount(context.sql, accountId, context.now);
    return assessment === undefined ? [] : upcomingOf(assessment, context.now);
  });
}

const RUNS_OUT = 'the credit runs out at the current pace';

/** What decides the instant of a suspension, in a few words. */
export const SUSPENSION_WHY: Readonly<Record<SuspensionReason, string>> = {
  limit: RUNS_OUT,
  grace: 'the grace after the limit ends',
  window: 'the next time for suspensions begins',
  holiday: 'a holiday is over',
  notice: 'a notice to the client must come first',
  cap: 'more is owed beyond the limit than the policy allows',
  debit: 'a direct debit is pending',
  exemption: 'the payment promise or exemption ends',
};

const EXEMPTION_ENDS: Readonly<Record<ExemptionKind, string>> = {
  owner: 'the payment promise ends',
  client: 'the payment promise ends',
  breaker: 'the exemption instead of a mass suspension ends',
  opening: 'the exemption of a new client ends',
};

/** What happens next and why if nothing changes, soonest first. */
export function upcomingOf({ facts, standing, decision }: Assessment, now: Instant): Upcoming[] {
  if (facts.closedAt !== null) return [];
  const upcoming: Upcoming[] = [
    { at: standing.period.endsAt, what: 'settlement', why: 'the period ends' },
    ...facts.scheduled.map((charge) => ({
      at: startOfDay(charge.dueOn, facts.timeZone),
      what: 'scheduled charge',
      why: charge.description,
    })),
  ];
  const { suspension } = decision;
  const exemptionEnds = EXEMPTION_ENDS[facts.exemptFor ?? 'owner'];
  if (suspension !== null && facts.state === 'active' && !facts.held) {
    const why = RUNS_OUT;
    const canTell = facts.undeliverable !== true;
    if (canTell && !facts.notified.week)
      upcoming.push({ at: suspension.withNotice - 7 * DAY_MS, what: 'week notice', why });
    if (canTell && !facts.notified.day)
      upcoming.push({ at: suspension.at - DAY_MS, what: 'day notice', why });
    const { at, reason } = suspension;
    upcoming.push({
      at,
      what: 'suspension',
      why: reason === 'exemption' ? exemptionEnds : SUSPENSION_WHY[reason],
    });
  }
  if (facts.exemptUntil !== null) {
    upcoming.push({ at: facts.exemptUntil, what: 'end of exemption', why: exemptionEnds });
  }
  return upcoming.filter((next) => next.at > now).sort((left, right) => left.at - right.at);
}
