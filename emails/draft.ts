import type { TemplateValues } from './template.js';
import type { Texts } from './texts/index.js';

/** A label and its value; a row that matters most is emphasised. */
export interface Row {
  readonly label: string;
  readonly value: string;
  readonly strong?: boolean;
  /** A text or a date instead of an amount: may need its own line on a phone. */
  readonly fact?: boolean;
}

/** A rendered email: the values of its template, and the same content as plain text. */
export interface Draft {
  readonly subject: string;
  /** The line an inbox shows after the subject. */
  readonly preview: string;
  readonly values: TemplateValues;
  /** Blocks of plain text, separated by blank lines. */
  readonly text: readonly (string | undefined)[];
}

/** Rows as the templates repeat them. */
export function rowValues(rows: readonly Row[]): TemplateValues[] {
  return rows.map(({ label, value, strong = false, fact = false }) => ({
    label,
    value,
    weight: strong ? '700' : '400',
    isFact: fact,
    isFigure: !fact,
  }));
}

/** Rows as lines of plain text, not padded into columns: phones use a proportional font. */
export function rowLines(rows: readonly Row[], { colon }: Pick<Texts, 'colon'>): string {
  return rows.map(({ label, value }) => `${label}${colon} ${value}`).join('\n');
}

export function lineValues(lines: readonly string[]): TemplateValues[] {
  return lines.map((line) => ({ line }));
}
