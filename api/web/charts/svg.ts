const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes text for SVG. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);
}

/** Rounded to a tenth of a pixel: finer differences are invisible. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}

interface Attributes {
  readonly [name: string]: string | number | undefined;
}

/** An element; its content is not escaped. */
export function element(name: string, attributes: Attributes, inside?: string): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? px(value) : escaped(value ?? '')}"`)
    .join('');
  return inside === undefined ? `<${name}${written}/>` : `<${name}${written}>${inside}</${name}>`;
}

/** A line of text; it is escaped here. */
export function textAt(x: number, y: number, words: string, attributes: Attributes = {}): string {
  return element('text', { x, y, ...attributes }, escaped(words));
}

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly className: string;
  /** The chart in words, for screen readers. */
  readonly title: string;
}

/** The SVG at its own size, so its text is as large as on the page. */
export function picture({ width, height, className, title }: Frame, parts: readonly string[]): string {
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      class: className,
      viewBox: `0 0 ${px(width)} ${px(height)}`,
      width,
      height,
      role: 'img',
      'aria-label': title,
    },
    parts.join(''),
  );
}

export type Place = readonly [x: number, y: number];

export function pathOf(places: readonly Place[]): string {
  return places.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${px(x)} ${px(y)}`).join('');
}
