import { renderLetter } from '../emails/index.js';
import { type Context, deliverLetter, keepLetter, type LetterDraft } from '../src/operations/index.js';
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
  const rendered = await renderLetter(letterContent(draft, deps));
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
