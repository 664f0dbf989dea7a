/** How soon the page of unfinished work looks again. */
export const REFRESH_SECONDS = 3;
