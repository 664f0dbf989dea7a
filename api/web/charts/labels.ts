/** Places labels without overlaps. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Candidate {
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'middle' | 'end';
}

const LETTER_WIDTH = 7.2;
const LINE_ASCENT = 10;
const LINE_DESCENT = 3;

/** A generous estimate of a label's width at the charts' font size, also in wide fonts. */
export function widthOf(words: string): number {
  return words.length * LETTER_WIDTH;
}

export function boxOf(words: string, { x, y, anchor }: Candidate): Box {
  const width = widthOf(words);
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  return { left, right: left + width, top: y - LINE_ASCENT, bottom: y + LINE_DESCENT };
}

export function overlaps(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

/** A curve is reserved in pieces of this width, so that a label may stand beside a steep part of it. */
const PIECE_WIDTH = 6;
const CURVE_HALF = 2;

/** Gives each label its first free candidate place; omits labels without one. */
export class Labels {
  private readonly taken: Box[] = [];
  private readonly bounds: Box;
  private readonly placed: { readonly words: string; readonly x: number }[] = [];

  constructor(bounds: Box) {
    this.bounds = bounds;
  }

  /** Reserves a place that is already in use. */
  take(box: Box): void {
    this.taken.push(box);
  }

  /** Reserves a drawn line, which no label may cover. */
  takeCurve(places: readonly (readonly [x: number, y: number])[]): void {
    for (const [index, [toX, toY]] of places.entries()) {
      const [fromX, fromY] = places[index - 1] ?? [toX, toY];
      const pieces = Math.max(1, Math.ceil(Math.abs(toX - fromX) / PIECE_WIDTH));
      for (let piece = 0; piece < pieces; piece += 1) {
        const at = (part: number): [number, number] => [
          fromX + (toX - fromX) * part,
          fromY + (toY - fromY) * part,
        ];
        const [left, top] = at(piece / pieces);
        const [right, bottom] = at((piece + 1) / pieces);
        this.take({
          left: Math.min(left, right) - CURVE_HALF,
          right: Math.max(left, right) + CURVE_HALF,
          top: Math.min(top, bottom) - CURVE_HALF,
          bottom: Math.max(top, bottom) + CURVE_HALF,
        });
      }
    }
  }

  /** Whether the same label is already nearby, so repeating it adds nothing. */
  stand(words: string, x: number): boolean {
    return this.placed.some((each) => each.words === words && Math.abs(each.x - x) < widthOf(words) * 2);
  }

  place(words: string, candidates: readonly Candidate[]): Candidate | undefined {
    const { left, top, right, bottom } = this.bounds;
    for (const candidate of candidates) {
      const box = boxOf(words, candidate);
      const isInside = box.left >= left && box.right <= right && box.top >= top && box.bottom <= bottom;
      if (!isInside || this.taken.some((other) => overlaps(box, other))) continue;
      this.taken.push(box);
      this.placed.push({ words, x: candidate.x });
      return candidate;
    }
    return undefined;
  }
}
