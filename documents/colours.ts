/** The colours of documents, the same as in emails and on pages. */
export type Colour = `#${string}`;

export const INK: Colour = '#1d1b16';
export const QUIET: Colour = '#6b665a';
export const RULE: Colour = '#cfc9ba';
export const ACCENT: Colour = '#1f5c57';
