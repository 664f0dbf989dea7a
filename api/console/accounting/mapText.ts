import { type Refusal, refuse } from '../../../src/core/values/refusal.js';

/** A map as lines of a text: `revenue/home/19 = 8400`. */
export function formatMap(map: Readonly<Record<string, string>>): string {
  return Object.entries(map)
    .map(([key, value]) => `${key} = ${value}`)
    .join('\n');
}

/** Reads such a text. Empty lines, and lines without a value, are left out. */
export function parseMap(text: string, field: string): Record<string, string> | Refusal {
  const entries = new Map<string, string>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const at = line.indexOf('=');
    const [key, value] = [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    if (at < 1 || key === '')
      return refuse('invalid', `line ${index + 1} must be such as "cash/bank = 1200"`, field);
    if (entries.has(key)) return refuse('invalid', `line ${index + 1} names ${key} a second time`, field);
    if (value !== '') entries.set(key, value);
  }
  return Object.fromEntries(entries);
}
