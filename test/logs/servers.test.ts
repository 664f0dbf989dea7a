/** Real servers write the lines for requests of a visitor who forges whatever can be forged. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { isRequest } from '../../src/logs/reading/line.js';
import { readIn } from './read.js';
import { type Response, LIMIT_MS, SERVERS, visitServer } from './webServers.js';

describe.each(SERVERS.map((server) => [server.program.split('/').at(-1) ?? '', server] as const))(
  'the lines of %s',
  (name, server) => {
    const isThere = spawnSync(server.program, ['-v']).error === undefined;
    if (!isThere)
      console.warn(`SKIPPED test/logs/servers: no ${name} here (Debian: apt-get install ${server.debian}).`);

    it.skipIf(!isThere)(
      'are read back to the byte, each for the site that answered, whatever the visitor forged',
      async () => {
        const { responses, lines } = await visitServer(server);
        expect(responses.filter(({ site }) => site !== undefined).length).toBeGreaterThan(10);
        for (const [which, { format, size }] of Object.entries(server.logs)) {
          compare(lines[which] ?? [], responses, { read: readIn(format), size, which });
        }
      },
      LIMIT_MS * 2,
    );
  },
);

function compare(
  lines: readonly string[],
  responses: readonly Response[],
  { read, size, which }: { read: ReturnType<typeof readIn>; size: 'all' | 'body'; which: string },
): void {
  expect(lines.length, which).toBe(responses.length);
  responses.forEach((answer, index) => {
    const line = lines[index] ?? '';
    const reading = read(line);
    const shown = `${which}: ${line}`;
    if (!isRequest(reading)) {
      // A request that the server refused may leave a line without a host; it may not be one of a site.
      expect(answer.site, shown).toBeUndefined();
      return;
    }
    if (answer.site === undefined) return;
    expect(reading.size_bytes, shown).toBe(answer[size]);
    const isOf = (name: string): boolean => reading.host === `${name}.example`;
    expect(['fenwick', 'quill'].filter(isOf), shown).toEqual(answer.site === 'default' ? [] : [answer.site]);
  });
}
