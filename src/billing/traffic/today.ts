/** How far a usual day's course through the hours may differ from an even one, as a logarithm. */
const HOURS_SPREAD = 0.5;
/** A quiet start means less than a loud one: nights are quiet everywhere. */
const QUIET_DOUBT = 2;
const SURPRISE_MAX = 4;

/**
 * What the rest of today will bring, from what a day like this was expected to bring and what it has had so far. The
 * more of the day has gone and the further it is from usual, the more today itself is believed.
 */
export function restOfDay(expected: number, soFar: number, elapsed: number): number {
  if (elapsed >= 1) return 0;
  if (elapsed <= 0 || Number.isNaN(soFar) || (expected <= 0 && soFar <= 0)) return expected * (1 - elapsed);
  if (expected <= 0) return soFar * (1 - elapsed);
  const little = 0.05 * expected;
  const surprise = Math.log((soFar + little) / (expected * elapsed + little));
  const doubt = ((HOURS_SPREAD * (1 - elapsed)) / Math.sqrt(elapsed)) * (surprise < 0 ? QUIET_DOUBT : 1);
  const belief = (surprise * surprise) / (surprise * surprise + doubt * doubt || 1);
  return expected * (1 - elapsed) * Math.exp(belief * Math.min(surprise, SURPRISE_MAX));
}

const CARRIED = 0.5;
const CARRIED_FADE = 0.8;
const CARRIED_DAYS = 14;

/** An unusual day rarely comes alone: a fading part of today's surprise is expected of the days after it. */
export function carryOver(expected: Float64Array, todayTotal: number, elapsed: number): void {
  const usual = expected[0] ?? 0;
  if (usual <= 0) return;
  const ratio = Math.max(0.4, Math.min(3, todayTotal / usual));
  let lift = Math.exp(CARRIED * elapsed * Math.log(ratio)) - 1;
  for (let ahead = 1; ahead <= CARRIED_DAYS && ahead < expected.length; ahead += 1) {
    expected[ahead] = (expected[ahead] ?? 0) * (1 + lift);
    lift *= CARRIED_FADE;
  }
}
