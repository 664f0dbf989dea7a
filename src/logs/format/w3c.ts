/** W3C's extended format (IIS, CloudFront): the line `#Fields:` names the fields of the lines below it. */
import { OTHER_MESSAGE, type UnreadableLine } from '../reading/line.js';
import { isoTime } from '../reading/lineTime.js';
import { type Alphabet, type Field, fixed, type Token } from './field.js';
import { isUnusable, type LineReader, type LogFormat, type UnusableFormat } from './format.js';
import { textFormat } from './textFormat.js';

const VALUE: Alphabet = { character: /\S/, source: '\\S*' };

/**
 * `x-host-header` is the host that the viewer requested from CloudFront; `cs-host` is the host that selected the site
 * in IIS.
 */
const ROLES: Readonly<Record<string, Pick<Field, 'role' | 'rank'>>> = {
  'sc-bytes': { role: 'size', rank: 0 },
  bytes: { role: 'size', rank: 1 },
  'x-host-header': { role: 'host', rank: 0 },
  'cs-host': { role: 'host', rank: 1 },
};

const DATE_TIME: Field = {
  name: 'date time',
  role: 'time',
  holds: fixed('[\\d-]*[ \\t][\\d:.]*', /[\d:. \t-]/),
  readTime: (text, readLocalTime) => isoTime(`${text.replace('\t', ' ')}Z`, readLocalTime),
};

export function w3cFormat(name: string): LogFormat {
  return {
    name,
    namesHost: true,
    needsBeginning: true,
    open: (readLocalTime) => {
      let read = refuse('no line #Fields above it');
      return (line) => {
        if (!line.startsWith('#')) return read(line);
        const format = formatOf(name, line);
        if (format !== undefined)
          read = isUnusable(format) ? refuse(missingIn(line)) : format.open(readLocalTime);
        return OTHER_MESSAGE;
      };
    },
    explain: (lines) => {
      let format: LogFormat | undefined;
      return lines.map((line) => {
        const declared = formatOf(name, line);
        if (declared !== undefined) format = isUnusable(declared) ? undefined : declared;
        return line.startsWith('#') ? undefined : format?.explain([line])[0];
      });
    },
  };
}

function refuse(unreadable: UnreadableLine): LineReader {
  return () => ({ unreadable });
}

function missingIn(declaration: string): UnreadableLine {
  return /\sdate\s+time(?:\s|$)/.test(declaration) ? 'no sc-bytes in #Fields' : 'no date and time in #Fields';
}

/** Undefined for a line that declares no fields. */
function formatOf(name: string, line: string): LogFormat | UnusableFormat | undefined {
  const declared = /^#Fields:/i.test(line) ? line.slice('#Fields:'.length).trim() : '';
  if (declared === '') return undefined;
  const names = declared.split(/\s+/);
  return textFormat(name, [tokensOf(names, ' '), tokensOf(names, '\t')]);
}

function tokensOf(names: readonly string[], separator: string): Token[] {
  const tokens: Token[] = [];
  names.forEach((name, index) => {
    if (name === 'time' && names[index - 1] === 'date') return;
    if (index > 0) tokens.push(separator);
    const isTime = name === 'date' && names[index + 1] === 'time';
    tokens.push(isTime ? DATE_TIME : { name, holds: VALUE, ...ROLES[name] });
  });
  return tokens;
}
