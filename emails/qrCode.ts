import { encode } from 'uqr';

/** Level M and at most version 13, as the code of a transfer may have; with the quiet border that a camera needs. */
const OPTIONS = { ecc: 'M', maxVersion: 13, border: 4, boostEcc: false } as const;

/** The code of a text in UTF-8, row by row; true is black. */
export function qrPixels(text: string): readonly (readonly boolean[])[] {
  return encode([...new TextEncoder().encode(text)], OPTIONS).data;
}

/** Outlines of the black parts, as the path of a vector picture in units of one pixel. */
export function qrPath(text: string): { readonly path: string; readonly size: number } {
  const rows = qrPixels(text);
  const runs = rows.flatMap((row, y) =>
    blackRuns(row).map(({ x, width }) => `M${x} ${y}h${width}v1h-${width}z`),
  );
  return { path: runs.join(''), size: rows.length };
}

function blackRuns(row: readonly boolean[]): { readonly x: number; readonly width: number }[] {
  const runs: { x: number; width: number }[] = [];
  for (const [x, isBlack] of row.entries()) {
    const last = runs.at(-1);
    if (!isBlack) continue;
    if (last !== undefined && last.x + last.width === x) last.width += 1;
    else runs.push({ x, width: 1 });
  }
  return runs;
}
