import { BlockList, isIP } from 'node:net';

/**
 * - `public`: routed on the internet.
 * - `private`: this machine or its network; only an operator can permit it.
 * - `forbidden`: no webhook receiver can be there (link-local with the clouds' metadata services, multicast, reserved
 *   and documentation ranges, tunnels that hide another address).
 */
export type AddressScope = 'public' | 'private' | 'forbidden';

const PRIVATE = subnets([
  '10.0.0.0/8',
  '100.64.0.0/10', // carrier-grade NAT
  '127.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '::1/128',
  'fc00::/7', // unique local
]);

const FORBIDDEN = subnets([
  '0.0.0.0/8',
  '168.63.129.16/32', // Azure's own services, at an address that looks public
  '169.254.0.0/16',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '2001::/23', // Teredo among others
  '2001:db8::/32',
  '2002::/16', // 6to4
  '3fff::/20',
  'fd00:ec2::/32', // Amazon's metadata service, within what is private elsewhere
]);

// Of IPv6 only the global unicast block is open, so that ranges assigned later start out closed.
const PUBLIC_V6 = subnets(['2000::/3', '::ffff:0:0/96']);

/** The scope of an IP address. IPv4 mapped into IPv6 counts as the IPv4 address it is. */
export function addressScope(address: string): AddressScope {
  const [bare = ''] = address.split('%'); // without a zone, as in fe80::1%eth0
  const family = isIP(bare) === 4 ? 'ipv4' : 'ipv6';
  if (isIP(bare) === 0 || FORBIDDEN.check(bare, family)) return 'forbidden';
  if (PRIVATE.check(bare, family)) return 'private';
  return family === 'ipv4' || PUBLIC_V6.check(bare, family) ? 'public' : 'forbidden';
}

function subnets(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', prefix = ''] = range.split('/');
    list.addSubnet(network, Number(prefix), isIP(network) === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}
