/** Formats in which a visitor could move a border are refused when they are declared, whatever the lines are. */
import { describe, expect, it } from 'vitest';
import { isUnusable } from '../../src/logs/format/format.js';
import { parseFormat } from '../../src/logs/format/parseFormat.js';
import { readIn } from './read.js';

const faultOf = (format: string): string | undefined => {
  const parsed = parseFormat(format);
  return isUnusable(parsed) ? parsed.fault : undefined;
};

describe('quotes that come in pairs but not around a value', () => {
  const DAY = '[30/Nov/2026:00:00:00 +0000]';

  it('end a value, for a server escapes those that a visitor writes', () => {
    const read = readIn('%t %O %r" x "%V');
    expect(read(`${DAY} 5 GET /\\" x \\"quill.example HTTP/1.1" x "fenwick.example`)).toMatchObject({
      host: 'fenwick.example',
    });
  });

  it('end values whose borders are lost, without the values taking more than they can hold', () => {
    const read = readIn('%B %{msec}t %l;%h %O] [%{User-Agent}i %r %U');
    const agent = '900000000 1700000000000 -;192.0.2.1 900000000] [- - -';
    expect(read(`7 1700000000000 -;192.0.2.1 7] [${agent} - -`)).toMatchObject({ size_bytes: 7 });
  });

  it('may be those of a user without a name, once', () => {
    expect(readIn('%t %O %{A}i %u "%V" "%{B}i"')(`${DAY} 5 x "" "fenwick.example" ""`)).toMatchObject({
      host: 'fenwick.example',
    });
    // `agent "" "" fenwick.example "" quill.example - /y` has two readings, and %q and %U are the visitor’s.
    expect(faultOf('%t %O %{A}i %u "%q" %V %u %U')).toContain('%u stands twice');
  });
});

it('a backslash before a quote is what a server writes for a visitor’s quote, so no border', () => {
  expect(faultOf('escape=json $time_local $bytes_sent $http_referer\\" $host $request_uri"')).toContain(
    'backslash',
  );
  expect(faultOf('LogFormat "%t %O %r\\\\ %V" own')).toContain('backslash');
});

describe('the time of a format', () => {
  it.each(Object.getOwnPropertyNames(Object.prototype))('is none where it is called %s', (word) => {
    expect(faultOf(`%{${word}}t %h %b`)).toContain('The format has no time');
  });
});
