import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { create, type Font } from 'fontkit';

export type Face = 'sans' | 'bold' | 'serif';

/** A part of a font for East Asian scripts. */
export interface FontPart {
  readonly name: string;
  readonly font: Font;
  has(codePoint: number): boolean;
}

export interface Fonts {
  readonly faces: Readonly<Record<Face, Font>>;
  /** For characters that the faces lack, in the order of choice. */
  readonly parts: readonly FontPart[];
}

const FILES: Readonly<Record<Face, string>> = {
  sans: 'DejaVuSansCondensed.ttf',
  bold: 'DejaVuSansCondensed-Bold.ttf',
  serif: 'DejaVuSerifCondensed.ttf',
};
const require = createRequire(import.meta.url);

let reading: Promise<Readonly<Record<Face, Font>>> | undefined;

/**
 * The fonts for a text, parsed once because parsing takes far longer than drawing. Yields to other work between one
 * font and the next.
 */
export async function readFonts(text: string): Promise<Fonts> {
  reading ??= readFaces().catch((error: unknown) => {
    reading = undefined;
    throw error;
  });
  const faces = await reading;
  return { faces, parts: await readParts(text, faces.sans) };
}

async function readFaces(): Promise<Readonly<Record<Face, Font>>> {
  const sans = await readOne('sans');
  const bold = await readOne('bold');
  return { sans, bold, serif: await readOne('serif') };
}

async function readOne(face: Face): Promise<Font> {
  const font = parseFont(await readFile(require.resolve(`dejavu-fonts-ttf/ttf/${FILES[face]}`)));
  await nextTurn();
  // A font loads its glyph tables when it first draws one.
  font.layout('A statement');
  await nextTurn();
  return font;
}

function parseFont(bytes: Buffer): Font {
  const font = create(bytes);
  if (!('layout' in font)) throw new Error('a font file holds a collection of fonts, not one');
  return font;
}

/** East Asian fonts come in about 120 parts, and a document needs two or three. Japanese forms come first. */
const FAMILIES = ['noto-sans-jp', 'noto-sans-sc', 'noto-sans-kr'] as const;

interface PartFile {
  readonly name: string;
  readonly path: string;
  readonly ranges: readonly (readonly [from: number, to: number])[];
}

let listing: Promise<readonly PartFile[]> | undefined;
const read = new Map<string, Promise<FontPart>>();

async function readParts(text: string, sans: Font): Promise<FontPart[]> {
  const missing = new Set(
    Array.from(text, (letter) => letter.codePointAt(0) ?? 0).filter(
      (codePoint) => codePoint > 0x2000 && !sans.hasGlyphForCodePoint(codePoint),
    ),
  );
  if (missing.size === 0) return [];
  listing ??= listParts();
  const parts: FontPart[] = [];
  for (const file of await listing) {
    const wanted = Array.from(missing).filter((codePoint) => isIn(file, codePoint));
    if (wanted.length === 0) continue;
    parts.push(await readPart(file));
    for (const codePoint of wanted) missing.delete(codePoint);
  }
  return parts;
}

function isIn({ ranges }: PartFile, codePoint: number): boolean {
  return ranges.some(([from, to]) => codePoint >= from && codePoint <= to);
}

async function listParts(): Promise<PartFile[]> {
  const families = await Promise.all(FAMILIES.map(listFamily));
  return families.flat();
}

async function listFamily(family: string): Promise<PartFile[]> {
  const folder = `@fontsource-variable/${family}`;
  const listed = JSON.parse(await readFile(require.resolve(`${folder}/unicode.json`), 'utf8')) as Record<
    string,
    string
  >;
  return Object.entries(listed).map(([key, ranges]) => {
    const name = `${family}-${key.replace(/[[\]]/g, '')}`;
    return {
      name,
      path: `${folder}/files/${name}-wght-normal.woff2`,
      ranges: ranges.split(',').map(rangeOf),
    };
  });
}

/** "U+3041-307f". */
function rangeOf(range: string): [number, number] {
  const [from = '', to = from] = range.replace('U+', '').split('-');
  return [parseInt(from, 16), parseInt(to, 16)];
}

interface Decompressor {
  readonly decompress: (bytes: Uint8Array) => Promise<Uint8Array>;
}

async function readPart(file: PartFile): Promise<FontPart> {
  const known = read.get(file.name);
  if (known !== undefined) return known;
  const part = parsePart(file);
  read.set(file.name, part);
  part.catch(() => read.delete(file.name));
  return part;
}

async function parsePart(file: PartFile): Promise<FontPart> {
  const { decompress } = require('wawoff2') as Decompressor;
  const font = parseFont(Buffer.from(await decompress(await readFile(require.resolve(file.path)))));
  await nextTurn();
  return { name: file.name, font, has: (codePoint) => isIn(file, codePoint) };
}
