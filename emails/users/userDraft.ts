import { lineValues, rowLines, rowValues, type Row } from '../draft.js';
import type { TemplateValues } from '../template.js';
import type { PlainWording } from '../wording.js';

/** The content of an email to one of a site's users, before it becomes HTML and plain text. */
export interface UserDraft {
  readonly subject: string;
  /** The line an inbox shows after the subject. */
  readonly preview: string;
  readonly lead: string;
  readonly rows: readonly Row[];
  /** Paragraphs between the facts and the button. */
  readonly limits?: string;
  readonly action?: { readonly button: string; readonly address: string };
  readonly notes: readonly string[];
  readonly because: string;
}

export function userValues(draft: UserDraft, { texts }: PlainWording): TemplateValues {
  const { action, limits } = draft;
  return {
    lead: draft.lead,
    rows: rowValues(draft.rows),
    limits: lineValues(limits === undefined ? [] : [limits]),
    hasAction: action !== undefined,
    address: action?.address ?? '',
    button: action?.button ?? '',
    openAddress: texts.users.openAddress,
    notes: lineValues(draft.notes),
  };
}

/** The blocks of its plain text. An address has its own line, so no program takes other text as part of it. */
export function userText(draft: UserDraft, { texts }: PlainWording): (string | undefined)[] {
  const { action } = draft;
  return [
    draft.lead,
    rowLines(draft.rows, texts),
    draft.limits,
    action && `${action.button}${texts.colon}\n${action.address}`,
    ...draft.notes,
  ];
}
