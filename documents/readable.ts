const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}]/u;
const LEFT_TO_RIGHT = /\p{L}/u;

/**
 * A text ready to draw: without control characters, and with right-to-left words in visual order. The font orders
 * the letters within a word.
 */
export function readable(text: string): string {
  return text
    .split('\n')
    .map((line) => inOrder(line.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+/gu, ' ').trimEnd()))
    .join('\n');
}

function inOrder(line: string): string {
  if (!RIGHT_TO_LEFT.test(line)) return line;
  const words = line.split(' ');
  const others = words.filter((word) => LEFT_TO_RIGHT.test(word) && !RIGHT_TO_LEFT.test(word));
  // A few right-to-left words among Latin ones keep their place; a line that is entirely right-to-left is reversed.
  return others.length === 0 ? words.reverse().join(' ') : line;
}
