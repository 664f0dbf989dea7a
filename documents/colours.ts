/** The inks of the ledger, as in letters and on the pages. */
export type Colour = `#${string}`;

export const INK: Colour = '#1d1b16';
export const QUIET: Colour = '#6b665a';
export const RULE: Colour = '#cfc9ba';
export const ACCENT: Colour = '#1f5c57';
