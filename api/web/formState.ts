import type { FieldProblem, Refusal } from '../../src/core/values/refusal.js';
import { formatField } from '../auth/auditTexts.js';
import type { FormValues } from '../http/request/readFields.js';
import type { FormState, Page } from './page.js';

/** A form that was refused: what is said of its own fields stands beside them, anything else above. */
export function stateOfRefusal(page: Page, action: string, values: FormValues, refusal: Refusal): FormState {
  const { detail, field, problems } = refusal;
  const named = problems ?? (field === undefined ? [] : [{ field, reason: detail }]);
  const foreign = named.filter((each) => !(topOf(each.field) in shapeOf(page)));
  const complaint = named.length === 0 ? detail : foreign.map(describeForeignFields).join('; ');
  return { action, values, problems: named, ...(complaint === '' ? {} : { complaint }) };
}

/** What the page has no field for: an operation was asked for more than was typed. */
function describeForeignFields({ field, reason }: FieldProblem): string {
  const name = formatField(topOf(field));
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}: ${reason}`;
}

/** Whether every problem is with a field that the page's form has; any other was not sent by our page. */
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
