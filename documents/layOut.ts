import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** A piece of a line that is drawn at once, from left to right. */
export interface Run {
  readonly text: string;
  /** The letters are laid out from right to left. */
  readonly isRightToLeft: boolean;
}

/**
 * A text ready to draw: without control characters, which could turn the text around or hide parts of it.
 */
export function readable(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+/gu, ' ').trimEnd())
    .join('\n');
}

/** A line may break after a space or a hyphen, and between East Asian letters. */
const PIECES =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303F\uFF00-\uFFEF][、。，．）」』]*|[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303F\uFF00-\uFFEF]+\s*|\s+/gu;

/** Breaks a text into lines of at most a width. A word that is wider than a line is broken. */
export function breakLines(text: string, width: number, measure: (text: string) => number): string[] {
  return readable(text)
    .split('\n')
    .flatMap((paragraph) => breakParagraph(paragraph, width, measure));
}

function breakParagraph(paragraph: string, width: number, measure: (text: string) => number): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  const end = (): void => {
    lines.push(line.trimEnd());
    line = '';
    used = 0;
  };
  for (const piece of paragraph.match(PIECES) ?? []) {
    if (used > 0 && used + measure(piece.trimEnd()) > width) end();
    const letters = measure(piece.trimEnd()) > width ? Array.from(piece) : [piece];
    for (const part of letters) {
      if (used > 0 && used + measure(part.trimEnd()) > width) end();
      line += part;
      used += measure(part);
    }
  }
  end();
  return lines;
}

export const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

interface Levels {
  readonly levels: Uint8Array;
}

interface Bidi {
  getEmbeddingLevels(text: string): Levels;
  getReorderedIndices(text: string, levels: Levels): number[];
  getMirroredCharactersMap(text: string, levels: Uint8Array): Map<number, string>;
}

let bidi: Bidi | undefined;

/** The runs of a line in the order they are drawn in, by the Unicode Bidirectional Algorithm. */
export function runsOf(line: string): Run[] {
  if (!RIGHT_TO_LEFT.test(line)) return [{ text: line, isRightToLeft: false }];
  bidi ??= (require('bidi-js') as () => Bidi)();
  const levels = bidi.getEmbeddingLevels(line);
  const units = bidi.getReorderedIndices(line, levels);
  return joinRuns(units, line, levels.levels, bidi.getMirroredCharactersMap(line, levels.levels));
}

function joinRuns(
  units: readonly number[],
  line: string,
  levels: Uint8Array,
  mirrored: ReadonlyMap<number, string>,
): Run[] {
  const runs: { text: string; isRightToLeft: boolean; level: number }[] = [];
  for (const index of units) {
    const level = levels[index] ?? 0;
    const isRightToLeft = level % 2 === 1;
    const letter = mirrored.get(index) ?? line[index] ?? '';
    const last = runs.at(-1);
    if (last?.level !== level) runs.push({ text: letter, isRightToLeft, level });
    // The font turns the letters of a run around by itself, so they are given in the order of reading.
    else last.text = isRightToLeft ? letter + last.text : last.text + letter;
  }
  return runs.map(({ text, isRightToLeft }) => ({ text, isRightToLeft }));
}
