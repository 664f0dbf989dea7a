/** An element with a text or with elements inside. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly content: string | readonly Element[];
}

type Inside = string | undefined | readonly (Element | undefined)[];

/** An element; undefined when it would be empty, which EN 16931 does not allow. */
export function element(
  name: string,
  inside: Inside,
  attributes: Readonly<Record<string, string>> = {},
): Element | undefined {
  if (inside === undefined) return undefined;
  if (typeof inside === 'string') {
    const content = tidy(inside);
    return content === '' ? undefined : { name, attributes, content };
  }
  const content = inside.filter((each) => each !== undefined);
  return content.length === 0 ? undefined : { name, attributes, content };
}

/** The document as text, one element a line. The same elements give the same text. */
export function writeXml(root: Element): string {
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>'];
  writeElement(root, '', lines);
  return `${lines.join('\n')}\n`;
}

function writeElement({ name, attributes, content }: Element, indent: string, lines: string[]): void {
  const written = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escaped(value)}"`)
    .join('');
  if (typeof content === 'string') {
    lines.push(`${indent}<${name}${written}>${escaped(content)}</${name}>`);
    return;
  }
  lines.push(`${indent}<${name}${written}>`);
  for (const each of content) writeElement(each, `${indent}  `, lines);
  lines.push(`${indent}</${name}>`);
}

/** Without the characters that XML 1.0 forbids, and without space at its ends. */
function tidy(text: string): string {
  return text.replaceAll(/(?![\n\t])[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, ' ').trim();
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A text as XML may have it. */
export function escaped(text: string): string {
  return tidy(text).replaceAll(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);
}
