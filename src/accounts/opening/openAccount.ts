import { entryTexts } from '../../core/values/entryTexts.js';
import { followVatId } from '../../store/accounts/vatIds.js';
import { randomInt } from 'node:crypto';
import { assessFacts } from '../../assessment/assess.js';
import { retryFrom, type SiteContext } from '../../core/context.js';
import { onceOnly } from '../../core/onceOnly.js';
import { formatReference } from '../../core/values/reference.js';
import { isRefusal, type Refusal, refuse } from '../../core/values/refusal.js';
import { localDateOf } from '../../core/values/zone.js';
import { adjustmentEntry } from '../../ledger/postAdjustment.js';
import { postWithin } from '../../ledger/postMoney.js';
import { settleFacts } from '../../ledger/settleDue.js';
import { documentPayment } from '../../invoices/documentPayments.js';
import { paymentEntry } from '../../payments/recordPayment.js';
import { type Assigned, draftAssignments, findPlans } from '../../plans/assignPlans.js';
import { newId } from '../../platform/ids.js';
import { inTurn } from '../../platform/inTurn.js';
import type { SecretBox } from '../../platform/secretBox.js';
import type { Queryable } from '../../platform/sql/sql.js';
import { hostnameInUse } from '../../sites/claimHostnames.js';
import { addSite } from '../../sites/manageSites.js';
import type { NewAccount } from '../../store/accounts/accounts.js';
import {
  insertOpening,
  type Opening,
  type OpeningSite,
  type WrittenOpening,
} from '../../store/accounts/openings.js';
import { loadFacts } from '../../store/facts/facts.js';
import type { Entry } from '../../store/ledger/entries.js';
import type { AssignmentRow } from '../../store/plans/plans.js';
import { listAccountSites, type Site } from '../../store/sites/sites.js';
import { lockAbove } from '../../store/sites/tree.js';
import { setExemption } from '../../store/suspension/states.js';
import { spreadUpstream } from '../../suspension/upstream.js';
import { refuseOpeningSize } from '../accountSize.js';
import { furtherEmails, refuseUnwritable } from '../addresses.js';
import { refuseTaken } from '../refuseTaken.js';
import {
  type AccountInput,
  openingLimit,
  type OpeningTerms,
  openingTerms,
  loadOpeningDefaults,
} from './openingTerms.js';
import { type AccountDetails, detailsOf } from '../loadAccount.js';
import { byDate, openedFacts, withPosting } from './openedFacts.js';
import { withOpeningFaults } from './openingFaults.js';
import { draftSites, openedSite } from './openingSites.js';

export interface OpenedAccount {
  readonly id: string;
  readonly name: string;
  readonly currency: string;
}

type Opener = SiteContext & { readonly secrets: SecretBox };

/**
 * Opens an account with its plans and sites, and posts the opening payment, the carried-over balance, and start-up and
 * advance charges. Returns the account in the caller's format. The result is stored, so the same idempotency key
 * returns it again. The workflow starts afterwards.
 */
export async function openAccount(
  context: Opener,
  input: AccountInput,
  key?: string,
  respond: (account: AccountDetails) => OpenedAccount = ({ id, name, currency }) => ({ id, name, currency }),
): Promise<OpenedAccount | Refusal> {
  const unwritable = await refuseUnwritable(context, input);
  if (unwritable !== undefined) return withOpeningFaults(context, input, unwritable);
  const answer = await onceOnly(context, { operation: 'account', key, input }, async (transaction) => {
    const account = await openWithin(context, transaction, input);
    return isRefusal(account) ? account : respond(account);
  }).catch(refuseTaken);
  if (isRefusal(answer)) return withOpeningFaults(context, input, answer);
  context.wakeAccount(answer.id);
  return answer;
}

/** Opens an account inside a transaction. */
async function openWithin(
  context: Opener,
  transaction: Queryable,
  input: AccountInput,
): Promise<AccountDetails | Refusal> {
  const accountId = newId(context.now);
  const { name, email, sites: wanted } = input;
  const [defaults, plans, isClosedAbove, drafts] = await Promise.all([
    loadOpeningDefaults(context, transaction, input.currency),
    findPlans(context, transaction, input.plans, input.currency),
    // Orders this before or after any decision about the parent sites.
    wanted.length > 0 && lockAbove(transaction, context.siteId),
    draftSites(context, transaction, accountId, { sites: wanted, payer: { name, email } }),
  ]);
  const terms = openingTerms(input, context.now, defaults);
  if (isRefusal(terms)) return terms;
  if (isRefusal(plans)) return plans;
  const assigned = await draftAssignments(context, transaction, accountId, plans, {
    fromDate: terms.plansFrom,
    untilDate: null,
    earlier: input.chargedUntil === undefined ? [] : plans.map(({ planId }) => planId),
  });
  const tooLarge = await refuseOpeningSize(transaction, context.siteId, {
    plans: assigned.map(({ version }) => version.terms),
    assignments: assigned.length,
    sites: wanted.length,
    intervalMonths: input.intervalMonths,
  });
  if (tooLarge !== undefined) return tooLarge;
  const creditLimit = openingLimit(terms, plans, defaults);
  const { account, ...written } = await writeOpening(context, transaction, {
    account: accountOf(context, accountId, input, { ...terms, creditLimit }),
    assignments: assigned.map(({ row }) => row),
    sites: [...drafts.values()],
    audit: { id: newId(context.now), after: auditedOpening(input) },
    retryFrom: retryFrom(context),
  });
  if (terms.particulars.vatId !== undefined) await followVatId(transaction, accountId, context.now);
  const added = await addOtherSites(context, transaction, input, { accountId, drafts, written });
  if (isRefusal(added)) return added;
  if (isClosedAbove) await spreadUpstream(context, transaction, written.siteIds, accountId);
  const refused = await exempt(context, transaction, accountId, input);
  if (refused !== undefined) return refused;
  const isPlain = !isClosedAbove && written.siteIds.length === wanted.length;
  const sites = isPlain
    ? [...drafts.values()].map((draft) => openedSite(context, accountId, draft)).sort(bySlug)
    : await listAccountSites(transaction, [accountId]);
  const opening = await postOpening(context, transaction, accountId, input, terms);
  // A site that existed has a past, which the account's forecast takes into account.
  const facts = added.areNew
    ? withPosting(
        openedFacts({
          ...{ row: account, assigned, sites, policy: defaults.policy, taxInputs: defaults.taxInputs },
          exemptUntil: input.exemptUntil ?? null,
        }),
        opening,
      )
    : (await loadFacts(transaction, [accountId], context.now)).get(accountId);
  if (facts === undefined) throw new Error('the account that was just opened is not there');
  const charges: Entry[] = [];
  await settleFacts(context, transaction, facts, charges);
  const assessment = await inTurn(() => assessFacts(withPosting(facts, charges), context.now));
  const assignments = assigned.map(assignmentRowOf).sort(byDate);
  return { ...detailsOf(assessment, context.now), plans: assignments, sites };
}

/** Writes the account and its drafted sites, with another reference where one is taken. */
async function writeOpening(
  context: Opener,
  transaction: Queryable,
  opening: Omit<Opening, 'account'> & { readonly account: Omit<NewAccount, 'reference'> },
): Promise<WrittenOpening & { readonly account: NewAccount }> {
  for (;;) {
    const account = { ...opening.account, reference: newReference() };
    const written = await insertOpening(transaction, context, { ...opening, account });
    if (written.isReferenceFree) return { ...written, account };
  }
}

interface SoFar {
  readonly accountId: string;
  readonly drafts: ReadonlyMap<number, OpeningSite>;
  readonly written: Pick<WrittenOpening, 'siteIds' | 'hostnames'>;
}

/** Puts the requested sites that were not written on the account; whether all of them are new. */
async function addOtherSites(
  context: Opener,
  transaction: Queryable,
  { sites, name, email }: AccountInput,
  { accountId, drafts, written }: SoFar,
): Promise<{ readonly areNew: boolean } | Refusal> {
  let areNew = true;
  for (const [index, site] of sites.entries()) {
    const path = `sites[${index}].`;
    if (written.siteIds.includes(drafts.get(index)?.id ?? '')) {
      const taken = site.hostnames.findIndex((hostname) => !written.hostnames.includes(hostname));
      if (taken === -1) continue;
      return hostnameInUse(site.hostnames[taken] ?? '', `${path}hostnames[${taken}]`);
    }
    const added = await addSite(context, transaction, site, { accountId, path, payer: { name, email } });
    if (isRefusal(added)) return added;
    areNew &&= added.isNew;
  }
  return { areNew };
}

function bySlug(one: Site, other: Site): number {
  return one.slug < other.slug ? -1 : 1;
}

function assignmentRowOf({ version, row }: Assigned): AssignmentRow {
  const { id, accountId, planId, fromDate, toDate } = row;
  const { name: planName, version: number, terms } = version;
  const followedBy = terms.replaceWith ?? null;
  return { id, accountId, planId, planName, version: number, fromDate, toDate, followedBy };
}

async function exempt(
  { now, actor }: SiteContext,
  transaction: Queryable,
  accountId: string,
  { exemptUntil: until }: AccountInput,
): Promise<Refusal | undefined> {
  if (until === undefined) return undefined;
  if (until <= now) return refuse('invalid', 'must be in the future', 'exemptUntil');
  await setExemption(transaction, accountId, now, {
    ...{ id: newId(now), until, reason: 'New client', actor },
    givenFor: 'opening',
  });
  return undefined;
}

async function postOpening(
  context: SiteContext,
  transaction: Queryable,
  accountId: string,
  { openingPayment, currency, language }: AccountInput,
  { payment: amount, balance }: OpeningTerms,
): Promise<Entry[]> {
  const { now: effectiveAt } = context;
  const entries = [
    ...(openingPayment === undefined ? [] : [paymentEntry(context, openingPayment, { amount, effectiveAt })]),
    ...(balance === 0n
      ? []
      : [adjustmentEntry(context, balance, { description: entryTexts(language).openingBalance })]),
  ];
  const [first, ...others] = entries;
  if (first === undefined) return [];
  const request = { accountId, currency, signal: 'paymentReceived' } as const;
  const posted = await postWithin(context, transaction, request, [first, ...others]);
  const [payment] = posted;
  const balanceAfter = posted.at(-1)?.balanceAfter;
  if (payment?.kind === 'payment' && balanceAfter !== undefined)
    await documentPayment(context, transaction, context.siteId, { ...payment, balanceAfter });
  return posted;
}

function accountOf(
  context: SiteContext,
  id: string,
  input: AccountInput,
  terms: OpeningTerms & { readonly creditLimit: bigint },
): Omit<NewAccount, 'reference'> {
  return {
    id,
    siteId: context.siteId,
    name: input.name,
    email: input.email,
    moreEmails: furtherEmails(input.email, input.moreEmails),
    language: input.language,
    currency: input.currency,
    timeZone: input.timeZone,
    billingDay: input.billingDay,
    intervalMonths: input.intervalMonths,
    creditLimit: terms.creditLimit,
    tax: terms.tax,
    particulars: terms.particulars,
    record: terms.record,
    statementsWanted: input.statements,
    openedAt: context.now,
    openFromDate: localDateOf(context.now, input.timeZone),
  };
}

/** A reference for bank transfers: ten random digits and two check digits (mod 97), grouped for reading out. */
function newReference(): string {
  const digits = `${randomInt(1e5, 1e6)}${randomInt(1e4).toString().padStart(4, '0')}`;
  return formatReference(digits);
}

function auditedOpening({ sites, ...input }: AccountInput): object {
  const { currency, timeZone, billingDay, intervalMonths, plans } = input;
  return { currency, timeZone, billingDay, intervalMonths, plans, sites: sites.map((site) => site.slug) };
}
