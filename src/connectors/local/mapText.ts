import type { SiteState } from '../connector.js';

/** The map file's entry for one site. */
export interface MapRecord {
  readonly generation: number;
  readonly state: SiteState;
  readonly hostnames: readonly string[];
}

/** Every site the file has heard of, by its id. */
export type MapRecords = ReadonlyMap<string, MapRecord>;

const TITLE =
  '# Suspended sites, one "host 1;" a line. Sitetab writes this file; what is changed by hand is lost.';
const SITE_LINE = /^# site ([\w-]+) generation (\d+) (suspended|active)$/;
/** Words that mean something else at the start of a map's line; nginx takes them as hosts after a backslash. */
const SPECIAL = new Set(['default', 'hostnames', 'include', 'volatile']);

/** A site that is open keeps its comment, so that its generation is remembered. */
export function formatMap(records: MapRecords): string {
  const lines = [...records].flatMap(([siteId, { generation, state, hostnames }]) => [
    `# site ${siteId} generation ${generation} ${state}`,
    ...(state === 'suspended' ? hostnames.map((host) => `${SPECIAL.has(host) ? '\\' : ''}${host} 1;`) : []),
  ]);
  return [TITLE, ...lines, ''].join('\n');
}

export function parseMap(text: string): Map<string, MapRecord> {
  const records = new Map<string, MapRecord>();
  let hostnames: string[] = [];
  for (const line of text.split('\n')) {
    const [, siteId, generation, state] = SITE_LINE.exec(line) ?? [];
    if (siteId !== undefined) {
      hostnames = [];
      const site = { generation: Number(generation), hostnames };
      records.set(siteId, { ...site, state: state === 'suspended' ? 'suspended' : 'active' });
    } else if (line.endsWith(' 1;')) {
      hostnames.push(line.slice(line.startsWith('\\') ? 1 : 0, -' 1;'.length));
    }
  }
  return records;
}
