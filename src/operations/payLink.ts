import {
  DAY_MS,
  formatAmount,
  type Instant,
  isProviderKind,
  type ProviderKind,
  type Refusal,
  refuse,
} from '../billing/index.js';
import { isId, type SecretBox, type Sql } from '../platform/index.js';
import { findSettings, listProviders } from '../store/index.js';
import { lookAt } from './assess.js';
import type { Context } from './context.js';
import { type PaymentTools } from './openProvider.js';
import { type StartedCheckout, startCheckout } from './startCheckout.js';

type Marks = Pick<SecretBox, 'mark'>;
type MarkReader = Pick<SecretBox, 'isMark'>;

const LIFE_DAYS = 45;
const PURPOSE = 'pay-link';
const MARK_BYTES = 18;
const ID_BYTES = 16;
const SECONDS_BYTES = 6;

/**
 * What stands behind `/pay/`: the account and when the link ends, marked so that nobody else can make one. It opens
 * one page, and that page only.
 */
export function makePayLink(secrets: Marks, accountId: string, now: Instant): string {
  const body = Buffer.alloc(ID_BYTES + SECONDS_BYTES);
  Buffer.from(accountId.replaceAll('-', ''), 'hex').copy(body);
  body.writeUIntBE(Math.floor((now + LIFE_DAYS * DAY_MS) / 1000), ID_BYTES, SECONDS_BYTES);
  const mark = secrets.mark(PURPOSE, body.toString('base64url')).subarray(0, MARK_BYTES);
  return Buffer.concat([body, mark]).toString('base64url');
}

/** The account behind a link that is genuine and not over. */
export function openPayLink(secrets: MarkReader, token: string, now: Instant): string | undefined {
  const bytes = Buffer.from(token, 'base64url');
  // One spelling only: a link that can be written in two ways is two links.
  if (bytes.length !== ID_BYTES + SECONDS_BYTES + MARK_BYTES || bytes.toString('base64url') !== token)
    return undefined;
  const body = bytes.subarray(0, ID_BYTES + SECONDS_BYTES);
  const mark = bytes.subarray(ID_BYTES + SECONDS_BYTES);
  if (!secrets.isMark(PURPOSE, body.toString('base64url'), mark)) return undefined;
  if (body.readUIntBE(ID_BYTES, SECONDS_BYTES) * 1000 <= now) return undefined;
  const id = body
    .subarray(0, ID_BYTES)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return isId(id) ? id : undefined;
}

/** All that a pay link shows: nothing of the person, the balance or what was before. */
export interface PayPage {
  readonly accountId: string;
  readonly siteId: string;
  readonly siteNames: readonly string[];
  /** Who hosts the sites and gets the money. */
  readonly owner: string;
  readonly language: string;
  readonly currency: string;
  readonly reference: string;
  readonly instructions: string;
  /** Exactly this much, in minor units, brings the sites back; 0 when they need nothing for that. */
  readonly restore: bigint;
  /** This much keeps them up for so many days; those that need nothing are left out. */
  readonly keepsFor: readonly { readonly days: number; readonly minor: bigint }[];
  readonly providers: readonly ProviderKind[];
}

interface Opened {
  readonly sql: Sql;
  readonly now: Instant;
  readonly secrets: MarkReader;
}

/** What the link shows; nothing when it is forged, over, or its account closed. */
export async function readPayPage(
  { sql, now, secrets }: Opened,
  token: string,
): Promise<PayPage | undefined> {
  const accountId = openPayLink(secrets, token, now);
  const look = accountId === undefined ? undefined : await lookAt(sql, accountId, now);
  if (look === undefined || look.facts.closedAt !== null) return undefined;
  const { facts, standing, projection } = look;
  const { siteId, currency, language, reference } = facts;
  const [sender, providers] = await Promise.all([findSettings(sql, siteId), listProviders(sql, siteId)]);
  return {
    accountId: facts.id,
    siteId,
    siteNames: facts.sites.map((site) => site.name),
    owner: sender.name,
    language,
    currency,
    reference,
    instructions: sender.paymentInstructions ?? '',
    restore: standing.headroom < 0n ? -standing.headroom : 0n,
    keepsFor: projection.keepsFor.filter(({ minor }) => minor > 0n),
    providers: providers.flatMap(({ provider, enabled }) =>
      enabled && isProviderKind(provider) ? [provider] : [],
    ),
  };
}

export interface PayChoice {
  readonly provider: string;
  /** `restore`, or for how many days: the amount is worked out anew, whatever the page said. */
  readonly choice: string;
}

const GONE: Refusal = refuse('not_found', 'The link is not good any more.');

/** Opens the chosen provider's page for what somebody with a pay link wants to pay. */
export async function payByLink(
  context: Context & PaymentTools & { readonly secrets: MarkReader },
  token: string,
  { provider, choice }: PayChoice,
): Promise<StartedCheckout | Refusal> {
  const page = await readPayPage(context, token);
  if (page === undefined) return GONE;
  const minor =
    choice === 'restore' ? page.restore : page.keepsFor.find(({ days }) => String(days) === choice)?.minor;
  if (minor === undefined || minor <= 0n)
    return refuse('conflict', 'Nothing is to be paid for that any more.', 'choice');
  if (!isProviderKind(provider)) return refuse('invalid', 'is not a way to pay', 'provider');
  const back = `${context.baseUrl}/pay/${token}`;
  const { accountId, siteId, currency } = page;
  const amount = formatAmount(minor, currency);
  const input = { provider, amount, saveCard: false, successUrl: `${back}?paid=yes`, cancelUrl: back };
  return startCheckout({ ...context, siteId }, accountId, input);
}
