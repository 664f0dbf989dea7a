/** Fields that may have several lines; all others, subjects included, become one line. */
const MANY_LINES = new Set(['address', 'instructions', 'footer', 'opening', 'closing']);

/** Longer than any honest name or description; keeps an email readable and under the size mail clients clip at. */
const FACT_LENGTH_MAX = 200;
const LINES_LENGTH_MAX = 2_000;

// Control characters end header lines; bidirectional overrides let a name rearrange the sentence around it;
// zero-width and tag characters hide text. Directional marks that honest Hebrew and Arabic need stay.
const UNWANTED =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]+/gu;
const LONE_SURROGATE = /\p{Surrogate}/gu;
const LINE_ENDS = /\r\n?|[\u0085\u2028\u2029]/g;
const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}]/u;

/** Makes every text of an email safe for a subject, for plain text and within a sentence. */
export function tidyContent<Value>(value: Value): Value {
  return tidied(value, '') as Value;
}

function tidied(value: unknown, field: string): unknown {
  if (typeof value === 'string') return MANY_LINES.has(field) ? manyLines(value) : oneLine(value);
  if (Array.isArray(value)) return value.map((item: unknown) => tidied(item, field));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, tidied(part, name)]));
}

function oneLine(text: string): string {
  const line = text.replace(LONE_SURROGATE, '\ufffd').replace(LINE_ENDS, ' ').replace(UNWANTED, ' ');
  return isolated(shortened(line.replace(/\s+/g, ' ').trim(), FACT_LENGTH_MAX));
}

function manyLines(text: string): string {
  const lines = text
    .replace(LONE_SURROGATE, '\ufffd')
    .replace(LINE_ENDS, '\n')
    .replace(UNWANTED, ' ')
    .split('\n');
  const trimmed = lines.map((line) => line.trim()).join('\n');
  return shortened(trimmed.replace(/\n{3,}/g, '\n\n').trim(), LINES_LENGTH_MAX);
}

/** Cuts between grapheme clusters, so no emoji is split. */
export function shortened(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text;
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(text.slice(0, lengthMax + 1))) {
    if (kept.length + segment.length >= lengthMax) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** Isolates a right-to-left name so that it does not reorder the figures and punctuation after it. */
function isolated(text: string): string {
  return RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text;
}
