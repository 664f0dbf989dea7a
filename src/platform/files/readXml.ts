import { SaxesParser } from 'saxes';
import { decodeText, encodingOf } from './decodeText.js';
import { UnreadableFile } from './unpackFile.js';

/** An element without its prefix; its text is trimmed. */
export interface XmlElement {
  readonly name: string;
  readonly namespace: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

interface Open extends XmlElement {
  readonly children: XmlElement[];
  text: string;
}

const DEPTH_MAX = 50;
const TEXT_MAX = 100_000;
/** The elements held in memory at once: one booking with all its parts. */
const HELD_MAX = 1_000_000;
const CHUNK = 65_536;

/**
 * Reads XML element by element. `isWhole` names the elements that are handed over when they end, with all that is in
 * them; they are not kept. Document types and entities are refused. Throws `UnreadableFile`.
 */
export function readXml(
  text: string,
  isWhole: (name: string, path: readonly string[]) => boolean,
  onElement: (element: XmlElement, path: readonly string[]) => void,
): void {
  const parser = new SaxesParser({ xmlns: true, position: false });
  const open: Open[] = [];
  const path: string[] = [];
  let wholeFrom = 0;
  let held = 0;
  parser.on('doctype', () => {
    throw new UnreadableFile('has a document type definition, which no bank writes');
  });
  parser.on('error', ({ message }) => {
    throw new UnreadableFile(`is no complete XML: ${message}`);
  });
  parser.on('opentag', ({ local, uri, attributes }) => {
    path.push(local);
    if (path.length > DEPTH_MAX) throw new UnreadableFile(`has more than ${DEPTH_MAX} nested elements`);
    if (wholeFrom === 0 && !isWhole(local, path)) return;
    if (wholeFrom === 0) wholeFrom = path.length;
    held += 1;
    if (held > HELD_MAX) throw new UnreadableFile('has an element with too many parts');
    const named = Object.values(attributes).map(({ local: name, value }) => [name, value]);
    const element: Open = {
      ...{ name: local, namespace: uri, children: [], text: '' },
      attributes: Object.fromEntries(named) as Record<string, string>,
    };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  const addText = (part: string): void => {
    const element = open.at(-1);
    if (element === undefined) return;
    element.text += part;
    if (element.text.length > TEXT_MAX) throw new UnreadableFile('has a text that is too long');
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const element = open.pop();
    if (element !== undefined) element.text = element.text.trim();
    if (element !== undefined && path.length === wholeFrom) {
      onElement(element, path);
      wholeFrom = 0;
      held = 0;
    }
    path.pop();
  });
  for (let at = 0; at < text.length; at += CHUNK) parser.write(text.slice(at, at + CHUNK));
  parser.close();
}

/** The text of XML: by its byte order mark, its declaration, or its bytes. Throws `UnreadableFile`. */
export function decodeXml(bytes: Uint8Array): { readonly text: string; readonly encoding: string } {
  const found = encodingOf(bytes);
  const start = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  const declared = /^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.-]+)["']/.exec(start)?.[1];
  const isUnicode = found !== 'windows-1252' && (found !== 'utf-8' || start.startsWith('\xef\xbb\xbf'));
  const encoding = isUnicode || declared === undefined || isUtf8(declared) ? found : declared.toLowerCase();
  try {
    // A parser of text cannot use the declaration: its text is decoded already.
    return { text: decodeText(bytes, encoding).replace(/^\ufeff/, ''), encoding };
  } catch {
    throw new UnreadableFile(`has an unknown encoding: ${encoding}`);
  }
}

function isUtf8(name: string): boolean {
  return /^utf-?8$/i.test(name);
}

/** The first element at a path below this one. */
export function elementAt(from: XmlElement | undefined, ...names: readonly string[]): XmlElement | undefined {
  return names.reduce<XmlElement | undefined>(
    (element, name) => element?.children.find((child) => child.name === name),
    from,
  );
}

/** The text at a path, '' if there is none. */
export function textAt(from: XmlElement | undefined, ...names: readonly string[]): string {
  return elementAt(from, ...names)?.text ?? '';
}

/** The children of that name. */
export function elementsOf(from: XmlElement | undefined, name: string): readonly XmlElement[] {
  return from?.children.filter((child) => child.name === name) ?? [];
}
