import { lookup as resolveByDns } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { addressScope } from './addressScope.js';

interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** Resolves a name to all its addresses. */
export type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>;

/** A receiver has no address, or one that this server must not connect to. */
export class ReceiverAddressError extends Error {
  override readonly name = 'ReceiverAddressError';
  /** Whether a retry may help: a name may resolve differently later, an address in the settings stays the same. */
  readonly retryable: boolean;

  constructor(message: string, { retryable }: { retryable: boolean }) {
    super(message);
    this.retryable = retryable;
  }
}

export const resolveHostname: Resolve = (hostname) => resolveByDns(hostname, { all: true });

/** Throws if the URL contains a forbidden address (in any spelling; URL has normalised it) instead of a name. */
export function checkLiteralAddress(url: URL, allowPrivate: boolean): void {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(host) !== 0 && !isAllowed(host, allowPrivate)) {
    throw new ReceiverAddressError('The webhook URL names an address that is not on the public internet.', {
      retryable: false,
    });
  }
}

/**
 * A `lookup` for sockets that checks the addresses the socket is about to use. A check before connecting would resolve
 * the name twice, and a hostile name server can respond differently the second time. One forbidden address refuses the
 * name: the socket may try any of them.
 */
export function guardedLookup(resolve: Resolve, allowPrivate: boolean): LookupFunction {
  return (hostname, options, callback) => {
    resolveAllowed(resolve, hostname, allowPrivate).then(
      ([first, ...others]) => {
        if (options.all === true) callback(null, [first, ...others]);
        else callback(null, first.address, first.family);
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), ''),
    );
  };
}

async function resolveAllowed(
  resolve: Resolve,
  hostname: string,
  allowPrivate: boolean,
): Promise<[ResolvedAddress, ...ResolvedAddress[]]> {
  const [first, ...others] = await resolve(hostname);
  if (first === undefined) throw new ReceiverAddressError(`${hostname} has no address.`, { retryable: true });
  if ([first, ...others].some(({ address }) => !isAllowed(address, allowPrivate))) {
    // The message omits the address: the owner of a site need not learn the layout of this network.
    throw new ReceiverAddressError(`${hostname} leads to an address that is not on the public internet.`, {
      retryable: true,
    });
  }
  return [first, ...others];
}

function isAllowed(address: string, allowPrivate: boolean): boolean {
  const scope = addressScope(address);
  return scope === 'public' || (scope === 'private' && allowPrivate);
}
