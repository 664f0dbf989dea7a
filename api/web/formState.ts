import type { FieldProblem, Refusal } from '../../src/core/values/refusal.js';
import { formatField } from '../auth/auditTexts.js';
import type { FormValues } from '../http/request/readFields.js';
import type { FormState, Page } from './page.js';

/** The state of a rejected form: errors of its own fields beside them, all others above. */
export function stateOfRefusal(page: Page, action: string, values: FormValues, refusal: Refusal): FormState {
  const { detail, field, problems } = refusal;
  const named = problems ?? (field === undefined ? [] : [{ field, reason: detail }]);
  const foreign = named.filter((each) => !(topOf(each.field) in shapeOf(page)));
  const complaint = named.length === 0 ? detail : foreign.map(describeForeignFields).join('; ');
  return { action, values, problems: named, ...(complaint === '' ? {} : { complaint }) };
}

/** Errors without a field on the page: the operation checks more than was typed. */
function describeForeignFields({ field, reason }: FieldProblem): string {
  const name = formatField(topOf(field));
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}: ${reason}`;
}

/** Whether every error is about a field of the page's form; otherwise the form is not ours. */
export function isOwnForm(page: Page, values: FormValues, problems: readonly FieldProblem[]): boolean {
  const shape = shapeOf(page);
  return problems.every(({ field }) => topOf(field) in shape && topOf(field) in values);
}

function shapeOf({ form }: Page): object {
  return (form as { readonly shape?: object } | undefined)?.shape ?? {};
}

function topOf(field: string): string {
  return field.replace(/[[.].*$/, '');
}
