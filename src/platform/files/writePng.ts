import { deflateSync } from 'node:zlib';

/** Writes a black and white picture as PNG; each pixel of it is `scale` wide and high. */
export function writePng(rows: readonly (readonly boolean[])[], scale: number): Buffer {
  const [width, height] = [(rows[0]?.length ?? 0) * scale, rows.length * scale];
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // One bit a pixel, grey.
  header[8] = 1;
  const lines = rows.flatMap((row) => {
    const line = packed(row, scale);
    return Array.from({ length: scale }, () => line);
  });
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    part('IHDR', header),
    part('IDAT', deflateSync(Buffer.concat(lines), { level: 9 })),
    part('IEND', Buffer.alloc(0)),
  ]);
}

/** A line without a filter; a set bit is white. */
function packed(row: readonly boolean[], scale: number): Buffer {
  const line = Buffer.alloc(1 + Math.ceil((row.length * scale) / 8));
  for (let x = 0; x < row.length * scale; x += 1) {
    const at = 1 + (x >> 3);
    if (row[Math.floor(x / scale)] !== true) line[at] = (line[at] ?? 0) | (0x80 >> (x & 7));
  }
  return line;
}

function part(name: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** `zlib.crc32` is not in every supported version of Node. */
function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
