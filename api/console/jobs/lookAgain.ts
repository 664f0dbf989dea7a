/** How soon the page of unfinished work looks again. */
export const LOOK_AGAIN_SECONDS = 3;
