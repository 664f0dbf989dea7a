import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packagePath } from '../../src/platform/files/paths.js';

const CODE = ['activities', 'api', 'cli', 'documents', 'emails', 'src', 'workflows'];
const DOCUMENTS = ['.', 'docs'].flatMap((folder) =>
  readdirSync(packagePath(folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
);

const read = (path: string): string => readFileSync(packagePath(path), 'utf8');
const matches = (text: string, pattern: RegExp): string[] =>
  Array.from(text.matchAll(pattern), ([, found = '']) => found);
const headings = (path: string): string[] => matches(read(path), /^#+ (.+)$/gm);

/** The anchor that GitHub gives a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

function isBroken(from: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? from : join(dirname(from), path);
  if (!existsSync(packagePath(target))) return true;
  return anchor !== undefined && !headings(target).map(anchorOf).includes(anchor);
}

describe('the documents', () => {
  it.each(DOCUMENTS)('%s has only links that resolve', (path) => {
    const links = matches(read(path), /\]\(((?!https?:)[^)\s]+)\)/g);
    expect(links.filter((link) => isBroken(path, link))).toEqual([]);
  });

  it.each(DOCUMENTS)('%s names only files that exist', (path) => {
    const files = matches(
      read(path),
      /`((?:activities|api|cli|documents|emails|src|test|workflows)\/[\w./-]+\.tsx?)`/g,
    );
    expect(files.filter((file) => !existsSync(packagePath(file)))).toEqual([]);
  });

  it.each(DOCUMENTS)('%s names only commands that exist', (path) => {
    const cli = read('cli/main.ts') + read('cli/collect/registerCollect.ts');
    const known = new Set([...matches(cli, /\.command\('([\w-]+)/g), ...matches(cli, /^ {2}\['(\w+)', '/gm)]);
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const text = read(path);
    expect(matches(text, /npx sitetab ([a-z][a-z-]*)/g).filter((name) => !known.has(name))).toEqual([]);
    expect(matches(text, /npm run ([a-z:]+)/g).filter((name) => !(name in scripts))).toEqual([]);
  });

  it('have each heading that a comment cites', () => {
    const files = CODE.flatMap((folder) =>
      readdirSync(packagePath(folder), { recursive: true, encoding: 'utf8' }).map((name) =>
        join(folder, name),
      ),
    ).filter((name) => /\.tsx?$/.test(name));
    const cited = files.flatMap((file) => matches(read(file), /docs\/concepts\.md, ([A-Z][\w ]*\w)/g));
    expect(cited.length).toBeGreaterThan(5);
    expect(cited.filter((heading) => !headings('docs/concepts.md').includes(heading))).toEqual([]);
  });
});
