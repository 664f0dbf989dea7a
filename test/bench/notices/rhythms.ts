/** How a day's quantity is reported: when, counted from the day's own midnight, and what part of it. */
export interface Report {
  readonly hour: number;
  readonly share: number;
}

export interface ReportRhythm {
  readonly name: string;
  /** By epoch day, since some rhythms know weekdays. */
  readonly reportsOf: (day: number) => readonly Report[];
}

/** How a European site's visitors are spread over the day: quiet nights, busy from morning to late evening. */
const EUROPEAN = [
  0.5, 0.35, 0.25, 0.2, 0.2, 0.3, 0.5, 0.8, 1.1, 1.3, 1.4, 1.45, 1.4, 1.4, 1.45, 1.45, 1.4, 1.3, 1.3, 1.35,
  1.4, 1.3, 1.1, 0.8,
];
/** The same visitors live seven hours further west. */
const AMERICAN = EUROPEAN.map((_, hour) => EUROPEAN[(hour + 24 - 7) % 24] ?? 0);

export const RHYTHMS: readonly ReportRhythm[] = [
  { name: 'even', reportsOf: always(hourly(() => 1)) },
  { name: 'European day', reportsOf: always(hourly((hour) => EUROPEAN[hour] ?? 0)) },
  { name: 'American day', reportsOf: always(hourly((hour) => AMERICAN[hour] ?? 0)) },
  { name: 'office hours', reportsOf: always(hourly((hour) => (hour >= 9 && hour < 17 ? 1 : 0))) },
  { name: 'four hours of the night', reportsOf: always(hourly((hour) => (hour < 4 ? 1 : 0))) },
  { name: 'once a day, 00:05', reportsOf: always([{ hour: 5 / 60, share: 1 }]) },
  { name: 'once a day, 03:00', reportsOf: always([{ hour: 3, share: 1 }]) },
  { name: 'once a day, 12:00', reportsOf: always([{ hour: 12, share: 1 }]) },
  { name: 'once a day, 23:30', reportsOf: always([{ hour: 23.5, share: 1 }]) },
  { name: 'a day late', reportsOf: always(hourly((hour) => EUROPEAN[hour] ?? 0, 24)) },
  // Every second night at 02:30, the two days before.
  { name: 'two days at once', reportsOf: (day) => [{ hour: (day % 2 === 0 ? 48 : 24) + 2.5, share: 1 }] },
  // On Mondays at 06:00, the seven days before; epoch day 0 was a Thursday.
  { name: 'weekly', reportsOf: (day) => [{ hour: (7 - ((day + 3) % 7)) * 24 + 6, share: 1 }] },
];

function always(reports: readonly Report[]): ReportRhythm['reportsOf'] {
  return () => reports;
}

/** Each hour's part arrives when the hour is over. */
function hourly(weightOf: (hour: number) => number, hoursLate = 0): Report[] {
  const weights = Array.from({ length: 24 }, (_, hour) => weightOf(hour));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.flatMap((weight, hour) =>
    weight > 0 ? [{ hour: hour + 1 + hoursLate, share: weight / sum }] : [],
  );
}
