const FACTORS: Readonly<Record<string, bigint>> = {
  '': 1n,
  k: 1_000n,
  m: 1_000_000n,
  g: 1_000_000_000n,
  t: 1_000_000_000_000n,
  ki: 1_024n,
  mi: 1_048_576n,
  gi: 1_073_741_824n,
  ti: 1_099_511_627_776n,
};

/** Converts a quantity such as "50 GB" or "1,000" to a decimal string; returns any other text unchanged. */
export function quantityIn(text: string): string {
  const plain = text.trim();
  const [, whole, fraction = '', sign = ''] =
    /^(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,12}))?\s*(k|m|g|t|ki|mi|gi|ti)?b?$/i.exec(plain) ?? [];
  const factor = FACTORS[sign.toLowerCase()];
  if (whole === undefined || factor === undefined) return plain;
  const digits = whole.replaceAll(',', '');
  if (fraction === '') return String(BigInt(digits) * factor);
  const scaled = BigInt(digits + fraction) * factor;
  const text2 = scaled.toString().padStart(fraction.length + 1, '0');
  const decimals = text2.slice(-fraction.length).replace(/0+$/, '');
  const integer = text2.slice(0, -fraction.length);
  return decimals === '' ? integer : `${integer}.${decimals}`;
}

const SIGNS = [
  ['TB', 1_000_000_000_000n],
  ['GB', 1_000_000_000n],
  ['MB', 1_000_000n],
  ['kB', 1_000n],
] as const;

/** Formats a decimal string for reading: whole gigabytes of a meter in bytes as "50 GB". */
export function quantityOut(text: string, unit: string): string {
  if (unit !== 'bytes' || !/^\d{1,30}$/.test(text)) return text;
  const bytes = BigInt(text);
  const fitting = SIGNS.find(([, factor]) => bytes > 0n && bytes % factor === 0n);
  return fitting === undefined ? text : `${bytes / fitting[1]} ${fitting[0]}`;
}

/** The unit of prices: "GB" for a meter of bytes priced by 1 GB, "1,000 requests", "unit". */
export function formatPer(per: string | undefined, unit: string, title: string): string {
  const text = quantityOut(per ?? '1', unit);
  if (unit === 'bytes') return text.startsWith('1 ') ? text.slice(2) : text;
  const noun = unit === '' ? title.toLowerCase() : unit;
  return text === '1' ? noun.replace(/s$/, '') : `${grouped(text)} ${noun}`;
}

function grouped(text: string): string {
  return text.replace(/\B(?=(\d{3})+$)/g, ',');
}
