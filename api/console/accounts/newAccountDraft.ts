import { slugFrom } from './slugFrom.js';

/** The form for a new account as filled in so far; its values are not checked yet. */
export interface AccountDraft {
  readonly name: string;
  readonly email: string;
  readonly moreEmails: string;
  readonly language: string;
  readonly sites: readonly SiteDraft[];
  readonly plans: readonly string[];
  readonly currency: string;
  readonly timeZone: string;
  readonly billingDay: string;
  readonly intervalMonths: string;
  readonly creditLimit: string;
  readonly tax: { readonly name: string; readonly percent: string };
  readonly openingPayment: { readonly amount: string; readonly method: string; readonly reference: string };
}

export interface SiteDraft {
  readonly name: string;
  readonly slug: string;
  readonly hostnames: string;
}

const NO_SITE: SiteDraft = { name: '', slug: '', hostnames: '' };
const SITES_MAX = 50;

export function emptyAccountDraft(
  usual: { readonly currency: string; readonly timeZone: string },
  plan: { readonly planId: string; readonly currency: string } | undefined,
): AccountDraft {
  return {
    name: '',
    email: '',
    moreEmails: '',
    language: 'en',
    sites: [NO_SITE],
    plans: plan?.currency === usual.currency ? [plan.planId] : [],
    ...usual,
    billingDay: '1',
    intervalMonths: '1',
    creditLimit: '',
    tax: { name: '', percent: '' },
    openingPayment: { amount: '', method: 'bank', reference: '' },
  };
}

const FIELD =
  /^(act|key|short|name|email|moreEmails|language|plans|currency|timeZone|billingDay|intervalMonths|creditLimit|tax\.(name|percent)|openingPayment\.(amount|method|reference)|sites\[\d{1,2}\]\.(name|slug|hostnames))$/;

/** Whether the form has such a field. */
export function isField(name: string): boolean {
  return FIELD.test(name);
}

type Fields = Readonly<Record<string, string | readonly string[]>>;

/** Reads the form, with fields such as `sites[1].hostnames`; ignores unknown fields. */
export function readAccountDraft(fields: Fields): AccountDraft {
  const text = (name: string): string => {
    const value = fields[name];
    return typeof value === 'string' ? value : '';
  };
  const plans = fields['plans'] ?? [];
  return {
    name: text('name'),
    email: text('email'),
    moreEmails: text('moreEmails'),
    language: text('language'),
    sites: sitesIn(fields, text),
    plans: typeof plans === 'string' ? [plans] : plans,
    currency: text('currency'),
    timeZone: text('timeZone'),
    billingDay: text('billingDay'),
    intervalMonths: text('intervalMonths'),
    creditLimit: text('creditLimit'),
    tax: { name: text('tax.name'), percent: text('tax.percent') },
    openingPayment: {
      amount: text('openingPayment.amount'),
      method: text('openingPayment.method'),
      reference: text('openingPayment.reference'),
    },
  };
}

function sitesIn(fields: Fields, text: (name: string) => string): SiteDraft[] {
  const sites: SiteDraft[] = [];
  for (let index = 0; index < SITES_MAX && `sites[${index}].name` in fields; index += 1) {
    const path = `sites[${index}]`;
    sites.push({
      name: text(`${path}.name`),
      slug: text(`${path}.slug`),
      hostnames: text(`${path}.hostnames`),
    });
  }
  return sites;
}

/** The form after a button that adds or removes a site; undefined for a button that submits it. */
export function changeSites(draft: AccountDraft, act: string): AccountDraft | undefined {
  if (act === 'add site') return { ...draft, sites: [...draft.sites, NO_SITE] };
  const removed = /^remove site (\d{1,2})$/.exec(act)?.[1];
  if (removed === undefined) return undefined;
  return { ...draft, sites: draft.sites.filter((_site, index) => index !== Number(removed)) };
}

/** Ignores sites without any filled-in field. */
export function withoutBlankSites(draft: AccountDraft): AccountDraft {
  const sites = draft.sites.filter(({ name, slug, hostnames }) =>
    [name, slug, hostnames].some((text) => text.trim() !== ''),
  );
  return { ...draft, sites };
}

/** The account to open: without empty parts, and with a slug made from the name. */
export function accountBodyOf(draft: AccountDraft, fields: Fields): Readonly<Record<string, unknown>> {
  const { tax, openingPayment, sites, ...rest } = draft;
  const hasTax = tax.name.trim() !== '' || tax.percent.trim() !== '';
  return {
    ...rest,
    key: fields['key'],
    sites: sites.map((site) => ({ ...site, slug: site.slug.trim() || slugFrom(site.name) })),
    ...(hasTax ? { tax: { ...tax, name: tax.name.trim() || 'VAT' } } : {}),
    ...(openingPayment.amount.trim() === '' ? {} : { openingPayment }),
  };
}
