/** JSON line formats: which names contain the time, the size and the host. */
import { isIP } from 'node:net';
import { type LineReading, normalizeHost, OTHER_MESSAGE, parseSize } from '../reading/line.js';
import { anyTime, cached, type LocalTimeReader } from '../reading/lineTime.js';
import type { LineReader, LogFormat, TakenField } from './format.js';
import { scanJson, type Values, wantedPaths } from './scanJson.js';

/** Dotted paths. With several paths separated by `|`, the first one present in the line is read. */
export interface JsonNames {
  readonly time: string;
  readonly size: string;
  readonly host?: string;
  /** Only lines that have this field are requests; where a value is given, the field must start with it. */
  readonly only?: { readonly path: string; readonly beginning?: string };
}

type Slots = Readonly<Record<'time' | 'size' | 'host' | 'only', readonly number[]>>;

export function jsonFormat(name: string, names: JsonNames): LogFormat {
  const paths: string[] = [];
  const slotsOf = (text: string | undefined): number[] =>
    text === undefined ? [] : text.split('|').map((path) => slotOf(paths, path.trim()));
  const slots: Slots = {
    time: slotsOf(names.time),
    size: slotsOf(names.size),
    host: slotsOf(names.host),
    only: slotsOf(names.only?.path),
  };
  const wanted = wantedPaths(paths);
  const scan = (line: string) =>
    line.charCodeAt(0) === 123 ? scanJson(line, wanted, paths.length) : undefined;
  return {
    name,
    namesHost: names.host !== undefined,
    needsBeginning: false,
    open: (readLocalTime) => jsonReader(scan, slots, names, readLocalTime),
    explain: (lines) =>
      lines.map((line) => {
        const values = scan(line);
        return typeof values === 'object' ? takenFields(paths, slots, values) : undefined;
      }),
  };
}

function slotOf(paths: string[], path: string): number {
  const known = paths.indexOf(path);
  return known >= 0 ? known : paths.push(path) - 1;
}

type Scanner = (line: string) => Values | 'two possible readings' | undefined;

function jsonReader(
  scan: Scanner,
  slots: Slots,
  names: JsonNames,
  readLocalTime: LocalTimeReader,
): LineReader {
  const readTime = cached((text) => anyTime(text, readLocalTime));
  return (line) => {
    const values = scan(line);
    if (values === undefined) {
      return { unreadable: line.startsWith('{') ? 'JSON that cannot be read' : 'not in this format' };
    }
    if (values === 'two possible readings') return { unreadable: values };
    const [only] = slots.only;
    if (only !== undefined && values[only]?.startsWith(names.only?.beginning ?? '') !== true) {
      return OTHER_MESSAGE;
    }
    return readValues(values, slots, readTime);
  };
}

function readValues(values: Values, slots: Slots, readTime: ReturnType<typeof cached>): LineReading {
  const valueOf = (places: readonly number[]): string =>
    values[places.find((place) => values[place] !== undefined) ?? -1] ?? '';
  const host = hostOf(values, slots);
  const time = readTime(valueOf(slots.time));
  if (time === undefined) return { unreadable: 'no such time', host };
  const size_bytes = parseSize(valueOf(slots.size));
  return size_bytes === undefined ? { unreadable: 'no usable size', host } : { time, size_bytes, host };
}

/** Where several names may contain the host, an IP address or a machine name (without a dot) does not count as one. */
function hostOf(values: Values, { host: places }: Slots): string | undefined {
  const hosts = places.map((place) => normalizeHost(values[place] ?? ''));
  if (hosts.length === 1) return hosts[0];
  return hosts.find((host) => host?.includes('.') === true && isIP(host) === 0);
}

function takenFields(paths: readonly string[], slots: Slots, values: Values): TakenField[] {
  return paths.flatMap((name, slot) => {
    const value = values[slot];
    const role = (['time', 'size', 'host'] as const).find((one) => slots[one].includes(slot));
    return value === undefined || role === undefined ? [] : [{ name, value, role }];
  });
}
