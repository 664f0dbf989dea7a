import { QUIET } from './colours.js';
import { type DocumentPage, LEFT, RIGHT } from './page.js';

/** What all documents have in common: widths, small print, and facts beside the address. */
export const WIDTH = RIGHT - LEFT;
export const SMALL = { size: 7.5, colour: QUIET } as const;
/** The recipient's column; the facts stand right of it. */
export const RECIPIENT_WIDTH = 220;

/** Labels and values in the right half. */
export function writeFacts(
  page: DocumentPage,
  facts: readonly (readonly [label: string, value: string])[],
): void {
  for (const [label, value] of facts) {
    page.put(label, { ...SMALL, x: LEFT + 250, width: 92, size: 8 });
    page.write(value, { x: LEFT + 344, width: WIDTH - 344 });
    page.space(2);
  }
}
