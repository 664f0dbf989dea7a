import type { RenderedEmail } from '../../emails/email.js';
import { renderUserEmail } from '../../emails/renderUserEmail.js';
import { renderPlainUserEmail } from '../../emails/renderPlainEmail.js';
import type { Context } from '../../src/core/context.js';
import type { Mailer } from '../../src/emails/deliverEmail.js';
import {
  draftBreakerEmails,
  draftSilenceEmails,
  queueOwnerEmail,
  type OwnerDraft,
} from '../../src/emails/ownerEmails.js';
import type { SecretBox } from '../../src/platform/secretBox.js';
import type { Log } from '../../src/platform/telemetry/log.js';

interface Desk {
  readonly mailer: Pick<Mailer, 'from'>;
  readonly secrets: Pick<SecretBox, 'seal'>;
  readonly log: Log;
  /** The address of the pages; null until it is known. */
  readonly baseUrl: () => string | null;
}

/** Writes to owners whose suspensions are paused, as soon as they are and once a day. */
export async function emailOwnersOfBreakers(context: Context, desk: Desk): Promise<void> {
  await queueAll(context, desk, await draftBreakerEmails(context));
}

/** Writes to owners about meters that stopped reporting. */
export async function emailOwnersOfSilences(context: Context, desk: Desk): Promise<void> {
  await queueAll(context, desk, await draftSilenceEmails(context));
}

async function queueAll(context: Context, desk: Desk, drafts: readonly OwnerDraft[]): Promise<void> {
  const { mailer, secrets } = desk;
  const [, domain = 'localhost'] = mailer.from.address.split('@');
  for (const draft of drafts) {
    await queueOwnerEmail({ ...context, secrets }, draft, await render(desk, draft), domain);
  }
}

async function render({ mailer, log, baseUrl }: Desk, draft: OwnerDraft): Promise<RenderedEmail> {
  const { shared, recipient, slug, siteId } = draft;
  const base = baseUrl();
  const page = draft.kind === 'breaker' ? 'breaker' : 'settings/meters';
  const common = {
    ...shared,
    sender: { email: mailer.from.address, ...shared.sender },
    recipientName: recipient.name,
    pageUrl: base === null ? null : `${base}/sites/${slug}/console/${page}`,
  };
  const content = { ...common, ...contentOf(draft) };
  try {
    return await renderUserEmail(content);
  } catch (error) {
    log.error(
      { siteId, emailKind: draft.kind, err: error },
      'an email could not be rendered; sending the plain version',
    );
    return renderPlainUserEmail(content);
  }
}

function contentOf(draft: OwnerDraft) {
  if (draft.kind === 'silence')
    return { kind: draft.kind, silent: draft.silent, count: draft.count } as const;
  const { kind, accounts, sites, names, breaker } = draft;
  const { trippedAt, suspended, active, allowed, emails } = breaker;
  const seen = { trippedAt, suspended, active, allowed };
  return { kind, ...seen, accounts, sites, names, isReminder: emails > 0 } as const;
}
