/** A line of the table. */
export interface Row {
  readonly figure: string;
  /** Our number, in the unit the figure names. */
  readonly ours: number;
  /** The machine's own, measured in the same run; absent where there is none. */
  readonly floor?: number;
  readonly aim: string;
  readonly met: boolean;
  /** What ran where, or what else is worth knowing. */
  readonly note?: string;
}

/** A rate with the least share of the floor it should reach. */
export function shareOfFloor(
  figure: string,
  { ours, floor, least, note }: { ours: number; floor: number; least: number; note?: string },
): Row {
  const met = ours >= floor * least;
  return {
    figure,
    ours,
    floor,
    aim: `≥ ${least} of the floor`,
    met,
    ...(note === undefined ? {} : { note }),
  };
}

export function atLeast(figure: string, ours: number, least: number, note?: string): Row {
  const aim = `≥ ${number(least)}`;
  return { figure, ours, aim, met: ours >= least, ...(note === undefined ? {} : { note }) };
}

export function below(figure: string, ours: number, most: number, note?: string): Row {
  const aim = `< ${number(most)}`;
  return { figure, ours, aim, met: ours < most, ...(note === undefined ? {} : { note }) };
}

export function number(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toLocaleString('en', { maximumFractionDigits: digits });
}

function cellsOf({ figure, ours, floor, aim, met, note = '' }: Row): string[] {
  return [
    figure,
    number(ours),
    floor === undefined ? '–' : number(floor),
    floor === undefined ? '–' : (ours / floor).toFixed(2),
    aim,
    met ? 'yes' : 'NO',
    note,
  ];
}

/** A row on its own, as a line of the table. */
export function lineOf(row: Row): string {
  return `| ${cellsOf(row).join(' | ')} |`;
}

/** The rows as a Markdown table. */
export function tableOf(rows: readonly Row[]): string {
  const cells = rows.map(cellsOf);
  const head = ['figure', 'ours', 'floor', 'ours ÷ floor', 'aim', 'met', 'note'];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...cells.map((line) => (line[column] ?? '').length)),
  );
  const isNumber = (column: number): boolean => column >= 1 && column <= 3;
  const line = (texts: readonly string[]): string =>
    `| ${texts
      .map((text, column) =>
        isNumber(column) ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0),
      )
      .join(' | ')} |`;
  const rule = widths.map((width, column) =>
    isNumber(column) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  return [line(head), line(rule), ...cells.map(line)].join('\n');
}
