import type { Percent } from '../../core/values/money.js';
import type { Particulars } from '../../core/values/particulars.js';
import type { LocalDate } from '../../core/values/zone.js';
import type { Tax } from '../facts.js';
import { countryOfVatId } from '../particulars/vatId.js';
import { isInEu, standardRate } from './euRates.js';
import type { TaxReasonCode } from './reasons.js';
import { reasonText, vatexOf } from './reasons.js';
import { categoryOf, type TaxTreatment } from './treatment.js';

/** What the VIES service says about a VAT id; without an answer it is unverified. */
export type VatIdStatus = 'valid' | 'invalid' | 'unverified';

/** An owner's own rule; the first that matches decides. What it leaves out matches anything. */
export interface TaxRule {
  /** ISO 3166-1, `EU` for member states other than the seller's, `other` for all outside the EU. */
  readonly country?: string;
  readonly buyer?: 'business' | 'consumer';
  /** The category of a charge by hand or a planned one; a plan's charges have the account's tax. */
  readonly charge?: string;
  readonly tax: Tax;
}

/** How a tenant's taxes are decided. */
export interface TaxPolicy {
  /** `small-business`: registered as one that charges no VAT at home. */
  readonly seller: 'registered' | 'small-business';
  /** What the tax is called: `VAT`. */
  readonly name: string;
  /** The rate at home, where it is not the standard rate of a member state. */
  readonly homeRate?: Percent;
  /** Whether consumers in other member states bear the rate of their country (One-Stop Shop). */
  readonly oss: boolean;
  readonly rules: readonly TaxRule[];
}

/** A snapshot of everything that decides a tax. */
export interface TaxQuestion {
  readonly policy: TaxPolicy;
  readonly seller: Pick<Particulars, 'country'>;
  readonly buyer: Pick<Particulars, 'country' | 'vatId' | 'buyerKind'>;
  readonly vatId: VatIdStatus;
  /** The category of the charge; undefined: any. */
  readonly charge?: string;
  /** The day of the charge, for its rates. */
  readonly on: LocalDate;
}

/** Why a tax was decided. */
export type TaxCause =
  | 'rule' // the owner's own
  | 'home' // the buyer is in the seller's country
  | 'small-business' // the same, for a seller that charges no VAT
  | 'reverse-charge' // a business with a VAT id in another member state
  | 'consumer-home' // a consumer in another member state, at the seller's rate
  | 'consumer-oss' // the same, at the rate of the buyer's country
  | 'no-vat-id' // a business in another member state without a VAT id that counts
  | 'outside'; // the buyer is in a country with another tax

export interface TaxDecision {
  readonly tax: Tax;
  readonly cause: TaxCause;
}

/** Countries that are another's for VAT. */
const PART_OF: Readonly<Record<string, string>> = { MC: 'FR', IM: 'GB' };

/**
 * The tax of a charge for services: the first of the owner's rules that matches, otherwise by where the buyer is and who
 * they are (Articles 44, 58, 196 and 284 of Directive 2006/112/EC). Undefined: a country or the rate is not known.
 */
export function decideTax(question: TaxQuestion): TaxDecision | undefined {
  const seller = vatCountry(question.seller.country);
  const buyer = vatCountry(question.buyer.country);
  if (seller === undefined || buyer === undefined) return undefined;
  const places = { seller, buyer };
  const rule = question.policy.rules.find((each) => matches(each, question, places));
  if (rule !== undefined) return { tax: taxOfRule(rule, places), cause: 'rule' };
  if (buyer === seller) return atHome(question, seller, 'home');
  if (!isInEu(seller) || !isInEu(buyer)) return untaxed(question, 'O', 'VATEX-EU-O', 'outside');
  if (isBusiness(question.buyer)) {
    return hasForeignVatId(question, seller)
      ? untaxed(question, 'AE', 'VATEX-EU-AE', 'reverse-charge')
      : atHome(question, seller, 'no-vat-id');
  }
  return question.policy.oss && question.policy.seller === 'registered'
    ? inOneStopShop(question, buyer)
    : atHome(question, seller, 'consumer-home');
}

/** A treatment as documents say it, with its reason in their language. */
export function treatmentIn(tax: Tax, language: string): TaxTreatment {
  const { name, percent, reasonCode } = tax;
  const vatex = reasonCode === undefined ? undefined : vatexOf(reasonCode);
  return {
    category: categoryOf(tax),
    name,
    percent,
    ...(vatex === undefined ? {} : { reasonCode: vatex }),
    ...(reasonCode === undefined ? {} : { reason: reasonText(reasonCode, language) }),
  };
}

/** Whether a buyer counts as a business: said so, or by having a VAT id. */
export function isBusiness({ buyerKind, vatId }: Pick<Particulars, 'buyerKind' | 'vatId'>): boolean {
  return buyerKind === undefined ? vatId !== undefined : buyerKind === 'business';
}

interface Places {
  readonly seller: string;
  readonly buyer: string;
}

function vatCountry(country: string | undefined): string | undefined {
  return country === undefined ? undefined : (PART_OF[country] ?? country);
}

function matches({ country, buyer, charge }: TaxRule, question: TaxQuestion, places: Places): boolean {
  return (
    (country === undefined || isIn(country, places)) &&
    (buyer === undefined || (buyer === 'business') === isBusiness(question.buyer)) &&
    (charge === undefined || charge === question.charge)
  );
}

function isIn(country: string, { seller, buyer }: Places): boolean {
  if (country === 'EU') return isInEu(buyer) && buyer !== seller;
  if (country === 'other') return !isInEu(buyer) && buyer !== seller;
  return country === buyer;
}

/** A rate that a rule names for one foreign country is owed there. */
function taxOfRule({ country, tax }: TaxRule, { seller, buyer }: Places): Tax {
  return tax.percent > 0n && country === buyer && buyer !== seller ? { ...tax, country } : tax;
}

function atHome({ policy, on }: TaxQuestion, seller: string, cause: TaxCause): TaxDecision | undefined {
  const { name, homeRate } = policy;
  if (policy.seller === 'small-business') {
    const reasonCode = smallBusinessReason(seller);
    return { tax: { name, percent: 0n, category: 'E', reasonCode }, cause: 'small-business' };
  }
  const percent = homeRate ?? standardRate(seller, on);
  return percent === undefined ? undefined : { tax: taxAt(name, percent), cause };
}

function smallBusinessReason(seller: string): TaxReasonCode {
  if (seller === 'FR') return 'VATEX-FR-FRANCHISE';
  if (seller === 'DE') return 'small-business-DE';
  if (seller === 'AT') return 'small-business-AT';
  return isInEu(seller) ? 'small-business' : 'not-registered';
}

function inOneStopShop({ policy, on }: TaxQuestion, buyer: string): TaxDecision | undefined {
  const percent = standardRate(buyer, on);
  return percent === undefined
    ? undefined
    : { tax: { ...taxAt(policy.name, percent), country: buyer }, cause: 'consumer-oss' };
}

function taxAt(name: string, percent: Percent): Tax {
  return { name, percent, category: categoryOf({ percent }) };
}

function untaxed(
  { policy: { name } }: TaxQuestion,
  category: 'AE' | 'O',
  reasonCode: TaxReasonCode,
  cause: TaxCause,
): TaxDecision {
  return { tax: { name, percent: 0n, category, reasonCode }, cause };
}

/** An id that no answer confirmed counts: a charge never waits for a foreign service, and its check digits are right. */
function hasForeignVatId({ buyer: { vatId }, vatId: status }: TaxQuestion, seller: string): boolean {
  if (vatId === undefined || status === 'invalid') return false;
  const country = vatCountry(countryOfVatId(vatId)) ?? '';
  return isInEu(country) && country !== seller;
}
