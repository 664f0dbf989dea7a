/** Why a line that could be read is not counted for any site. */
export type LeftOut = 'another host' | 'a host without a site';

export interface Route {
  readonly site: string | undefined;
  readonly leftOut: LeftOut | undefined;
}

/** Whose lines are read, and for whom they count. */
interface HostRules {
  /** Where lines go whose host no mapping names; undefined: such lines are left out. */
  readonly site: string | undefined;
  /** Host (lower case, no port) to site slug. */
  readonly hosts: ReadonlyMap<string, string>;
  /** When not empty, only lines of these hosts are read. */
  readonly matchHosts: ReadonlySet<string>;
}

/** Which site pays for a line, by the host it names. Answers are kept: a log names few hosts. */
export function createRouter(options: HostRules): (host: string | undefined) => Route {
  const known = new Map<string | undefined, Route>();
  const decide = (host: string | undefined): Route => {
    if (options.matchHosts.size > 0 && (host === undefined || !options.matchHosts.has(host))) {
      return { site: undefined, leftOut: 'another host' };
    }
    const site = (host === undefined ? undefined : options.hosts.get(host)) ?? options.site;
    return { site, leftOut: site === undefined ? 'a host without a site' : undefined };
  };
  return (host) => {
    let route = known.get(host);
    if (route === undefined) {
      route = decide(host);
      // A forged Host header can name anything; the table must not grow with it.
      if (known.size < ROUTES_CACHED_MAX) known.set(host, route);
    }
    return route;
  };
}

const ROUTES_CACHED_MAX = 10_000;
