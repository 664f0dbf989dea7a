import type { RenderedEmail } from '../emails/email.js';
import { renderEmail } from '../emails/renderEmail.js';
import { renderPlainEmail } from '../emails/renderPlainEmail.js';
import type { Context } from '../src/core/context.js';
import { deliverEmail } from '../src/emails/deliverEmail.js';
import { queueEmail, type EmailDraft } from '../src/emails/draftEmail.js';
import { makePayLink } from '../src/payments/payLink.js';
import { type ActivityDeps, activityLog } from './context.js';
import { emailContent } from './emailContent.js';

/**
 * Writes an email, keeps it, and tries to send it at once. What the mail server does decides nothing here: a kept
 * email is sent by the scheduler when it could not be sent now.
 */
export async function writeEmail(
  deps: ActivityDeps,
  context: Context,
  draft: EmailDraft | null,
): Promise<void> {
  if (draft === null) return;
  const rendered = await render(deps, context, draft);
  const [, domain = 'localhost'] = deps.mailer.from.address.split('@');
  await queueEmail(context, draft, rendered, domain);
  const delivery = await deliverEmail(context, deps.mailer, draft.key);
  if (delivery === 'later' || delivery === 'failed') {
    activityLog(deps, draft.assessment.facts.id).warn(
      { emailKind: draft.kind, delivery },
      'an email could not be sent',
    );
  }
}

/**
 * Renders an email. Should that fail, which is a bug of ours, the client still gets a plain one: an exception here
 * would be tried again for ever, and the account would be neither suspended nor brought back meanwhile.
 */
async function render(deps: ActivityDeps, context: Context, draft: EmailDraft): Promise<RenderedEmail> {
  try {
    const payLink = payLinkOf(deps, context, draft);
    return await renderEmail(
      emailContent(draft, { mailer: deps.mailer, payLink, portal: portalOf(deps, draft) }),
    );
  } catch (error) {
    const { facts } = draft.assessment;
    activityLog(deps, facts.id).error(
      { emailKind: draft.kind, err: error },
      'an email could not be rendered',
    );
    return renderPlainEmail({
      kind: draft.kind,
      senderName: draft.sender.name,
      siteNames: facts.sites.map((site) => site.name),
      reference: facts.reference,
    });
  }
}

/** Where the client finds their statements once logged in; the first site's pages, where the account pays for several. */
function portalOf(deps: ActivityDeps, { assessment }: EmailDraft): string | undefined {
  const [baseUrl, site] = [deps.baseUrl(), assessment.facts.sites[0]];
  return baseUrl === null || site === undefined ? undefined : `${baseUrl}/sites/${site.slug}/statements`;
}

/** Where the reader can pay without logging in; undefined until the address of the pages is known. */
function payLinkOf(deps: ActivityDeps, context: Context, draft: EmailDraft): string | undefined {
  const baseUrl = deps.baseUrl();
  if (baseUrl === null) return undefined;
  return `${baseUrl}/pay/${makePayLink(deps.secrets, draft.assessment.facts.id, context.now)}`;
}
