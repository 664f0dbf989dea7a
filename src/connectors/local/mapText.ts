import type { SiteState } from '../connector.js';

/** The map file's entry for one site. */
export interface MapRecord {
  readonly generation: number;
  readonly state: SiteState;
  readonly hostnames: readonly string[];
}

/** Every site in the file, by its id. */
export type MapRecords = ReadonlyMap<string, MapRecord>;

const TITLE =
  '# Suspended sites, one "host 1;" a line. Sitetab writes this file; what is changed by hand is lost.';
const SITE_LINE = /^# site ([\w-]+) generation (\d+) (suspended|active)$/;
/** Words with a special meaning at the start of a map's line; after a backslash nginx takes them as hosts. */
const SPECIAL = new Set(['default', 'hostnames', 'include', 'volatile']);

/** An open site keeps its comment, which stores its generation. */
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
