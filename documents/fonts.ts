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
 * The letters every document is written with, taken apart once: that takes far longer than to write with them. Others
 * have their turn between one font and the next.
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
  // What a font knows of its letters is read when it first sets one.
  font.layout('A statement');
  await nextTurn();
  return font;
}
