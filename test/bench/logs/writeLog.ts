/** A log of so many lines over a day, as a server of so many hosts writes it; the same for the same figures. */
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';

const DAY_MS = 86_400_000;
const AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36';
const LINES_A_PIECE = 5_000;

export function hostName(index: number): string {
  return `site-${index}.example`;
}

export async function writeLog(
  path: string,
  { lines, hosts, from }: { readonly lines: number; readonly hosts: number; readonly from: number },
): Promise<void> {
  const out = createWriteStream(path);
  let piece = '';
  for (let index = 0; index < lines; index += 1) {
    const host = hosts === 1 ? '' : `${hostName((index * 7_919) % hosts)}:443 `;
    const time = clf(from + Math.floor((index / lines) * DAY_MS));
    piece += `${host}192.0.2.${index % 250} - - [${time}] "GET /shop/article/${index % 9_973} HTTP/1.1" 200 ${(index * 31) % 90_000} "-" "${AGENT}"\n`;
    if (index % LINES_A_PIECE !== LINES_A_PIECE - 1) continue;
    if (!out.write(piece, 'latin1')) await once(out, 'drain');
    piece = '';
  }
  out.end(piece, 'latin1');
  await once(out, 'close');
}

function clf(at: number): string {
  const [, day = '', month = '', year = '', time = ''] = new Date(at).toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}
