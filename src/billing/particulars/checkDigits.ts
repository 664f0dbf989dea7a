/** Check digits of VAT ids by the prefix of the id. Each takes the part after the prefix, whose format is right already. */
type Check = (id: string) => boolean;

const digitsOf = (text: string): number[] => Array.from(text, Number);

function weighted(text: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, index) => sum + weight * Number(text[index] ?? 0), 0);
}

const down = (from: number): number[] => Array.from({ length: from - 1 }, (_, index) => from - index);

/** Every second digit from the right is doubled (ISO/IEC 7812). */
function isLuhn(text: string): boolean {
  const sum = digitsOf(text)
    .reverse()
    .reduce(
      (all, digit, index) => all + (index % 2 === 0 ? digit : digit < 5 ? digit * 2 : digit * 2 - 9),
      0,
    );
  return sum % 10 === 0;
}

/** ISO 7064 MOD 11,10. */
function isMod1110(text: string): boolean {
  let check = 10;
  for (const digit of digitsOf(text.slice(0, -1))) check = (((check + digit) % 10 || 10) * 2) % 11;
  return (11 - check) % 10 === Number(text.slice(-1));
}

/** Letters count as 10 to 35 (ISO 7064 MOD 97-10). */
export function isMod97(text: string): boolean {
  let rest = 0;
  for (const character of text) rest = Number(`${rest}${parseInt(character, 36)}`) % 97;
  return rest === 1;
}

const isAustrian: Check = (id) => {
  const sum = digitsOf(id.slice(1, 8)).reduce(
    (all, digit, index) => all + (index % 2 === 0 ? digit : Math.floor(digit / 5) + ((digit * 2) % 10)),
    0,
  );
  return (((96 - sum) % 10) + 10) % 10 === Number(id[8]);
};

const isBelgian: Check = (id) => (Number(id.slice(0, 8)) + Number(id.slice(8))) % 97 === 0;

/** Ten digits are a person's number, of which there are several kinds. */
const isBulgarian: Check = (id) => {
  if (id.length !== 9) return true;
  const first = weighted(id, [1, 2, 3, 4, 5, 6, 7, 8]) % 11;
  const check = first < 10 ? first : weighted(id, [3, 4, 5, 6, 7, 8, 9, 10]) % 11;
  return check % 10 === Number(id[8]);
};

const CYPRIOT = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
const isCypriot: Check = (id) => {
  const sum = digitsOf(id.slice(0, 8)).reduce(
    (all, digit, index) => all + (index % 2 === 0 ? (CYPRIOT[digit] ?? 0) : digit),
    0,
  );
  return String.fromCharCode(65 + (sum % 26)) === id[8];
};

/** Nine and ten digits are a person's number. */
const isCzech: Check = (id) =>
  id.length !== 8 || ((11 - (weighted(id, down(8)) % 11)) % 11 || 1) % 10 === Number(id[7]);

const isEstonian: Check = (id) => weighted(id, [3, 7, 1, 3, 7, 1, 3, 7, 1]) % 10 === 0;

const isGreek: Check = (id) => (weighted(id, [256, 128, 64, 32, 16, 8, 4, 2]) % 11) % 10 === Number(id[8]);

const NIF_LETTERS = 'TRWAGMYFPDXBNJZSQVHLCKE';
const CIF_LETTERS = 'JABCDEFGHI';
const isSpanish: Check = (id) => {
  const letter = id.slice(8);
  const person = /^[XYZ]/.test(id) ? `${'XYZ'.indexOf(id[0] ?? '')}${id.slice(1, 8)}` : id.slice(0, 8);
  if (/^\d{8}$/.test(person)) return NIF_LETTERS[Number(person) % 23] === letter;
  const digits = id.slice(1, 8);
  if (/^[KLM]/.test(id) && NIF_LETTERS[Number(digits) % 23] === letter) return true;
  const check =
    ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'].find((digit) => isLuhn(`${digits}${digit}`)) ?? '';
  return letter === check || letter === CIF_LETTERS[Number(check)];
};

const isFinnish: Check = (id) => weighted(id, [7, 9, 10, 5, 8, 4, 2, 1]) % 11 === 0;

/** A key with a letter has another rule, which is not published in full. */
const isFrench: Check = (id) =>
  !/^\d{11}$/.test(id) || (12 + 3 * (Number(id.slice(2)) % 97)) % 97 === Number(id.slice(0, 2));

const isBritish: Check = (id) =>
  !/^\d/.test(id) || [0, 42].includes(weighted(id, [8, 7, 6, 5, 4, 3, 2, 10, 1]) % 97);

const isHungarian: Check = (id) => weighted(id, [9, 7, 3, 1, 9, 7, 3, 1]) % 10 === 0;

const IRISH = 'WABCDEFGHIJKLMNOPQRSTUV';
const isIrish: Check = (id) => {
  // The older form has a letter or sign in second place.
  const digits = /^\d{7}/.test(id) ? id.slice(0, 7) : `0${id.slice(2, 7)}${id[0] ?? ''}`;
  const second = id[8] === undefined ? 0 : IRISH.indexOf(id[8]);
  return IRISH[(weighted(digits, down(8)) + 9 * second) % 23] === id[7];
};

const isLithuanian: Check = (id) => {
  const sum = (shift: number): number =>
    digitsOf(id.slice(0, -1)).reduce((all, digit, index) => all + digit * (1 + ((index + shift) % 9)), 0);
  const first = sum(0) % 11;
  return (first < 10 ? first : sum(2) % 11) % 10 === Number(id.slice(-1));
};

const isLuxembourgish: Check = (id) => Number(id.slice(0, 6)) % 89 === Number(id.slice(6));

/** A number that begins with 0 to 3 is a person's. */
const isLatvian: Check = (id) =>
  /^[0-3]/.test(id) || weighted(id, [9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) % 11 === 3;

const isMaltese: Check = (id) => weighted(id, [3, 4, 6, 7, 8, 9, 10, 1]) % 37 === 0;

/** Of a legal entity, or since 2020 of a person. */
const isDutch: Check = (id) => weighted(id, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0 || isMod97(`NL${id}`);

const isPolish: Check = (id) => weighted(id, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 === Number(id[9]);

const isPortuguese: Check = (id) => ((11 - (weighted(id, down(9)) % 11)) % 11) % 10 === Number(id[8]);

const isRomanian: Check = (id) => {
  const padded = id.padStart(10, '0');
  return ((10 * weighted(padded, [7, 5, 3, 2, 1, 7, 5, 3, 2])) % 11) % 10 === Number(padded[9]);
};

const isSwedish: Check = (id) => isLuhn(id.slice(0, 10));

const isSlovene: Check = (id) => (11 - (weighted(id, down(8)) % 11)) % 10 === Number(id[7]);

/** A person may have a birth number, whose last digit is the rest of the others. */
const isSlovak: Check = (id) => Number(id) % 11 === 0 || (Number(id.slice(0, 9)) % 11) % 10 === Number(id[9]);

const isSwiss: Check = (id) =>
  (11 - (weighted(id.slice(1), [5, 4, 3, 2, 7, 6, 5, 4]) % 11)) % 11 === Number(id[9]);

const isNorwegian: Check = (id) =>
  (11 - (weighted(id, [3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11 === Number(id[8]);

export const CHECK_DIGITS: Readonly<Record<string, Check>> = {
  AT: isAustrian,
  BE: isBelgian,
  BG: isBulgarian,
  CH: isSwiss,
  CY: isCypriot,
  CZ: isCzech,
  DE: isMod1110,
  DK: (id) => weighted(id, [2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0,
  EE: isEstonian,
  EL: isGreek,
  ES: isSpanish,
  FI: isFinnish,
  FR: isFrench,
  GB: isBritish,
  HR: isMod1110,
  HU: isHungarian,
  IE: isIrish,
  IT: isLuhn,
  LT: isLithuanian,
  LU: isLuxembourgish,
  LV: isLatvian,
  MT: isMaltese,
  NL: isDutch,
  NO: isNorwegian,
  PL: isPolish,
  PT: isPortuguese,
  RO: isRomanian,
  SE: isSwedish,
  SI: isSlovene,
  SK: isSlovak,
  XI: isBritish,
};
