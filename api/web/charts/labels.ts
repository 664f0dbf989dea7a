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

const LETTER_WIDTH = 6.3;
const LINE_ASCENT = 10;
const LINE_DESCENT = 3;

/** A generous estimate of a label's width at the charts' font size. */
export function widthOf(words: string): number {
  return words.length * LETTER_WIDTH;
}

export function boxOf(words: string, { x, y, anchor }: Candidate): Box {
  const width = widthOf(words);
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  return { left, right: left + width, top: y - LINE_ASCENT, bottom: y + LINE_DESCENT };
}

function overlaps(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

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
