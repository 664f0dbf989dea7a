import { parseSepaIban } from '../../billing/debits/creditorId.js';
import type { Collector } from '../../billing/debits/debit.js';
import { mandateAsText, type MandateWords, mandateWords } from '../../billing/debits/mandateText.js';
import type { MandateResponse } from '../../billing/payment.js';
import type { DirectDebit } from '../../billing/debits/directDebit.js';
import type { SiteContext } from '../../core/context.js';
import { fingerprintOf } from '../../core/fingerprint.js';
import { isRefusal, type Refusal, refuse } from '../../core/values/refusal.js';
import { isLocalDate, localDateOf } from '../../core/values/zone.js';
import type { QueueContext } from '../../emails/queueEmail.js';
import { CLOSED, NO_ACCOUNT } from '../../ledger/postMoney.js';
import { newId } from '../../platform/ids.js';
import type { SecretBox } from '../../platform/secretBox.js';
import type { Queryable } from '../../platform/sql/sql.js';
import type { AgreedTerms } from '../../store/debits/mandateSetups.js';
import { findDirectDebit } from '../../store/debits/debitFacts.js';
import { countMandates, countMandatesSince, findMandate, type Mandate } from '../../store/debits/mandates.js';
import { findPayable, type Payable } from '../../store/payments/payments.js';
import { findSettings, type SiteSettings } from '../../store/sites/sites.js';
import { findRecipient } from '../../store/debits/recipient.js';
import { openProvider, type PaymentTools, troubleOf } from '../openProvider.js';
import { storeMandate } from './storeMandate.js';

/** What a client is asked to agree to. */
export interface MandateOffer {
  /** Who asks for it, as the client knows them. */
  readonly owner: string;
  readonly accountId: string;
  readonly collector: Collector;
  /** The client types the IBAN on the provider's page: `startMandate` opens it. Else `giveMandate` takes it. */
  readonly isGivenThere: boolean;
  readonly terms: AgreedTerms;
  readonly words: MandateWords;
  /** '' where the provider gives it. */
  readonly reference: string;
  /** Of exactly these words: who agrees sends it back. */
  readonly digest: string;
  /** The one in force that a new one replaces. */
  readonly current: Pick<Mandate, 'reference' | 'holder' | 'country' | 'lastFour' | 'signedOn'> | undefined;
}

const HOLDER_MAX = 70;
const USER_AGENT_MAX = 300;
const DAY_MS = 86_400_000;
/** What one client may give in a day. */
const DAILY_MAX = 10;

export const NOT_OFFERED = refuse('conflict', 'Direct debit is not set up for this account.');
export const NOT_FOR_THEM = refuse('forbidden', 'Only the client can give a mandate.');
const TOO_MANY = refuse('throttled', 'Too many mandates within one day. Try again tomorrow.');
export const OTHER_WORDS = refuse('conflict', 'The mandate has changed. Please read it again.');

/** The mandate that a client may give now, in a language. */
export async function loadMandateOffer(
  context: Pick<SiteContext, 'siteId'> & { readonly sql: Queryable },
  accountId: string,
  language: string,
): Promise<MandateOffer | Refusal> {
  const payable = await findPayable(context.sql, accountId);
  if (payable?.siteId !== context.siteId) return NO_ACCOUNT;
  if (payable.isClosed) return CLOSED;
  const directDebit = await findDirectDebit(context.sql, context.siteId);
  if (!directDebit.enabled || payable.currency !== 'EUR') return NOT_OFFERED;
  const sender = await findSettings(context.sql, context.siteId);
  const { collector } = directDebit;
  const terms = creditorOf(sender, directDebit);
  // Stripe gives a mandate its reference.
  const isGivenThere = collector === 'stripe';
  const reference = isGivenThere ? '' : await nextReference(context.sql, payable);
  const words = mandateWords(language, { ...terms, reference });
  const current = await findMandate(context.sql, accountId);
  const digest = fingerprintOf('mandate', { ...words, language }).toString('hex');
  const given = { collector, isGivenThere, terms, words, reference, digest };
  return { owner: sender.name, accountId, current, ...given };
}

/** The creditor's name and address, as a mandate names them. */
function creditorOf(
  { name, particulars, address = '' }: SiteSettings & { readonly name: string },
  { creditorId, noticeDays }: DirectDebit,
) {
  const { legalName, street, postcode, city, country } = particulars ?? {};
  const parts = [street, [postcode, city].filter(Boolean).join(' '), country];
  const own = parts.filter((part) => part !== undefined && part !== '').join(', ');
  const plain = address
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .join(', ');
  return { creditor: legalName ?? name, address: own === '' ? plain : own, creditorId, noticeDays };
}

/** The account's payment reference, and a number that counts up: no two mandates have the same. */
async function nextReference(sql: Queryable, { accountId, reference }: Payable): Promise<string> {
  return `${reference.replaceAll('-', '')}-M${(await countMandates(sql, accountId)) + 1}`;
}

export interface MandateInput {
  readonly holder: string;
  readonly iban: string;
  readonly agreed: boolean;
  /** Of the words that were shown, and their language. */
  readonly digest: string;
  readonly language: string;
}

/** Where an agreement came from, as far as the server knows. */
export interface MandateSource {
  readonly ip: string | null;
  readonly userAgent: string | null;
}

export type MandateContext = SiteContext &
  QueueContext & {
    readonly secrets: Pick<SecretBox, 'seal' | 'open'>;
    /** Needed where a provider collects. */
    readonly payments?: PaymentTools['payments'];
  };

/**
 * Stores a mandate that a client gives on a page. It replaces the one before, whose announced debits are called off; the
 * client gets a copy by email. Refuses: not_found, account_closed, conflict, invalid, forbidden, throttled.
 */
export async function giveMandate(
  context: MandateContext,
  accountId: string,
  input: MandateInput,
  source: MandateSource,
): Promise<Mandate | Refusal> {
  if (context.actedAs !== undefined) return NOT_FOR_THEM;
  const person = parsePerson(input);
  if (isRefusal(person)) return person;
  if (!input.agreed) return refuse('invalid', 'is needed before money can be collected', 'agreed');
  const registered = await register(context, accountId, person, input, source);
  if (isRefusal(registered)) return registered;
  const stored = await storeMandate(context, accountId, async (transaction) => {
    const offer = await loadMandateOffer(
      { sql: transaction, siteId: context.siteId },
      accountId,
      input.language,
    );
    if (isRefusal(offer)) return offer;
    if (offer.digest !== input.digest) return OTHER_WORDS;
    if ((await countMandatesSince(transaction, accountId, context.now - DAY_MS)) >= DAILY_MAX)
      return TOO_MANY;
    const zone = (await findPayable(transaction, accountId))?.timeZone ?? 'UTC';
    // The owner changed the way to collect in between.
    if ((offer.collector === 'bank') !== (registered === undefined)) return OTHER_WORDS;
    return {
      ...keptOf(person),
      ...(registered === undefined ? {} : { secret: JSON.stringify(registered.tokens) }),
      collector: offer.collector,
      reference: registered?.reference ?? offer.reference,
      onPaper: false,
      words: offer.words,
      shown: mandateAsText(offer.words),
      language: input.language,
      signedOn: localDateOf(context.now, zone),
      ip: source.ip?.slice(0, 64) ?? null,
      userAgent: source.userAgent?.slice(0, USER_AGENT_MAX) ?? null,
    };
  });
  // What is not kept here must not stay there either.
  if (isRefusal(stored)) await registered?.release();
  return stored;
}

type Registered = Extract<MandateResponse, { outcome: 'registered' }> & {
  readonly release: () => Promise<unknown>;
};

/** Has the provider that collects keep the mandate; undefined where the owner's own bank collects. */
async function register(
  context: MandateContext,
  accountId: string,
  { holder, iban }: Person,
  { language, digest }: MandateInput,
  source: MandateSource,
): Promise<Registered | undefined | Refusal> {
  const offer = await loadMandateOffer(context, accountId, language);
  if (isRefusal(offer)) return offer;
  if (offer.digest !== digest) return OTHER_WORDS;
  const { collector, reference } = offer;
  if (collector === 'bank') return undefined;
  if ((await countMandatesSince(context.sql, accountId, context.now - DAY_MS)) >= DAILY_MAX) return TOO_MANY;
  const { payments, sql, secrets, now } = context;
  const provider =
    payments === undefined
      ? undefined
      : await openProvider({ sql, secrets, payments }, context.siteId, collector);
  if (provider === undefined || isRefusal(provider) || provider.registerMandate === undefined)
    return NOT_OFFERED;
  const recipient = await findRecipient(sql, accountId);
  const { email = '', timeZone = 'UTC' } = recipient ?? {};
  const signedOn = localDateOf(now, timeZone);
  const order = { id: newId(now), accountId, holder, email, iban, reference, signedOn, ...source };
  const answer = await provider.registerMandate(order);
  if (answer.outcome !== 'registered') return troubleOf(answer);
  return { ...answer, release: () => provider.releaseCard(answer.tokens) };
}

export interface PaperMandate {
  readonly holder: string;
  readonly iban: string;
  /** As printed on the paper; left out: the next of ours. */
  readonly reference?: string | undefined;
  /** The date of the signature. */
  readonly signedOn: string;
  /** Where the paper is kept, or another remark, for the audit log. */
  readonly note?: string | undefined;
}

/** SEPA allows these in a mandate reference. */
const REFERENCE = /^[A-Za-z0-9+?/:().,'-](?:[A-Za-z0-9+?/:().,' -]{0,33}[A-Za-z0-9+?/:().,'-])?$/;

/** Records a mandate that a client has signed on paper, by the owner. It is collected by the owner's own bank. */
export async function recordPaperMandate(
  context: MandateContext,
  accountId: string,
  input: PaperMandate,
): Promise<Mandate | Refusal> {
  if (context.actedAs !== undefined) return NOT_FOR_THEM;
  const person = parsePerson(input);
  if (isRefusal(person)) return person;
  const { reference: printed = '', signedOn } = input;
  if (printed !== '' && !REFERENCE.test(printed))
    return refuse('invalid', "must be 1 to 35 letters, digits, or + ? / : ( ) . , ' -", 'reference');
  if (!isLocalDate(signedOn)) return refuse('invalid', 'must be a date, such as 2026-11-30', 'signedOn');
  return storeMandate(
    context,
    accountId,
    async (transaction) => {
      const payable = await findPayable(transaction, accountId);
      if (payable?.siteId !== context.siteId) return NO_ACCOUNT;
      if (payable.isClosed) return CLOSED;
      const { creditorId } = await findDirectDebit(transaction, context.siteId);
      if (creditorId === '' || payable.currency !== 'EUR') return NOT_OFFERED;
      if (signedOn > localDateOf(context.now, payable.timeZone))
        return refuse('invalid', 'must not be in the future', 'signedOn');
      const reference = printed === '' ? await nextReference(transaction, payable) : printed;
      const common = {
        words: null,
        onPaper: true,
        shown: '',
        language: 'en',
        ip: null,
        userAgent: null,
      } as const;
      return { ...keptOf(person), ...common, collector: 'bank', reference, signedOn };
    },
    input.note,
  );
}

type Person = { readonly holder: string; readonly iban: string };

/** What is kept of an account holder; the IBAN only sealed. */
function keptOf({ holder, iban }: Person) {
  return { holder, secret: iban, country: iban.slice(0, 2), lastFour: iban.slice(-4) };
}

function parsePerson(input: Person): Person | Refusal {
  const holder = input.holder
    .normalize('NFC')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  if (holder === '' || holder.length > HOLDER_MAX)
    return refuse('invalid', `must be the name of the account holder, up to ${HOLDER_MAX} letters`, 'holder');
  const iban = parseSepaIban(input.iban, 'iban');
  return isRefusal(iban) ? iban : { holder, iban };
}
