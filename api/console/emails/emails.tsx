import { z } from '@hono/zod-openapi';
import { loadAccount } from '../../../src/accounts/loadAccount.js';
import { loadAccountList } from '../../../src/accounts/loadConsole.js';
import { type Language, LANGUAGES } from '../../../src/core/values/language.js';
import { isRefusal, type Refusal } from '../../../src/core/values/refusal.js';
import { sendTestEmail } from '../../../src/emails/sendTestEmail.js';
import { changeSite, loadSettings } from '../../../src/sites/manageSites.js';
import { addLogo, dropLogo } from '../../../src/statements/changeLogo.js';
import { emailTexts, siteSettings } from '../../v1/sites/siteShapes.js';
import {
  definePage,
  type FormState,
  redirectTo,
  type Outcome,
  type PageCall,
  UNTOUCHED,
} from '../../web/page.js';
import { emailDocument } from './emailDocument.js';
import { emailsPage } from './pages/EmailsPage.js';
import { isClientKind, KINDS } from './samples.js';
import { type Sight, withPictures, writeSample } from './writeSample.js';

const BASE = '/sites/{slug}/console/emails';
const ACCOUNTS_SHOWN = 60;
const LOGO_BODY_BYTES_MAX = 130_000;

const kind = z.enum(KINDS);
const language = z.enum(Object.keys(LANGUAGES) as [Language, ...Language[]]);
const account = z.union([z.literal(''), z.uuid()]).optional();

const access = { access: 'settings.write', impersonation: 'open' } as const;

const branding = siteSettings
  .pick({ emailAccent: true, emailFooter: true })
  .extend(
    Object.fromEntries(Object.entries(emailTexts.shape).map(([place, text]) => [`words-${place}`, text])),
  )
  .required();

export const emailPages = [
  definePage({
    ...access,
    method: 'get',
    path: BASE,
    query: z.strictObject({ kind: kind.optional(), language: language.optional(), account }),
    handle: (call) => showEmails(call, sightOf(call.query), UNTOUCHED),
  }),
  definePage({
    ...access,
    method: 'get',
    path: `${BASE}/frame`,
    query: z.strictObject({ kind, language, account, form: z.literal('text').optional() }),
    handle: async (call) => {
      const sight = sightOf(call.query);
      const refusal = mayRead(call, sight);
      if (refusal !== undefined) return refusal;
      const email = await writeSample(call, sight);
      if (isRefusal(email)) return email;
      const html =
        call.query.form === 'text' ? textFrame(email.text) : await withPictures(call.context, email.html);
      return emailDocument(html);
    },
  }),
  definePage({
    ...access,
    method: 'post',
    path: BASE,
    form: branding,
    handle: async ({ context, form, slug }) => {
      const fields = form as Readonly<Record<string, string>>;
      const { emailAccent = '', emailFooter = '' } = fields;
      const said = Object.entries(fields)
        .filter(([name, text]) => name.startsWith('words-') && text !== '')
        .map(([name, text]) => [name.slice('words-'.length), text]);
      const emailTexts = Object.fromEntries(said) as Record<string, string>;
      const settings = { emailAccent, emailFooter, emailTexts };
      const changed = await changeSite(context, context.siteId, { settings });
      return isRefusal(changed) ? onForm(changed) : redirectTo(`/sites/${slug}/console/emails`, 'Saved.');
    },
    onError: (call, state) => showEmails(call, sightOf({}), state),
  }),
  definePage({
    ...access,
    method: 'post',
    path: `${BASE}/logo`,
    uploadBytesMax: LOGO_BODY_BYTES_MAX,
    form: z.strictObject({}),
    handle: async ({ context, files, slug }) => {
      const added = await addLogo(context, files['logo']?.bytes ?? Buffer.alloc(0));
      return isRefusal(added)
        ? added
        : redirectTo(`/sites/${slug}/console/emails`, 'Logo saved. It appears in every new email.');
    },
    onError: (call, state) => showEmails(call, sightOf({}), asLogoState(state)),
  }),
  definePage({
    ...access,
    method: 'post',
    path: `${BASE}/logo/remove`,
    handle: async ({ context, slug }) => {
      const dropped = await dropLogo(context);
      return isRefusal(dropped)
        ? dropped
        : redirectTo(`/sites/${slug}/console/emails`, 'Logo removed. Emails show your name.');
    },
  }),
  definePage({
    ...access,
    method: 'post',
    path: `${BASE}/test`,
    form: z.strictObject({ kind, language, account }),
    handle: sendTest,
    onError: (call, state) => showEmails(call, sightOf({}), state),
  }),
];

interface SampleQuery {
  readonly kind?: Sight['kind'] | undefined;
  readonly language?: string | undefined;
  readonly account?: string | undefined;
}

/** By default the week notice in English with sample figures. */
function sightOf({
  kind: sample = 'week',
  language: spoken = 'en',
  account: about = '',
}: SampleQuery): Sight {
  return {
    kind: sample,
    language: spoken,
    account: about === '' || !isClientKind(sample) ? undefined : about,
  };
}

/** Real figures need the permission to read accounts. */
function mayRead({ session }: PageCall, { account: about }: Sight): Refusal | undefined {
  if (about === undefined || session.permissions.has('accounts.read')) return undefined;
  return { refused: 'forbidden', detail: 'Permission required: accounts.read.' };
}

async function showEmails(call: PageCall, sight: Sight, state: FormState): Promise<Outcome> {
  const { context, session, slug } = call;
  const refusal = mayRead(call, sight);
  if (refusal !== undefined) return refusal;
  const [settings, email, listed] = await Promise.all([
    loadSettings(context, context.siteId),
    writeSample(call, sight),
    session.permissions.has('accounts.read')
      ? loadAccountList(context, { state: 'open' }, { limit: ACCOUNTS_SHOWN })
      : [],
  ]);
  if (isRefusal(email)) return email;
  const accounts = listed.map(({ id, name }) => ({ id, name }));
  if (sight.account !== undefined && accounts.every(({ id }) => id !== sight.account)) {
    const chosen = await loadAccount(context, sight.account);
    if (isRefusal(chosen)) return chosen;
    accounts.unshift({ id: chosen.id, name: chosen.name });
  }
  const { email: ownAddress } = session.impersonator ?? session.user;
  return emailsPage({ slug, sight, settings, email, accounts, state, ownAddress });
}

/** Sent to the logged-in user only: the form has no field for an address. */
async function sendTest(call: PageCall<SampleQuery>): Promise<Outcome> {
  const { context, session, deps, slug } = call;
  const sight = sightOf(call.form);
  const forbidden = mayRead(call, sight);
  if (forbidden !== undefined) return forbidden;
  const email = await writeSample(call, sight);
  if (isRefusal(email)) return email;
  const user = session.impersonator ?? session.user;
  const settings = await loadSettings(context, context.siteId);
  const to = { name: user.name, address: user.email };
  const senderName = settings.name;
  const sent = await sendTestEmail(context, deps.mailer, { userId: user.id, email, to, senderName });
  if (isRefusal(sent)) return sent;
  const about = sight.account === undefined ? '' : `&account=${sight.account}`;
  const back = `/sites/${slug}/console/emails?kind=${sight.kind}&language=${sight.language}${about}`;
  return redirectTo(back, `Test email sent to ${user.email}.`);
}

/** The plain text in a frame, as text-only mail programs show it. */
function textFrame(text: string): string {
  const shown = text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const style =
    'white-space:pre-wrap;overflow-wrap:anywhere;margin:24px;font:14px/1.5 ui-monospace,monospace';
  return `<!doctype html><html lang="en"><title>Plain text</title><body><pre style="${style}">${shown}</pre></body></html>`;
}

/** The operation names these settings inside a larger body; the form has only them. */
function onForm(refusal: Refusal): Refusal {
  const { field } = refusal;
  return field === undefined ? refusal : { ...refusal, field: field.replace(/^settings\./, '') };
}

/** Errors about the file are shown beside its field. */
function asLogoState(state: FormState): FormState {
  const [first] = state.problems;
  return first === undefined ? state : { ...state, complaint: `The logo ${first.reason}.` };
}
