import type { RenderedLetter } from '../emails/letter.js';
import { renderPeopleLetter } from '../emails/renderPeopleLetter.js';
import { renderPlainPeopleLetter } from '../emails/renderPlainLetter.js';
import type { Context } from '../src/core/context.js';
import { draftUpstream, keepUpstreamLetter, type UpstreamDraft } from '../src/suspension/upstream.js';
import type { ActivityDeps } from './context.js';

/**
 * Writes to the Owners whose sites this account's suspension has closed, a few at a time; the account is due again
 * while there are more. The relay sends what is kept here, so no mail server holds the account up.
 */
export async function tellOwners(deps: ActivityDeps, context: Context, accountId: string): Promise<void> {
  const { secrets, mailer } = deps;
  const [, domain = 'localhost'] = mailer.from.address.split('@');
  for (const draft of await draftUpstream(context, accountId)) {
    await keepUpstreamLetter({ ...context, secrets }, draft, await render(deps, draft), domain);
  }
}

/** As with a client's letter, one that cannot be set as it should be is written plainly. */
async function render(deps: ActivityDeps, draft: UpstreamDraft): Promise<RenderedLetter> {
  const { frame, since, recipient, own } = draft;
  const content = {
    ...frame,
    kind: 'upstream',
    sender: { email: deps.mailer.from.address, ...frame.sender },
    recipientName: recipient.name,
    since,
    own,
    hostName: frame.sender.name,
  } as const;
  try {
    return await renderPeopleLetter(content);
  } catch (error) {
    deps.log.error(
      { siteId: draft.siteId, err: error },
      'a letter could not be rendered; a plain one goes out',
    );
    return renderPlainPeopleLetter(content);
  }
}
