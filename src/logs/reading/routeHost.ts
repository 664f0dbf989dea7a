/** Why a line that could be read is not counted for any site. */
export type LeftOut = 'another host' | 'a host without a site' | 'no host';

export interface Route {
  readonly site: string | undefined;
  readonly leftOut: LeftOut | undefined;
}

/** Which lines are read, and the site each counts for. */
interface HostRules {
  /** With hosts: the site for lines whose host belongs to no site. Without: the site for all lines. */
  readonly site: string | undefined;
  /** Host, as `normalizeHost` writes it, to site slug. */
  readonly hosts: ReadonlyMap<string, string>;
  /** If not empty, only lines of these hosts are read. */
  readonly matchHosts: ReadonlySet<string>;
}

/** Which site a line counts for, by its host. Results are cached: a log names few hosts. */
export function createRouter(rules: HostRules): (host: string | undefined) => Route {
  const known = new Map<string | undefined, Route>();
  return (host) => {
    let route = known.get(host);
    if (route === undefined) {
      route = decide(rules, host);
      // A forged Host header can name anything; the table must not grow with it.
      if (known.size < ROUTES_CACHED_MAX) known.set(host, route);
    }
    return route;
  };
}

function decide({ site, hosts, matchHosts }: HostRules, host: string | undefined): Route {
  if (matchHosts.size > 0 && (host === undefined || !matchHosts.has(host))) return leaveOut('another host');
  if (site !== undefined && hosts.size === 0) return { site, leftOut: undefined };
  if (host === undefined) return leaveOut('no host');
  const own = hosts.get(host) ?? site;
  return own === undefined ? leaveOut('a host without a site') : { site: own, leftOut: undefined };
}

function leaveOut(leftOut: LeftOut): Route {
  return { site: undefined, leftOut };
}

const ROUTES_CACHED_MAX = 10_000;
