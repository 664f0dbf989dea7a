import type { BankAccount } from '../core/values/bankAccount.js';
import { assessAccount } from '../assessment/assess.js';
import { isProviderKind, type ProviderKind } from '../billing/payment.js';
import { offersOn } from '../billing/projection/outlook.js';
import type { Offer, Offers } from '../billing/projection/project.js';
import type { PromiseAnswer, PromiseChoice } from '../billing/promise.js';
import { type Situation, situationOf } from '../billing/situation.js';
import type { Context } from '../core/context.js';
import { formatAmount } from '../core/values/money.js';
import type { QueueContext } from '../emails/queueEmail.js';
import { type Refusal, refuse } from '../core/values/refusal.js';
import { DAY_MS, type Instant } from '../core/values/zone.js';
import { isId } from '../platform/ids.js';
import type { SecretBox } from '../platform/secretBox.js';
import type { Sql } from '../platform/sql/sql.js';
import { listProviders } from '../store/payments/providers.js';
import { findSettings, findSite } from '../store/sites/sites.js';
import { loadPromise, promisePayment } from '../suspension/promisePayment.js';
import type { PaymentTools } from './openProvider.js';
import { loadPaymentProgress, type PaymentProgress } from './paymentProgress.js';
import { startCheckout, type StartedCheckout } from './startCheckout.js';

type Marks = Pick<SecretBox, 'mark'>;
type MarkReader = Pick<SecretBox, 'isMark'>;

/** What a link opens: the account of an email, or the site whose suspended page shows the link. */
const EMAIL_LINK = { purpose: 'pay-link', lifeDays: 45 };
/** Made for each visitor of a suspended site, so it can expire soon. */
const DOOR = { purpose: 'pay-door', lifeDays: 1 };
type Kind = typeof EMAIL_LINK;

const MARK_BYTES = 18;
const ID_BYTES = 16;
const SECONDS_BYTES = 6;

/** The content of a `/pay/` link: the account and the expiry, signed against forgery. It opens this one page only. */
export function makePayLink(secrets: Marks, accountId: string, now: Instant): string {
  return makeLink(secrets, EMAIL_LINK, accountId, now);
}

/**
 * The same for the public page of a suspended site. It names the site instead of the account, and shows the amount that
 * reactivates it while it is suspended, but nothing confidential.
 */
export function makeDoorLink(secrets: Marks, siteId: string, now: Instant): string {
  return makeLink(secrets, DOOR, siteId, now);
}

/** The account of an email's link, if the link is genuine and has not expired. */
export function openPayLink(secrets: MarkReader, token: string, now: Instant): string | undefined {
  return openLink(secrets, EMAIL_LINK, token, now);
}

function makeLink(secrets: Marks, { purpose, lifeDays }: Kind, id: string, now: Instant): string {
  const body = Buffer.alloc(ID_BYTES + SECONDS_BYTES);
  Buffer.from(id.replaceAll('-', ''), 'hex').copy(body);
  body.writeUIntBE(Math.floor((now + lifeDays * DAY_MS) / 1000), ID_BYTES, SECONDS_BYTES);
  const mark = secrets.mark(purpose, body.toString('base64url')).subarray(0, MARK_BYTES);
  return Buffer.concat([body, mark]).toString('base64url');
}

function openLink(secrets: MarkReader, { purpose }: Kind, token: string, now: Instant): string | undefined {
  const bytes = Buffer.from(token, 'base64url');
  // Only the canonical spelling is valid, so that two links never have the same content.
  if (bytes.length !== ID_BYTES + SECONDS_BYTES + MARK_BYTES || bytes.toString('base64url') !== token)
    return undefined;
  const body = bytes.subarray(0, ID_BYTES + SECONDS_BYTES);
  const mark = bytes.subarray(ID_BYTES + SECONDS_BYTES);
  if (!secrets.isMark(purpose, body.toString('base64url'), mark)) return undefined;
  if (body.readUIntBE(ID_BYTES, SECONDS_BYTES) * 1000 <= now) return undefined;
  const id = body
    .subarray(0, ID_BYTES)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return isId(id) ? id : undefined;
}

/** Everything that a pay link shows. It leaves out the client's details, the balance and the history. */
export interface PayPage {
  readonly accountId: string;
  readonly siteId: string;
  readonly siteNames: readonly string[];
  /** Who hosts the sites and receives the money. */
  readonly owner: string;
  readonly language: string;
  readonly currency: string;
  readonly reference: string;
  readonly instructions: string;
  readonly bankAccount: BankAccount | null;
  readonly timeZone: string;
  readonly situation: Situation;
  readonly offers: Offers;
  readonly providers: readonly ProviderKind[];
  /** Opened from a suspended site's page, which is public. */
  readonly isOfSite: boolean;
  /** Closed: only the debt can be paid, and paying it reactivates no site. */
  readonly isClosed: boolean;
  /** Whether the client may ask for more time: never from a suspended site's page, which is public. */
  readonly promise: PromiseAnswer;
  /** Whether the client can give a mandate for direct debit; never from a suspended site's page, which is public. */
  readonly mandates: boolean;
  /** The progress of a payment from which the visitor may be coming back. */
  readonly progress: PaymentProgress | undefined;
}

interface Opened {
  readonly sql: Sql;
  readonly now: Instant;
  readonly secrets: MarkReader;
}

/** What the link shows; undefined when it is forged or expired, or for a closed account that owes nothing. */
export async function loadPayPage(
  { sql, now, secrets }: Opened,
  token: string,
): Promise<PayPage | undefined> {
  const opened = await openEither({ sql, now, secrets }, token);
  const assessment = opened === undefined ? undefined : await assessAccount(sql, opened.accountId, now);
  if (opened === undefined || assessment === undefined) return undefined;
  const { facts, standing, projection, decision, forecast } = assessment;
  const isClosed = facts.closedAt !== null;
  if (isClosed && (opened.siteName !== undefined || standing.balance >= 0n)) return undefined;
  const offers = offersOn(facts, standing);
  // A public page shows what reactivates the site. Only the client sees how long credit lasts.
  const isShut = opened.siteName !== undefined && offers.least === null;
  const { siteId, currency, language, reference, timeZone } = facts;
  const [sender, providers, progress] = await Promise.all([
    findSettings(sql, siteId),
    listProviders(sql, siteId),
    loadPaymentProgress(sql, facts.id, now),
  ]);
  return {
    progress,
    accountId: facts.id,
    siteId,
    siteNames: opened.siteName === undefined ? facts.sites.map((site) => site.name) : [opened.siteName],
    owner: sender.name,
    language,
    currency,
    reference,
    instructions: sender.paymentInstructions ?? '',
    bankAccount: sender.bankAccount ?? null,
    timeZone,
    situation: situationOf(facts, standing, projection.limitDate, decision.suspension, forecast),
    offers: isShut ? { ...offers, keepsFor: [] } : offers,
    providers: providers.flatMap(({ provider, enabled }) =>
      enabled && isProviderKind(provider) ? [provider] : [],
    ),
    isOfSite: opened.siteName !== undefined,
    mandates:
      opened.siteName === undefined &&
      !isClosed &&
      currency === 'EUR' &&
      sender.directDebit?.enabled === true,
    isClosed,
    promise: opened.siteName === undefined ? await loadPromise(sql, assessment, now) : { kind: 'off' },
  };
}

/** The account of a link; for one from a suspended page, also the one site that its visitor has seen. */
async function openEither(
  { sql, now, secrets }: Opened,
  token: string,
): Promise<{ readonly accountId: string; readonly siteName?: string } | undefined> {
  const accountId = openPayLink(secrets, token, now);
  if (accountId !== undefined) return { accountId };
  const siteId = openLink(secrets, DOOR, token, now);
  const site = siteId === undefined ? undefined : await findSite(sql, siteId);
  if (site === undefined || site.accountId === null) return undefined;
  return { accountId: site.accountId, siteName: site.name };
}

/** The amounts to choose from, lowest first: `restore`, then by number of days. */
export function offered({ least, keepsFor }: Offers): (Offer & { readonly value: string })[] {
  return [
    ...(least === null ? [] : [{ value: 'restore', ...least }]),
    ...keepsFor.map(({ days, minor, lastsUntil }) => ({ value: String(days), minor, lastsUntil })),
  ];
}

/** Most clients want a month; the lowest amount covers little more than a day. */
export function preselected(offers: Offers): string | undefined {
  const choices = offered(offers);
  return (choices.find(({ value }) => value === '30') ?? choices[0])?.value;
}

export interface PayChoice {
  readonly provider: string;
  /** `restore`, or the number of days. The amount is computed again and never taken from the form. */
  readonly choice: string;
}

/** Per hour and account, counted apart for visitors of the suspended page and for holders of an email's link. */
const CHECKOUTS_MAX = 20;

const GONE: Refusal = refuse('not_found', 'This payment link has expired.');

/** Opens the chosen provider's page for a payment by pay link. */
export async function payByLink(
  context: Context & PaymentTools & { readonly secrets: MarkReader },
  token: string,
  { provider, choice }: PayChoice,
): Promise<StartedCheckout | Refusal> {
  const page = await loadPayPage(context, token);
  if (page === undefined) return GONE;
  const chosen = offered(page.offers).find(({ value }) => value === choice);
  if (chosen === undefined)
    return refuse('conflict', 'There is nothing left to pay for this choice.', 'choice');
  if (!isProviderKind(provider)) return refuse('invalid', 'is not a payment provider', 'provider');
  const back = `${context.baseUrl}/pay/${token}`;
  const { accountId, siteId, siteNames, currency } = page;
  const amount = formatAmount(chosen.minor, currency);
  const urls = { successUrl: `${back}?paid=yes`, cancelUrl: back };
  const bounds = { evenClosed: page.isClosed, hourlyMax: CHECKOUTS_MAX };
  const input = { provider, amount, saveCard: false, siteNames, ...bounds, ...urls };
  const actor = page.isOfSite ? 'system/pay-door' : context.actor;
  return startCheckout({ ...context, siteId, actor }, accountId, input);
}

/** Gives the client of an email's link the more time they ask for, if that is allowed. */
export async function promiseByLink(
  context: Context & QueueContext & { readonly secrets: MarkReader },
  token: string,
  days: number,
): Promise<PromiseChoice | Refusal> {
  const page = await loadPayPage(context, token);
  if (page === undefined || page.isOfSite) return GONE;
  return promisePayment({ ...context, siteId: page.siteId }, page.accountId, days);
}
