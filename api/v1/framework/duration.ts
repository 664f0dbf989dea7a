const DURATION =
  /^P(?=.)(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?=.)(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,9}(?:\.\d{1,3})?)S)?)?$/;

const MINUTE_MS = 60_000;

/** Adds an ISO 8601 duration to an instant, with calendar years and months in UTC; undefined if it is invalid. */
export function afterDuration(from: number, written: string): number | undefined {
  const match = DURATION.exec(written);
  if (match === null) return undefined;
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1)
    .map((part: string | undefined) => Number(part ?? 0));
  const at = addMonths(from, years * 12 + months) + (weeks * 7 + days) * 24 * 60 * MINUTE_MS;
  return at + (hours * 60 + minutes) * MINUTE_MS + Math.round(seconds * 1_000);
}

/** The same day a number of months later, or the last day of that month. */
function addMonths(from: number, months: number): number {
  const date = new Date(from);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, lastDay));
  return date.getTime();
}
