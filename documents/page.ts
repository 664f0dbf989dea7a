import PdfDocument from 'pdfkit';
import { type Colour, INK, RULE } from './colours.js';
import type { Face, FontPart, Fonts } from './fonts.js';
import { escaped } from '../src/core/values/xml.js';
import { breakLines, RIGHT_TO_LEFT, runsOf } from './layOut.js';

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
  /** To be kept for years: written as PDF/A-3b. */
  readonly isArchival?: boolean;
}

export interface Picture {
  readonly bytes: Buffer;
  readonly width: number;
  readonly height: number;
}

/** A file inside the document that says the same in another form. */
export interface Attachment {
  readonly name: string;
  readonly description: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
  /** What the document's metadata say of it, as elements of RDF. */
  readonly metadata: string;
}

/**
 * A document with a position for the next line. The same content gives the same bytes: nothing comes from the clock
 * or from a random source.
 */
export class DocumentPage {
  y = TOP;
  readonly #pdf: PDFKit.PDFDocument;
  readonly #fonts: Fonts;
  /** At a size of 1. */
  readonly #widths = new Map<string, number>();
  readonly #chunks: Buffer[] = [];
  readonly #done: Promise<Buffer>;
  readonly #createdAt: Date;

  constructor({ title, author, language, at, isArchival = false }: About, fonts: Fonts) {
    const CreationDate = new Date(at);
    this.#createdAt = CreationDate;
    this.#fonts = fonts;
    this.#pdf = new PdfDocument({
      ...(isArchival ? { pdfVersion: '1.7', subset: 'PDF/A-3b' } : {}),
      size: 'A4',
      margin: 0,
      bufferPages: true,
      lang: language,
      displayTitle: true,
      info: {
        ...(isArchival ? { Title: title.replaceAll(/[&<>]/g, ' ') } : { Title: title, Author: author }),
        Creator: 'Sitetab',
        Producer: 'Sitetab',
        CreationDate,
      },
      // A font given here would be set up anew, in vain, each time one of that name is chosen.
      font: null as unknown as string,
    });
    for (const face of ['sans', 'bold', 'serif'] as const)
      this.#pdf.registerFont(face, pdfFont(fonts.faces[face]));
    for (const { name, font } of fonts.parts) this.#pdf.registerFont(name, pdfFont(font));
    if (isArchival) this.#pdf.appendXML(creatorElement(author));
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
    return this.#linesOf(text, writing).length * this.#lineHeight(writing);
  }

  /** Draws a text at a place without moving the position; returns its height. */
  put(text: string, writing: Writing = {}): number {
    const { x = LEFT, align = 'left', colour = INK } = writing;
    const lines = this.#linesOf(text, writing);
    const height = this.#lineHeight(writing);
    this.#pdf.fillColor(colour).strokeColor(colour);
    for (const [index, line] of lines.entries()) {
      const indent = align === 'right' ? widthOf(writing) - this.#measure(line, writing) : 0;
      this.#draw(line, writing, x + indent, this.y + index * height);
    }
    return lines.length * height;
  }

  /** Draws an amount on one line, smaller if it is too long: a number never breaks. Returns its height. */
  putAmount(text: string, writing: Writing): number {
    const { size = SIZE } = writing;
    const fitting = (size * widthOf(writing)) / Math.max(1, this.#measure(text, writing));
    return this.put(text, { ...writing, size: Math.min(size, Math.floor(fitting * 10) / 10) });
  }

  /** Writes a paragraph and moves the position below it. */
  write(text: string, writing: Writing = {}): void {
    this.ensure(this.heightOf(text, writing));
    this.y += this.put(text, writing);
  }

  rule(colour: Colour = RULE, width = 0.6): void {
    this.#pdf.moveTo(LEFT, this.y).lineTo(RIGHT, this.y).lineWidth(width).strokeColor(colour).stroke();
  }

  /** Draws a picture at the left margin within a width and a height, and moves the position below it. */
  putPicture({ bytes, width, height }: Picture, maxWidth: number, maxHeight: number): void {
    const scale = Math.min(1, maxWidth / width, maxHeight / height);
    this.#pdf.image(bytes, LEFT, this.y, { width: width * scale, height: height * scale });
    this.y += height * scale;
  }

  /** Draws a filled vector picture at a place without moving the position. */
  putPath(path: string, { x, scale, colour }: { x: number; scale: number; colour: Colour }): void {
    this.#pdf.save().translate(x, this.y).scale(scale).path(path).fill(colour).restore();
  }

  attach({ name, description, mediaType, bytes, metadata }: Attachment): void {
    // The types lack the relationship.
    const options = {
      name,
      description,
      type: mediaType,
      creationDate: this.#createdAt,
      modifiedDate: this.#createdAt,
      relationship: 'Alternative',
    };
    this.#pdf.file(bytes, options);
    this.#pdf.appendXML(metadata);
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

  #linesOf(text: string, writing: Writing): string[] {
    // Sizes are rounded down to a tenth, so a fitted line may still be wider by a rounding error.
    return breakLines(text, widthOf(writing) + 0.01, (piece) => this.#measure(piece, writing));
  }

  #lineHeight({ face = 'sans', size = SIZE }: Writing): number {
    return this.#pdf.font(face).fontSize(size).currentLineHeight(true);
  }

  #measure(text: string, writing: Writing): number {
    return runsOf(text)
      .flatMap((run) => this.#segmentsOf(run.text, writing))
      .reduce((sum, segment) => sum + this.#widthOf(segment, writing), 0);
  }

  #widthOf({ text, font }: Segment, { size = SIZE }: Writing): number {
    const key = `${font} ${text}`;
    const known = this.#widths.get(key);
    if (known !== undefined) return known * size;
    const width = this.#pdf.font(font).fontSize(1).widthOfString(text, layoutOf(text));
    this.#widths.set(key, width);
    return width * size;
  }

  #draw(line: string, writing: Writing, x: number, y: number): void {
    const { face = 'sans', size = SIZE } = writing;
    // Letters of other fonts stand on the same line as those of the face.
    const ascent = (font: string): number => this.#fontOf(font).ascent / this.#fontOf(font).unitsPerEm;
    let at = x;
    for (const run of runsOf(line)) {
      const segments = this.#segmentsOf(run.text, writing);
      for (const segment of run.isRightToLeft ? segments.reverse() : segments) {
        const { font, isThin } = segment;
        const text =
          run.isRightToLeft && !RIGHT_TO_LEFT.test(segment.text) ? reversed(segment.text) : segment.text;
        const top = y + (ascent(face) - ascent(font)) * size;
        this.#pdf
          .font(font)
          .fontSize(size)
          .lineWidth(size * (face === 'bold' ? BOLD_STROKE : STROKE))
          .text(text, at, top, { ...layoutOf(text), lineBreak: false, fill: true, stroke: isThin });
        at += this.#widthOf({ ...segment, text }, writing);
      }
    }
  }

  #fontOf(name: string): Fonts['faces'][Face] {
    return this.#fonts.parts.find((part) => part.name === name)?.font ?? this.#fonts.faces[name as Face];
  }

  /** A text by the font that has its letters. */
  #segmentsOf(text: string, { face = 'sans' }: Writing): Segment[] {
    if (EVERY_FACE_HAS.test(text)) return [{ text, font: face, isThin: false }];
    const segments: Segment[] = [];
    for (const letter of text) {
      const last = segments.at(-1);
      const choice = this.#choose(letter.codePointAt(0) ?? 0, face, last?.font);
      const { font, isThin } = choice ?? { font: 'sans', isThin: false };
      const drawn = choice === undefined ? UNKNOWN : letter;
      if (last?.font === font) last.text += drawn;
      else segments.push({ text: drawn, font, isThin });
    }
    return segments;
  }

  /** The font of a letter; undefined if none has it. */
  #choose(codePoint: number, face: Face, last: string | undefined): Omit<Segment, 'text'> | undefined {
    const { faces, parts } = this.#fonts;
    const isOf = (name: Face): boolean => faces[name].hasGlyphForCodePoint(codePoint);
    // An accent stays with the letter that it stands on.
    if (last === 'sans' && isOf('sans') && /\p{M}/u.test(String.fromCodePoint(codePoint)))
      return { font: last, isThin: false };
    if (isOf(face)) return { font: face, isThin: false };
    if (isOf('sans')) return { font: 'sans', isThin: false };
    const part = parts.find(
      (each: FontPart) => each.has(codePoint) && each.font.hasGlyphForCodePoint(codePoint),
    );
    return part === undefined ? undefined : { font: part.name, isThin: true };
  }
}

/** The library writes title and author into XML without escaping them, so the author is written here. */
function creatorElement(author: string): string {
  return `
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:creator><rdf:Seq><rdf:li>${escaped(author)}</rdf:li></rdf:Seq></dc:creator>
</rdf:Description>`;
}

interface Segment {
  text: string;
  readonly font: string;
  /** Drawn with a stroke around it: the variable font has thin letters unless it is changed. */
  readonly isThin: boolean;
}

const SIZE = 9;
const STROKE = 0.045;
const BOLD_STROKE = 0.085;
/** In place of a letter that no font has: PDF/A forbids the empty box of a font itself. */
const UNKNOWN = '\uFFFD';
const EVERY_FACE_HAS = /^[\u0020-\u024F]*$/;

/** The library lays out and remembers word by word, unless features are given: right-to-left words would be swapped. */
function layoutOf(text: string): { features?: PDFKit.Mixins.OpenTypeFeatures[] } {
  return RIGHT_TO_LEFT.test(text) ? { features: [] } : {};
}

function reversed(text: string): string {
  return Array.from(text).reverse().join('');
}

function widthOf({ x = LEFT, width = RIGHT - x }: Writing): number {
  return width;
}

/** The library accepts a parsed font, but its types only list unparsed ones. */
function pdfFont(font: Fonts['faces'][Face]): PDFKit.Mixins.PDFFontSource {
  return font as unknown as PDFKit.Mixins.PDFFontSource;
}
