import type { RenderedEmail } from '../emails/email.js';
import { renderUserEmail } from '../emails/renderUserEmail.js';
import { renderPlainUserEmail } from '../emails/renderPlainEmail.js';
import type { Context } from '../src/core/context.js';
import { draftUpstream, queueUpstreamEmail, type UpstreamDraft } from '../src/suspension/upstream.js';
import { type ActivityDeps, activityLog } from './context.js';

/**
 * Writes to the Owners whose sites this account's suspension has closed, a few at a time; the account is due again
 * while there are more. The scheduler sends what is kept here, so no mail server holds the account up.
 */
export async function emailOwners(deps: ActivityDeps, context: Context, accountId: string): Promise<void> {
  const { secrets, mailer } = deps;
  const [, domain = 'localhost'] = mailer.from.address.split('@');
  for (const draft of await draftUpstream(context, accountId)) {
    await queueUpstreamEmail({ ...context, secrets }, draft, await render(deps, accountId, draft), domain);
  }
}

/** As with a client's email, one that cannot be set as it should be is written plainly. */
async function render(deps: ActivityDeps, accountId: string, draft: UpstreamDraft): Promise<RenderedEmail> {
  const { shared, since, recipient, own } = draft;
  const content = {
    ...shared,
    kind: 'upstream',
    sender: { email: deps.mailer.from.address, ...shared.sender },
    recipientName: recipient.name,
    since,
    own,
    hostName: shared.sender.name,
  } as const;
  try {
    return await renderUserEmail(content);
  } catch (error) {
    activityLog(deps, accountId).error(
      { siteId: draft.siteId, err: error },
      'an email could not be rendered; sending the plain version',
    );
    return renderPlainUserEmail(content);
  }
}
