import { formatMoney } from '../../web/charts/format.js';
import { z } from '@hono/zod-openapi';
import { randomUUID } from 'node:crypto';
import { openingFaults } from '../../../src/accounts/opening/openingFaults.js';
import { foreseeOpening } from '../../../src/accounts/opening/foreseeOpenings.js';
import { openAccount } from '../../../src/accounts/opening/openAccount.js';
import { loadUsualTerms } from '../../../src/accounts/usualTerms.js';
import { distinctFaults, isRefusal, type Refusal } from '../../../src/core/values/refusal.js';
import { loadPlans } from '../../../src/plans/managePlans.js';
import { readWhole } from '../../../src/platform/wholeNumber.js';
import { loadSettings } from '../../../src/sites/manageSites.js';
import { currency, decimal, email, language, method, name } from '../../v1/framework/fields.js';
import { newSite } from '../../v1/sites/siteShapes.js';
import {
  definePage,
  type FormState,
  redirectTo,
  type Outcome,
  type PageCall,
  type PageContent,
} from '../../web/page.js';
import { describeIssues } from '../../http/request/describeIssue.js';
import { amount, hostnames, key, moreEmails, optional, reference } from './fields.js';
import { newAccountPage, OPEN_ANYWAY } from './new/NewAccountPage.js';
import {
  type AccountDraft,
  changeSites,
  emptyAccountDraft,
  isField,
  readAccountDraft,
  accountBodyOf,
  withoutBlankSites,
} from './newAccountDraft.js';

const PATH = '/sites/{slug}/console/accounts/new';
const PLANS_SHOWN = 100;

/** The number of sites is not fixed, so each field is checked where it is read. */
const fields = z
  .record(z.string().max(100), z.union([z.string().max(30_000), z.array(z.string().max(100))]))
  .superRefine((given, context) => {
    const keys = Object.keys(given).filter((name) => !isField(name));
    if (keys.length > 0) context.addIssue({ code: 'unrecognized_keys', keys, input: given });
  });

const site = z.strictObject({
  slug: newSite.shape.slug,
  name,
  hostnames,
});

const account = z.strictObject({
  key,
  name,
  email,
  moreEmails,
  language,
  sites: z.array(site).max(100),
  plans: z.array(z.uuid()).max(20),
  currency,
  timeZone: z.string().trim().min(1, 'is required').max(64),
  billingDay: z
    .string()
    .transform(readWhole)
    .pipe(z.int('must be a whole number').min(1, 'must be from 1 to 31').max(31, 'must be from 1 to 31')),
  intervalMonths: z.enum(['1', '3', '12']),
  creditLimit: optional(amount),
  tax: z
    .strictObject({
      name: z
        .string()
        .trim()
        .regex(/^[A-Za-z0-9 .%-]{1,20}$/, 'must be 1 to 20 letters, digits, spaces, dots, % and hyphens'),
      percent: decimal,
    })
    .optional(),
  openingPayment: z.strictObject({ amount, method, reference: optional(reference) }).optional(),
});

export const newAccountPages = [
  definePage({
    method: 'get',
    path: PATH,
    access: 'accounts.write',
    handle: async (call) => show(call, await openDesk(call), {}),
  }),
  definePage({
    method: 'post',
    path: PATH,
    access: 'accounts.write',
    form: fields,
    lists: ['plans'],
    handle: handleForm,
  }),
];

type Fields = z.infer<typeof fields>;

interface Desk {
  readonly plans: Awaited<ReturnType<typeof loadPlans>>;
  /** Preset with the previous account's values: most clients share them. */
  readonly usual: { readonly currency: string; readonly timeZone: string };
  /** The credit limit of accounts without their own. */
  readonly defaultLimit: string;
}

async function openDesk({ context }: Pick<PageCall, 'context'>): Promise<Desk> {
  const [plans, usual, settings] = await Promise.all([
    loadPlans(context, { limit: PLANS_SHOWN }),
    loadUsualTerms(context),
    loadSettings(context, context.siteId),
  ]);
  return { plans, usual, defaultLimit: settings.defaultCreditLimit ?? '' };
}

async function handleForm(call: PageCall<Fields>): Promise<Outcome> {
  const { context, form, slug: own } = call;
  const desk = await openDesk(call);
  const changed = changeSites(readAccountDraft(form), String(form['act'] ?? ''));
  if (changed !== undefined) return show(call, desk, { draft: changed });
  const draft = withoutBlankSites(readAccountDraft(form));
  const body = accountBodyOf(draft, form);
  const read = account.safeParse(body);
  if (!read.success) {
    const others = await openingFaults(context, readableParts(body));
    const problems = distinctFaults([...describeIssues(read.error.issues, 'name'), ...others]);
    return refused(call, desk, draft, { problems });
  }
  const { key: once, intervalMonths, ...given } = read.data;
  const input = {
    ...given,
    intervalMonths: Number(intervalMonths) as 1 | 3 | 12,
    statements: true,
  };
  const short = await foreseeOpening(context, input, once);
  const foreseen =
    short === undefined ? undefined : `${formatMoney(short, input.currency)} ${input.currency}`;
  // The user confirmed the terms shown; if they have changed since, shows the page again.
  const isAgreed = form['act'] === OPEN_ANYWAY && form['short'] === foreseen;
  if (foreseen !== undefined && !isAgreed) return show(call, desk, { draft, short: foreseen });
  const opened = await openAccount(context, input, once);
  if (isRefusal(opened)) return refused(call, desk, draft, stateOf(opened));
  return redirectTo(
    `/sites/${own}/console/accounts/${opened.id}`,
    `Account of ${opened.name} opened. To give the client a login, send an invitation under Clients, Sites.`,
  );
}

/** The fields that can be read although others cannot: their own faults are shown together with those. */
function readableParts(body: Readonly<Record<string, unknown>>): Parameters<typeof openingFaults>[1] {
  const parts = Object.entries(account.shape).flatMap(([field, shape]) => {
    const read = shape.safeParse(body[field]);
    return read.success ? [[field, read.data] as const] : [];
  });
  // The amount of a payment is in a part of its own.
  const paid = z.object({ openingPayment: z.object({ amount }) }).safeParse(body);
  return { ...Object.fromEntries(parts), ...paid.data };
}

function stateOf({ detail, field, problems }: Refusal): Pick<FormState, 'problems' | 'complaint'> {
  const named = problems ?? (field === undefined ? [] : [{ field, reason: detail }]);
  return named.length === 0 ? { problems: [], complaint: detail } : { problems: named };
}

function refused(
  call: PageCall<Fields>,
  desk: Desk,
  draft: AccountDraft,
  state: Pick<FormState, 'problems' | 'complaint'>,
): PageContent {
  return { ...show(call, desk, { draft, ...state }), status: 422 };
}

interface Showing extends Partial<Pick<FormState, 'problems' | 'complaint'>> {
  readonly draft?: AccountDraft;
  /** How far the client would be beyond the limit when the account is opened. */
  readonly short?: string;
}

function show(call: PageCall, desk: Desk, { draft, short, problems = [], complaint }: Showing): PageContent {
  const sent = ((call.form ?? {}) as Fields)['key'];
  return newAccountPage({
    session: call.session,
    draft: draft ?? emptyAccountDraft(desk.usual, desk.plans[0]),
    state: { values: {}, problems, ...(complaint === undefined ? {} : { complaint }) },
    plans: desk.plans,
    defaultLimit: desk.defaultLimit,
    short,
    key: typeof sent === 'string' && sent !== '' ? sent : randomUUID(),
  });
}
