import { type Instant, localDateOf, startOfDay } from '../../../../src/core/values/zone.js';
import { formatDateTime, formatDay, formatTime } from '../list/format.js';

interface EndProps {
  readonly at: Instant;
  readonly timeZone: string;
  readonly now?: Instant | undefined;
}

/** Until when something lasts, its last day included: "the end of Fri 8 Jan", or "Fri 8 Jan, 12:00" within a day. */
export function formatEnd({ at, timeZone, now }: EndProps): string {
  const isDayEnd = startOfDay(localDateOf(at, timeZone), timeZone) === at;
  return isDayEnd
    ? `the end of ${formatDay(at - 1, timeZone, now)}`
    : `${formatDay(at, timeZone, now)}, ${formatTime(at, timeZone)}`;
}

/** The same, with the exact instant as its tooltip. */
export function End({ starts, ...props }: EndProps & { readonly starts?: boolean }) {
  const text = formatEnd(props);
  return (
    <time datetime={new Date(props.at).toISOString()} title={formatDateTime(props.at, props.timeZone)}>
      {starts === true ? capitalised(text) : text}
    </time>
  );
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
