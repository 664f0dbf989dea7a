/**
 * A day's course through its hours. No hourly record is kept, so sites are taken to have what most have: quiet nights,
 * the least at three in the morning and the most at three in the afternoon of the account's own zone.
 */
const NIGHT_DEPTH = 0.5;
const QUIETEST = 3 / 24;
const TURN = 2 * Math.PI;
const AT_MIDNIGHT = Math.sin(TURN * QUIETEST);

/** The part of a day's quantity that has usually come by the time this part of the day has gone. */
export function usualShare(elapsed: number): number {
  if (elapsed <= 0) return 0;
  if (elapsed >= 1) return 1;
  return elapsed - (NIGHT_DEPTH / TURN) * (Math.sin(TURN * (elapsed - QUIETEST)) + AT_MIDNIGHT);
}

/** How far a site's own course may differ from the usual one, as a logarithm. */
const COURSE_SPREAD = 0.5;
/** A quiet start means less than a loud one: some sites sleep longer than others. */
const QUIET_DOUBT = 2;
const SURPRISE_MAX = 4;

/**
 * What the rest of today will bring, from what a day like this was expected to bring and what it has had so far. The
 * more of the day has gone and the further it is from usual, the more today itself is believed.
 */
export function restOfDay(expected: number, soFar: number, elapsed: number): number {
  const gone = usualShare(elapsed);
  if (gone >= 1) return 0;
  if (gone <= 0 || Number.isNaN(soFar) || (expected <= 0 && soFar <= 0)) return expected * (1 - gone);
  if (expected <= 0) return soFar * (1 - gone);
  const little = 0.05 * expected;
  const surprise = Math.log((soFar + little) / (expected * gone + little));
  const doubt = ((COURSE_SPREAD * (1 - gone)) / Math.sqrt(gone)) * (surprise < 0 ? QUIET_DOUBT : 1);
  const belief = (surprise * surprise) / (surprise * surprise + doubt * doubt || 1);
  return expected * (1 - gone) * Math.exp(belief * Math.min(surprise, SURPRISE_MAX));
}

const CARRIED_FADE = 0.8;
const CARRIED_DAYS = 14;

/**
 * An unusual day may not come alone: what of today's surprise such days usually share with the next (`persistence`) is
 * expected of tomorrow, and ever less of it of the days after.
 */
export function carryOver(
  expected: Float64Array,
  persistence: number,
  { total, elapsed }: { readonly total: number; readonly elapsed: number },
): void {
  const usual = expected[0] ?? 0;
  if (usual <= 0) return;
  const ratio = Math.max(0.4, Math.min(8, total / usual));
  let lift = Math.exp(persistence * usualShare(elapsed) * Math.log(ratio)) - 1;
  for (let ahead = 1; ahead <= CARRIED_DAYS && ahead < expected.length; ahead += 1) {
    expected[ahead] = (expected[ahead] ?? 0) * (1 + lift);
    lift *= CARRIED_FADE;
  }
}
