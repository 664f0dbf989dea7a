import type { RenderedLetter } from '../emails/letter.js';
import { renderLetter } from '../emails/renderLetter.js';
import { renderPlainLetter } from '../emails/renderPlainLetter.js';
import type { Context } from '../src/core/context.js';
import { deliverLetter } from '../src/emails/deliverLetter.js';
import { keepLetter, type LetterDraft } from '../src/emails/letters.js';
import { makePayLink } from '../src/payments/payLink.js';
import type { ActivityDeps } from './context.js';
import { letterContent } from './letterContent.js';

/**
 * Writes a letter, keeps it, and tries to send it at once. What the mail server does decides nothing here: a kept
 * letter is sent by the relay when it could not be sent now.
 */
export async function writeLetter(
  deps: ActivityDeps,
  context: Context,
  draft: LetterDraft | null,
): Promise<void> {
  if (draft === null) return;
  const rendered = await render(deps, context, draft);
  const [, domain = 'localhost'] = deps.mailer.from.address.split('@');
  await keepLetter(context, draft, rendered, domain);
  const delivery = await deliverLetter(context, deps.mailer, draft.key);
  if (delivery === 'later' || delivery === 'failed') {
    deps.log.warn(
      { accountId: draft.look.facts.id, letter: draft.kind, delivery },
      'a letter could not be sent',
    );
  }
}

/**
 * Renders a letter. Should that fail, which is a bug of ours, the client still gets a plain one: an exception here
 * would be tried again for ever, and the account would be neither suspended nor brought back meanwhile.
 */
async function render(deps: ActivityDeps, context: Context, draft: LetterDraft): Promise<RenderedLetter> {
  try {
    const payLink = payLinkOf(deps, context, draft);
    return await renderLetter(
      letterContent(draft, { mailer: deps.mailer, payLink, portal: portalOf(deps, draft) }),
    );
  } catch (error) {
    const { facts } = draft.look;
    deps.log.error({ accountId: facts.id, letter: draft.kind, err: error }, 'a letter could not be rendered');
    return renderPlainLetter({
      kind: draft.kind,
      senderName: draft.sender.name,
      siteNames: facts.sites.map((site) => site.name),
      reference: facts.reference,
    });
  }
}

/** Where the client finds their statements once logged in; the first site's pages, where the account pays for several. */
function portalOf(deps: ActivityDeps, { look }: LetterDraft): string | undefined {
  const [baseUrl, site] = [deps.baseUrl(), look.facts.sites[0]];
  return baseUrl === null || site === undefined ? undefined : `${baseUrl}/sites/${site.slug}/statements`;
}

/** Where the reader can pay without logging in; nothing while nobody knows the address of the pages. */
function payLinkOf(deps: ActivityDeps, context: Context, draft: LetterDraft): string | undefined {
  const baseUrl = deps.baseUrl();
  if (baseUrl === null) return undefined;
  return `${baseUrl}/pay/${makePayLink(deps.secrets, draft.look.facts.id, context.now)}`;
}
