/** How soon the page of an unfinished task reloads. */
export const REFRESH_SECONDS = 3;
