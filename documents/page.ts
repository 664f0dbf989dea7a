import PdfDocument from 'pdfkit';
import { type Colour, INK, RULE } from './colours.js';
import { type Face, type Fonts } from './fonts.js';
import { readable } from './readable.js';

/** A4, in points. */
const WIDTH = 595.28;
const HEIGHT = 841.89;
export const LEFT = 56;
export const RIGHT = WIDTH - 56;
const TOP = 54;
const BOTTOM = HEIGHT - 76;

export interface Writing {
  readonly x?: number;
  readonly width?: number;
  readonly size?: number;
  readonly face?: Face;
  readonly colour?: Colour;
  readonly align?: 'left' | 'right';
}

interface About {
  readonly title: string;
  readonly author: string;
  readonly language: string;
  readonly at: number;
}

/**
 * A document with a position for the next line. The same content gives the same bytes: nothing comes from the clock
 * or from a random source.
 */
export class StatementPage {
  y = TOP;
  readonly #pdf: PDFKit.PDFDocument;
  readonly #chunks: Buffer[] = [];
  readonly #done: Promise<Buffer>;

  constructor({ title, author, language, at }: About, fonts: Fonts) {
    const CreationDate = new Date(at);
    this.#pdf = new PdfDocument({
      size: 'A4',
      margin: 0,
      bufferPages: true,
      lang: language,
      displayTitle: true,
      info: { Title: title, Author: author, Creator: 'Sitetab', Producer: 'Sitetab', CreationDate },
      font: pdfFont(fonts.sans) as string,
    });
    for (const face of ['sans', 'bold', 'serif'] as const) this.#pdf.registerFont(face, pdfFont(fonts[face]));
    this.#done = new Promise((settle, fail) => {
      this.#pdf.on('data', (chunk: Buffer) => this.#chunks.push(chunk));
      this.#pdf.on('end', () => settle(Buffer.concat(this.#chunks)));
      this.#pdf.on('error', fail);
    });
  }

  /** Starts a new page if less room than this is left. True if it did. */
  ensure(height: number): boolean {
    if (this.y + height <= BOTTOM) return false;
    this.#pdf.addPage();
    this.y = TOP;
    return true;
  }

  space(height: number): void {
    this.y += height;
  }

  /** The height of a text. */
  heightOf(text: string, writing: Writing = {}): number {
    return this.#prepare(writing, text).heightOfString(readable(text), { width: widthOf(writing) });
  }

  /** Draws a text at a place without moving the position; returns its height. */
  put(text: string, writing: Writing = {}): number {
    const { x = LEFT, align = 'left' } = writing;
    const height = this.heightOf(text, writing);
    this.#prepare(writing, text).text(readable(text), x, this.y, { width: widthOf(writing), align });
    return height;
  }

  /** Writes a paragraph and moves the position below it. */
  write(text: string, writing: Writing = {}): void {
    this.ensure(this.heightOf(text, writing));
    this.y += this.put(text, writing);
  }

  rule(colour: Colour = RULE, width = 0.6): void {
    this.#pdf.moveTo(LEFT, this.y).lineTo(RIGHT, this.y).lineWidth(width).strokeColor(colour).stroke();
  }

  /** Writes the footer of every page and returns the document. */
  async finish(foot: (page: number, pages: number) => { left: string; right: string }): Promise<Buffer> {
    const { count } = this.#pdf.bufferedPageRange();
    for (let page = 0; page < count; page += 1) {
      this.#pdf.switchToPage(page);
      const { left, right } = foot(page + 1, count);
      this.y = HEIGHT - 58;
      this.rule();
      this.y += 7;
      this.put(left, { size: 7.5, width: RIGHT - LEFT - 90 });
      this.put(right, { size: 7.5, x: RIGHT - 84, width: 84, align: 'right' });
    }
    this.#pdf.end();
    return this.#done;
  }

  #prepare({ face = 'sans', size = 9, colour = INK }: Writing, text: string): PDFKit.PDFDocument {
    // The serif font has no Arabic or Hebrew letters; the other font does.
    const isWritable = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}]*$/u.test(
      text,
    );
    return this.#pdf
      .font(face === 'serif' && !isWritable ? 'sans' : face)
      .fontSize(size)
      .fillColor(colour);
  }
}

function widthOf({ x = LEFT, width = RIGHT - x }: Writing): number {
  return width;
}

/** The library accepts a parsed font, but its types only list unparsed ones. */
function pdfFont(font: Fonts[Face]): PDFKit.Mixins.PDFFontSource {
  return font as unknown as PDFKit.Mixins.PDFFontSource;
}
