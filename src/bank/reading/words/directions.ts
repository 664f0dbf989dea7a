import { plainName, wordsFrom } from './names.js';

/** The direction of money by the words of a direction column. Transfers between one's own accounts are not incoming. */
const DIRECTIONS: ReadonlyMap<string, 'in' | 'out'> = new Map([
  ...meaning(
    'in',
    'h c k cr haben credit kredit kreedit bij b in eingang gutschrift incoming received crdt gutschr',
  ),
  ...meaning(
    'in',
    'einnahme habenbuchung einzahlung insattning ind inn avoir moneyin paidin zugang ein creditor',
  ),
  ...meaning(
    'out',
    's d dr soll debit debet deebet af out uit ausgang lastschrift belastung outgoing sent dbit',
  ),
  ...meaning(
    'out',
    'ausgabe sollbuchung auszahlung uttag ud ut debiet moneyout paidout abgang aus uitgaand neutral',
  ),
]);

function meaning(way: 'in' | 'out', list: string): [word: string, way: 'in' | 'out'][] {
  return wordsFrom(list).map((word) => [word, way]);
}

export function directionOf(word: string): 'in' | 'out' | undefined {
  const plain = plainName(word);
  if (plain !== '') return DIRECTIONS.get(plain);
  return word === '+' ? 'in' : /^[-\u2212]$/.test(word) ? 'out' : undefined;
}
