import type { RenderedLetter } from '../../emails/letter.js';
import { renderPeopleLetter } from '../../emails/renderPeopleLetter.js';
import { renderPlainPeopleLetter } from '../../emails/renderPlainLetter.js';
import type { Context } from '../../src/core/context.js';
import type { Mailer } from '../../src/emails/deliverLetter.js';
import {
  draftBrakeLetters,
  draftSilenceLetters,
  keepOwnerLetter,
  type OwnerDraft,
} from '../../src/emails/ownerLetters.js';
import type { SecretBox } from '../../src/platform/secretBox.js';
import type { Log } from '../../src/platform/telemetry/log.js';

interface Desk {
  readonly mailer: Pick<Mailer, 'from'>;
  readonly secrets: Pick<SecretBox, 'seal'>;
  readonly log: Log;
  /** The pages' address; null while nobody knows it. */
  readonly baseUrl: () => string | null;
}

/** Writes to owners whose suspensions are paused, as soon as they are and once a day. */
export async function tellOfBrakes(context: Context, desk: Desk): Promise<void> {
  await keepAll(context, desk, await draftBrakeLetters(context));
}

/** Writes to owners about meters that have fallen silent. */
export async function tellOfSilences(context: Context, desk: Desk): Promise<void> {
  await keepAll(context, desk, await draftSilenceLetters(context));
}

async function keepAll(context: Context, desk: Desk, drafts: readonly OwnerDraft[]): Promise<void> {
  const { mailer, secrets } = desk;
  const [, domain = 'localhost'] = mailer.from.address.split('@');
  for (const draft of drafts) {
    await keepOwnerLetter({ ...context, secrets }, draft, await render(desk, draft), domain);
  }
}

async function render({ mailer, log, baseUrl }: Desk, draft: OwnerDraft): Promise<RenderedLetter> {
  const { frame, recipient, slug, siteId } = draft;
  const base = baseUrl();
  const page = draft.kind === 'brake' ? 'brake' : 'settings/meters';
  const common = {
    ...frame,
    sender: { email: mailer.from.address, ...frame.sender },
    recipientName: recipient.name,
    pageUrl: base === null ? null : `${base}/sites/${slug}/console/${page}`,
  };
  const content = { ...common, ...saidOf(draft) };
  try {
    return await renderPeopleLetter(content);
  } catch (error) {
    log.error(
      { siteId, letter: draft.kind, err: error },
      'a letter could not be rendered; a plain one goes out',
    );
    return renderPlainPeopleLetter(content);
  }
}

function saidOf(draft: OwnerDraft) {
  if (draft.kind === 'silence')
    return { kind: draft.kind, silent: draft.silent, count: draft.count } as const;
  const { kind, accounts, sites, names, brake } = draft;
  const { pulledAt, suspended, active, allowed, letters } = brake;
  const seen = { pulledAt, suspended, active, allowed };
  return { kind, ...seen, accounts, sites, names, isReminder: letters > 0 } as const;
}
