import { gzipSync } from 'node:zlib';

const LENGTH = 98_000;

/** A request to a door; `content` costs more than its size if it is not counted. */
export interface Body {
  readonly type: string;
  readonly content: string | Buffer;
}

const fill = (piece: (nth: number) => string): string => {
  const pieces: string[] = [];
  for (let [nth, length] = [0, 0]; length < LENGTH; nth += 1) {
    const next = piece(nth);
    pieces.push(next);
    length += next.length;
  }
  return pieces.join('');
};
const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';
const part = (head: string, content: string): string =>
  `--b\r\ncontent-disposition: form-data; ${head}\r\n\r\n${content}\r\n`;
const file = (content: string | Buffer): Body => ({
  type: 'multipart/form-data; boundary=b',
  content: Buffer.concat([
    Buffer.from('--b\r\ncontent-disposition: form-data; name="file"; filename="x"\r\n\r\n'),
    Buffer.from(content),
    Buffer.from('\r\n--b--\r\n'),
  ]),
});

/** A table with as many rows as a hostile one has. */
export const PLAIN_ROWS = file(`site,meter,quantity,time\n${fill(() => 'ax,y\n')}`);

export const BODIES: Readonly<Record<string, Body>> = {
  'many fields': { type: FORM, content: fill((nth) => `${nth.toString(36)}=&`) },
  'one field many times': { type: FORM, content: fill(() => 'email=x&') },
  'many fields in JSON': {
    type: JSON_TYPE,
    content: `{"a":1${fill((nth) => `,"${nth.toString(36)}":1`)}}`,
  },
  'deep JSON': { type: JSON_TYPE, content: '{"a":'.repeat(LENGTH / 5) },
  'a long list': { type: JSON_TYPE, content: `{"plans":[{}${fill(() => ',{}')}],"usage":[{}]}` },
  'a long list behind an escape': {
    type: JSON_TYPE,
    content: `{"name":"\\u0041","plans":[[]${fill(() => ',[]')}]}`,
  },
  'escapes in JSON': { type: JSON_TYPE, content: `{"name":"${fill(() => '\\u0041')}"}` },
  'a text of digits': { type: JSON_TYPE, content: `{"amount":"${'0'.repeat(LENGTH)}1"}` },
  'many parts': {
    type: 'multipart/form-data; boundary=b',
    content: fill((nth) => part(`name="${nth}"`, '')),
  },
  'a long row': file(','.repeat(LENGTH)),
  'rows of a table': file(`site,meter,quantity,time\n${fill(() => ',\n')}`),
  'quotes that open': file(`site,meter,quantity,time\n${fill(() => '"x,y\n')}`),
  'a bomb': file(gzipSync(Buffer.alloc(30_000_000, 'site,meter,quantity,time\n'))),
};
