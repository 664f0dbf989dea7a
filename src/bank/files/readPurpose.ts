/** Field 86 of MT940: free text, the fields of German banks, or the tags of Dutch ones. */
export interface Purpose {
  readonly payer: string;
  readonly text: string;
  /** All texts that may hold a reference, in both ways of joining their lines. */
  readonly pieces: readonly string[];
  readonly endToEndId: string;
  /** The code of the booking, '' if there is none. */
  readonly code: string;
  /** The code of a return, such as `AC04`. */
  readonly why: string;
}

export function readPurpose(value: string): Purpose {
  const [, code, separator] = /^(\d{3})([?>~+])\d{2}/.exec(value.replaceAll('\n', '')) ?? [];
  if (code !== undefined && separator !== undefined) return readFields(value, code, separator);
  const plain = value.replaceAll('\n', '');
  return /(?:^|\/)(?:REMI|EREF|TRTP|NAME|ORDP|CNTP)\//.test(plain) ? readSlashes(plain) : readFree(value);
}

function readFree(value: string): Purpose {
  const [joined, spaced] = [value.replaceAll('\n', ''), value.replaceAll('\n', ' ')];
  const { endToEndId, text } = readSepa([joined]);
  const pieces = [joined, spaced];
  return { ...{ payer: '', code: '', why: '', endToEndId, pieces }, text: text === joined ? spaced : text };
}

/** `166?00GUTSCHRIFT?20EREF+…?21SVWZ+…?32Name`: lines 20 to 29 and 60 to 63 are one text, 32 and 33 a name. */
function readFields(value: string, code: string, separator: string): Purpose {
  const fields = value
    .replaceAll('\n', '')
    .slice(3)
    .split(separator === '?' ? /\?(?=\d{2})/ : new RegExp(`\\${separator}(?=\\d{2})`))
    .slice(1)
    .map((field) => ({ number: Number(field.slice(0, 2)), text: field.slice(2) }));
  const between = (from: number, to: number): string[] =>
    fields.filter(({ number }) => number >= from && number <= to).map(({ text }) => text);
  const lines = [...between(20, 29), ...between(60, 63)];
  const { endToEndId, text } = readSepa(lines);
  return {
    payer: between(32, 33).join('').trim(),
    ...{ text, endToEndId, code },
    pieces: [lines.join(''), lines.join(' '), text],
    why: /\b([A-Z]{2}\d{2})\b/.exec(`${lines.join('')} ${between(34, 34).join('')}`)?.[1] ?? '',
  };
}

const SEPA = /(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|COAM|OAMT|PURP|IBAN|BIC)\+/;

/** The text after SVWZ+ and the id after EREF+; all of it where there are no such marks. */
function readSepa(lines: readonly string[]): { readonly endToEndId: string; readonly text: string } {
  const joined = lines.join('');
  const parts = joined.split(SEPA);
  if (parts.length < 3) return { endToEndId: '', text: joined.trim() };
  const named = new Map<string, string>();
  for (let at = 1; at < parts.length; at += 2) {
    const name = parts[at] ?? '';
    if (!named.has(name)) named.set(name, (parts[at + 1] ?? '').trim());
  }
  return { endToEndId: named.get('EREF') ?? '', text: named.get('SVWZ') ?? (parts[0] ?? '').trim() };
}

/** `/TRTP/SEPA OVERBOEKING/NAME/Fenwick/REMI/ST-…/EREF/NOTPROVIDED`. */
function readSlashes(plain: string): Purpose {
  const parts = plain.split(
    /\/(TRTP|IBAN|BIC|NAME|REMI|EREF|ORDP|BENM|CNTP|CSID|MARF|RTRN|PREF|ISDT|ID|USTD|STRD)\//,
  );
  const named = new Map<string, string>();
  for (let at = 1; at < parts.length; at += 2) {
    const [name = '', value = ''] = [parts[at], parts[at + 1]];
    if (value !== '') named.set(name, value.replace(/^\/+|\/+$/g, '').trim());
  }
  const text = named.get('USTD') ?? named.get('STRD') ?? named.get('REMI') ?? '';
  const why = named.get('RTRN') ?? '';
  return {
    ...{ payer: named.get('NAME') ?? '', endToEndId: named.get('EREF') ?? '', code: why === '' ? '' : '159' },
    ...{ text: text === '' ? plain : text, pieces: [plain], why },
  };
}
