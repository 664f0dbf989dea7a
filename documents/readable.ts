const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}]/u;
const LEFT_TO_RIGHT = /\p{L}/u;

/**
 * A text as it may be written on paper: no control signs, and words of a right-to-left script in the order in which
 * they stand on the line. The letters within a word are put in their order by the font.
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
  // A few foreign words among Latin ones stay where they are; a line that is right-to-left throughout is turned round.
  return others.length === 0 ? words.reverse().join(' ') : line;
}
