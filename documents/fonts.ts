import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { create, type Font } from 'fontkit';

export type Face = 'sans' | 'bold' | 'serif';
export type Fonts = Readonly<Record<Face, Font>>;

const FILES: Readonly<Record<Face, string>> = {
  sans: 'DejaVuSansCondensed.ttf',
  bold: 'DejaVuSansCondensed-Bold.ttf',
  serif: 'DejaVuSerifCondensed.ttf',
};
const resolve = createRequire(import.meta.url).resolve;

let reading: Promise<Fonts> | undefined;

/**
 * The fonts of all documents, parsed once because parsing takes far longer than drawing. Yields to other work
 * between one font and the next.
 */
export function readFonts(): Promise<Fonts> {
  reading ??= readAll().catch((error: unknown) => {
    reading = undefined;
    throw error;
  });
  return reading;
}

async function readAll(): Promise<Fonts> {
  const sans = await readOne('sans');
  const bold = await readOne('bold');
  return { sans, bold, serif: await readOne('serif') };
}

async function readOne(face: Face): Promise<Font> {
  const font = create(await readFile(resolve(`dejavu-fonts-ttf/ttf/${FILES[face]}`)));
  if (!('layout' in font)) throw new Error(`${FILES[face]} is a collection of fonts, not one`);
  await nextTurn();
  // A font loads its glyph tables when it first draws one.
  font.layout('A statement');
  await nextTurn();
  return font;
}
