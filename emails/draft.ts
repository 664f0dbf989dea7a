import type { TemplateValues } from './template.js';

/** A label and its figure; the last of a few is often the one that matters and stands out. */
export interface Row {
  readonly label: string;
  readonly value: string;
  readonly strong?: boolean;
  /** Words or a date rather than an amount: may need a line of its own on a phone. */
  readonly fact?: boolean;
}

/** What an email's render makes: the values of its template, and its plain text written beside them. */
export interface Draft {
  readonly subject: string;
  /** The line an inbox shows after the subject. */
  readonly preview: string;
  readonly values: TemplateValues;
  /** Blocks of plain text; a blank line goes between them. */
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

/** Rows as lines of plain text: phones show it in a proportional face, so nothing is padded into columns. */
export function rowLines(rows: readonly Row[]): string {
  return rows.map(({ label, value }) => `${label}: ${value}`).join('\n');
}

export function lineValues(lines: readonly string[]): TemplateValues[] {
  return lines.map((line) => ({ line }));
}
