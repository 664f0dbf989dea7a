import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Network = [Address, number];

const UNKNOWN = '0.0.0.0';

/**
 * The client's address: the socket's remote address, or behind a trusted proxy the nearest untrusted hop. Read from
 * the right, because everything further left may be forged. `onUnheeded` gets the address of an untrusted sender of
 * forwarding headers: most likely a proxy missing from the configuration.
 */
export function createAddressReader(
  trustedProxies: readonly string[],
  onUnheeded?: (address: string) => void,
) {
  const trusted = trustedProxies.map(readNetwork);
  const isTrusted = (address: Address): boolean =>
    trusted.some(
      ([network, bits]) => network.kind() === address.kind() && address.match([network, bits] as never),
    );
  return (socketAddress: string | undefined, forwardedFor: string | undefined): string => {
    let nearest = readAddress(socketAddress ?? '');
    if (nearest === undefined) return UNKNOWN;
    if (forwardedFor !== undefined && isNeighbour(nearest) && !isTrusted(nearest)) {
      onUnheeded?.(nearest.toString());
    }
    const hops = (forwardedFor ?? '').split(',').map((hop) => hop.trim());
    while (isTrusted(nearest)) {
      const next = readAddress(withoutPort(hops.pop() ?? ''));
      if (next === undefined) break;
      nearest = next;
    }
    return nearest.toString();
  };
}

const NEIGHBOURS = new Set(['private', 'loopback', 'linkLocal', 'uniqueLocal', 'carrierGradeNat']);

/** Addresses of this machine or its network, where the installation's proxies are. */
function isNeighbour(address: Address): boolean {
  return NEIGHBOURS.has(address.range());
}

/** Some proxies write `203.0.113.5:4711`, and `[2001:db8::5]:4711` or `[2001:db8::5]`. */
function withoutPort(hop: string): string {
  const [, bracketed, plain] = /^(?:\[([^\]]*)\]|([\d.]+))(?::\d{1,5})?$/.exec(hop) ?? [];
  return bracketed ?? plain ?? hop;
}

/** Normalises an address: an IPv4-mapped IPv6 address becomes the IPv4 address. */
function readAddress(written: string): Address | undefined {
  return ipaddr.isValid(written) ? ipaddr.process(written) : undefined;
}

function readNetwork(written: string): Network {
  if (written.includes('/')) return ipaddr.parseCIDR(written);
  const address = ipaddr.process(written);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}
