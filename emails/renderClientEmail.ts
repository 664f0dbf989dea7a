import type { Draft } from './draft.js';
import type { RenderedEmail } from './content.js';
import type { ClientEmailContent, ClientEmailKind } from './email.js';
import { draftAllClear } from './drafts/allClear.js';
import { draftDay } from './drafts/day.js';
import { draftReactivated } from './drafts/reactivated.js';
import { draftReceipt } from './drafts/receipt.js';
import { draftStatement } from './drafts/statement.js';
import { draftSuspended } from './drafts/suspended.js';
import { draftWeek } from './drafts/week.js';
import { becauseOf } from './parts.js';
import { buildEmail } from './buildEmail.js';
import { allClearTemplate } from './templates/allClear.mjml.js';
import { reactivatedTemplate } from './templates/reactivated.mjml.js';
import { receiptTemplate } from './templates/receipt.mjml.js';
import { statementTemplate } from './templates/statement.mjml.js';
import { suspendedTemplate } from './templates/suspended.mjml.js';
import { warningTemplate } from './templates/warning.mjml.js';
import { tidyContent } from './tidy.js';
import { wordingFor, type Wording } from './wording.js';

const TEMPLATES: Readonly<Record<ClientEmailKind, string>> = {
  week: warningTemplate,
  day: warningTemplate,
  'all-clear': allClearTemplate,
  suspended: suspendedTemplate,
  reactivated: reactivatedTemplate,
  receipt: receiptTemplate,
  statement: statementTemplate,
};

/** An email to a client. */
export async function renderClientEmail(content: ClientEmailContent): Promise<RenderedEmail> {
  const email = tidyContent(content);
  const wording = wordingFor(email);
  return buildEmail(TEMPLATES[email.kind], email, wording, {
    ...draftOf(email, wording),
    because: becauseOf(email, wording),
  });
}

function draftOf(email: ClientEmailContent, wording: Wording): Draft {
  switch (email.kind) {
    case 'week':
      return draftWeek(email, wording);
    case 'day':
      return draftDay(email, wording);
    case 'all-clear':
      return draftAllClear(email, wording);
    case 'suspended':
      return draftSuspended(email, wording);
    case 'reactivated':
      return draftReactivated(email, wording);
    case 'receipt':
      return draftReceipt(email, wording);
    case 'statement':
      return draftStatement(email, wording);
  }
}
