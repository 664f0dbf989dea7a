/** Where words may stand without covering each other. */
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

/** How wide words are at the size pictures are lettered in, on the generous side. */
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

/** Finds each label the first of its candidates that is free; a label that has none is left out. */
export class Labels {
  private readonly taken: Box[] = [];
  private readonly bounds: Box;
  private readonly placed: { readonly words: string; readonly x: number }[] = [];

  constructor(bounds: Box) {
    this.bounds = bounds;
  }

  /** Keeps a place for what stands there already. */
  take(box: Box): void {
    this.taken.push(box);
  }

  /** Whether the same words stand close by already, so that saying them again would tell nothing. */
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
