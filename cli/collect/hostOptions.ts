import { readFileSync } from 'node:fs';
import { InvalidArgumentError } from 'commander';
import { normalizeHostText } from '../../src/logs/reading/line.js';

/** `a.example=shop,b.example=shop`, or the path of a JSON file `{"a.example":"shop"}`. */
export function parseHostMap(text: string): ReadonlyMap<string, string> {
  const pairs = text.includes('=') ? readPairs(text) : readPairsFile(text);
  if (pairs.length === 0) throw new InvalidArgumentError('No host given.');
  return new Map(pairs.map(([host, site]) => [hostName(host), site]));
}

function readPairs(text: string): [string, string][] {
  return splitList(text).map((pair) => {
    const [host, site, more] = pair.split('=').map((part) => part.trim());
    if (host === undefined || host === '' || site === undefined || site === '' || more !== undefined) {
      throw new InvalidArgumentError(`Expected host=site, not "${pair}".`);
    }
    return [host, site];
  });
}

function readPairsFile(path: string): [string, string][] {
  const map = readJson(path);
  if (typeof map !== 'object' || map === null || Array.isArray(map)) {
    throw new InvalidArgumentError('Expected {"host":"site"} in the file.');
  }
  return Object.entries(map).map(([host, site]: [string, unknown]) => {
    if (typeof site !== 'string' || site === '') throw new InvalidArgumentError(`"${host}" has no site.`);
    return [host, site];
  });
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new InvalidArgumentError('Expected host=site pairs or a JSON file.');
  }
}

export function parseHostList(text: string): ReadonlySet<string> {
  const hosts = splitList(text).map(hostName);
  if (hosts.length === 0) throw new InvalidArgumentError('No host given.');
  return new Set(hosts);
}

function hostName(text: string): string {
  const host = normalizeHostText(text);
  if (host === undefined) throw new InvalidArgumentError(`"${text}" is not a hostname.`);
  return host;
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
