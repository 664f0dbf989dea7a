/** A value for a template: a text, a condition, or a list with one item per repetition. */
type TemplateValue = string | boolean | readonly TemplateValues[];
export interface TemplateValues {
  readonly [name: string]: TemplateValue;
}

const PLACE = /\{\{#(\w+)\}\}([\s\S]*?)\{\{\/\1\}\}|\{\{(\w+)\}\}/g;

/**
 * Fills `{{name}}` with the value, escaped for HTML, and `{{#name}}…{{/name}}` once for each item of a list, once
 * for true, not at all for false. A value is never read as a template. A name without a value is a bug.
 */
export function fillTemplate(template: string, values: TemplateValues): string {
  return template.replace(PLACE, (_, list: string | undefined, inner: string, name: string) => {
    if (list === undefined) return escapeHtml(textOf(values, name));
    return repeated(inner, values, list);
  });
}

function repeated(inner: string, values: TemplateValues, name: string): string {
  const value = values[name];
  if (typeof value === 'object') {
    return value.map((item) => fillTemplate(inner, { ...values, ...item })).join('');
  }
  if (typeof value === 'boolean') return value ? fillTemplate(inner, values) : '';
  throw new Error(`the template repeats ${name}, which is no list`);
}

function textOf(values: TemplateValues, name: string): string {
  const value = values[name];
  if (typeof value !== 'string') throw new Error(`the template names ${name}, which is no text`);
  return value;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}
