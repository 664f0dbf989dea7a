const START = 0x811c9dc5 | 0;
const PRIME = 0x01000193;

/** FNV-1a in 32 bits over UTF-16, signed as PostgreSQL's integer; `start` continues another. Stored: it must never change. */
export function digest(text: string, start = START): number {
  let value = start;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), PRIME);
  }
  return value;
}
