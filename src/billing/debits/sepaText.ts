/** Letters that do not fall apart into a Latin letter and a mark. */
const LETTERS: Readonly<Record<string, string>> = Object.fromEntries(
  (
    'ä:ae ö:oe ü:ue Ä:Ae Ö:Oe Ü:Ue ß:ss ẞ:SS æ:ae Æ:AE œ:oe Œ:OE ø:o Ø:O đ:d Đ:D ð:d Ð:D þ:th Þ:Th ł:l Ł:L ı:i ħ:h Ħ:H ŧ:t Ŧ:T ŋ:n ' +
    'α:a β:v γ:g δ:d ε:e ζ:z η:i θ:th ι:i κ:k λ:l μ:m ν:n ξ:x ο:o π:p ρ:r σ:s ς:s τ:t υ:y φ:f χ:ch ψ:ps ω:o ' +
    'Α:A Β:V Γ:G Δ:D Ε:E Ζ:Z Η:I Θ:TH Ι:I Κ:K Λ:L Μ:M Ν:N Ξ:X Ο:O Π:P Ρ:R Σ:S Τ:T Υ:Y Φ:F Χ:CH Ψ:PS Ω:O ' +
    'а:a б:b в:v г:g д:d е:e ж:zh з:z и:i й:y к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:h ц:ts ч:ch ш:sh щ:sht ъ:a ь:y ю:yu я:ya ' +
    'А:A Б:B В:V Г:G Д:D Е:E Ж:Zh З:Z И:I Й:Y К:K Л:L М:M Н:N О:O П:P Р:R С:S Т:T У:U Ф:F Х:H Ц:Ts Ч:Ch Ш:Sh Щ:Sht Ъ:A Ь:Y Ю:Yu Я:Ya ' +
    '&:+ @:(at) _:- –:- —:- ‑:- ‘:’ ’:’ “:’ ”:’ „:’ «:’ »:’ `:’ ´:’ €:EUR *:. ;:,'
  )
    .split(' ')
    .map((pair) => {
      const at = pair.indexOf(':', 1);
      return [pair.slice(0, at), pair.slice(at + 1).replace('’', "'")];
    }),
);

/**
 * A text in the characters that every bank of the SEPA scheme takes, at most so long. What has no like is a dot; '' stays
 * empty. Slashes at its ends or in pairs mean something to banks, and go.
 */
export function sepaText(text: string, max: number): string {
  return Array.from(text.normalize('NFC'), (letter) => LETTERS[letter] ?? plain(letter))
    .join('')
    .replace(/\s+/g, ' ')
    .replace(/\/{2,}/g, '/')
    .replace(/^[\s/]+|[\s/]+$/g, '')
    .slice(0, max)
    .replace(/[\s/]+$/, '');
}

function plain(letter: string): string {
  const base = letter.normalize('NFKD').replace(/\p{M}/gu, '');
  const known = Array.from(base, (each) => LETTERS[each] ?? each).join('');
  if (/^[A-Za-z0-9/\-?:().,'+ ]+$/.test(known)) return known;
  return /^\s$/.test(letter) ? ' ' : '.';
}
