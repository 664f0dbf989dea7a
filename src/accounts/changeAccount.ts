import {
  mergeParticulars,
  parseParticulars,
  type ParticularsInput,
} from '../billing/particulars/parseParticulars.js';
import { parseTax, type TaxInput } from '../billing/tax/parseTax.js';
import type { SiteContext } from '../core/context.js';
import { changedRecord, type RecordInput, saysRecord } from '../core/values/clientRecord.js';
import { parseAmount } from '../core/values/money.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { followAddresses } from '../emails/undeliverable.js';
import { basicsOf } from '../ledger/postMoney.js';
import { changePlans, type Effective } from '../plans/assignPlans.js';
import { findParticulars, findRecord, updateAccount } from '../store/accounts/accounts.js';
import { followVatId } from '../store/accounts/vatIds.js';
import type { PolicyTerms } from '../billing/policy/policy.js';
import { changeAccountUnderLock } from '../suspension/changeStanding.js';
import { checkPolicy } from '../suspension/checkPolicy.js';
import { furtherEmails, refuseUnwritable } from './addresses.js';
import { refuseTaken } from './refuseTaken.js';

export interface AccountChangeInput extends RecordInput {
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  /** The complete list of additional addresses for the account's emails. */
  readonly moreEmails?: readonly string[] | undefined;
  readonly language?: string | undefined;
  readonly creditLimit?: string | undefined;
  readonly statements?: boolean | undefined;
  readonly tax?: TaxInput | null | undefined;
  /** Fields left out stay as they are; an empty text removes one. */
  readonly particulars?: ParticularsInput | undefined;
  /** Null: its tenant's. */
  readonly suspensionPolicy?: PolicyTerms | null | undefined;
  /** The complete list of the account's plans. */
  readonly plans?: readonly string[] | undefined;
  /** Effective from the next period's start (default) or from a local date. */
  readonly effective?: Effective | undefined;
}

/** Changes an account's contact data, limit, tax or plans. Fields left out stay as they are. */
export async function changeAccount(
  context: SiteContext,
  accountId: string,
  input: AccountChangeInput,
): Promise<true | Refusal> {
  const basics = await basicsOf(context, accountId);
  if (isRefusal(basics)) return basics;
  const {
    creditLimit: text,
    plans,
    effective = 'period',
    tax: taxInput,
    suspensionPolicy: terms,
    particulars: given,
    ...rest
  } = input;
  if (plans === undefined && input.effective !== undefined) {
    return refuse('invalid', 'requires plans', 'effective');
  }
  const creditLimit = text === undefined ? undefined : parseAmount(text, basics.currency, 'creditLimit');
  if (isRefusal(creditLimit)) return creditLimit;
  const tax = parseTax(taxInput);
  if (isRefusal(tax)) return tax;
  const policy = terms && checkPolicy(context, terms);
  if (isRefusal(policy)) return policy;
  const unwritable = await refuseUnwritable(context, rest);
  if (unwritable !== undefined) return unwritable;
  const change = { accountId, action: 'account.change' };
  return changeAccountUnderLock(context, change, async (transaction) => {
    const particulars =
      given && parseParticulars(mergeParticulars(await findParticulars(transaction, accountId), given));
    if (isRefusal(particulars)) return particulars;
    const record = saysRecord(input)
      ? changedRecord(await findRecord(transaction, accountId), input)
      : undefined;
    if (isRefusal(record)) return record;
    const named = Object.fromEntries(
      Object.entries({ name: rest.name, email: rest.email, language: rest.language }).filter(
        ([, value]) => value !== undefined,
      ),
    );
    await updateAccount(transaction, accountId, {
      ...named,
      ...(rest.moreEmails === undefined ? {} : { moreEmails: furtherEmails(rest.email, rest.moreEmails) }),
      ...(creditLimit === undefined ? {} : { creditLimit }),
      ...(rest.statements === undefined ? {} : { statementsWanted: rest.statements }),
      ...(taxInput === undefined ? {} : { tax }),
      ...(particulars === undefined ? {} : { particulars }),
      ...(record === undefined ? {} : { record }),
      ...(policy === undefined ? {} : { suspensionPolicy: policy }),
    });
    if (particulars !== undefined) await followVatId(transaction, accountId, context.now);
    if (rest.email !== undefined || rest.moreEmails !== undefined)
      await followAddresses(transaction, accountId);
    return plans === undefined
      ? (true as const)
      : changePlans(context, transaction, accountId, { plans, effective });
  }).catch(refuseTaken);
}
