import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { RefusedAddress } from './refused-address.js';

/**
 * Addresses that no public API has: private, link-local (with the metadata service of the clouds), loopback, shared,
 * unspecified, multicast, reserved. Source: the special-purpose registries of IANA (RFC 6890 and its updates).
 */
const internal = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  internal.addSubnet(network, prefix, 'ipv4');
  // The same behind a gateway from IPv6 to IPv4 (RFC 6052).
  internal.addSubnet(`64:ff9b::${network}`, 96 + prefix, 'ipv6');
}
for (const [network, prefix] of [
  ['::', 96],
  ['64:ff9b:1::', 48],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const)
  internal.addSubnet(network, prefix, 'ipv6');

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

const holds = (list: BlockList, address: string) =>
  list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** Whether a connection's host name may lead to the address: no name into private networks, but localhost to itself. */
export const isAllowed = (hostname: string, address: string): boolean =>
  hostname === 'localhost' ? holds(loopback, address) : !holds(internal, address);

export type Resolver = (
  hostname: string,
  options: { all: true; family?: number | 'IPv4' | 'IPv6' },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * A lookup for http agents: the address that was checked is the one that is connected to, so that no second answer of
 * the name server can differ from the first. An address that stands in the URL itself is not looked up: whoever wrote
 * the connection has named it.
 */
export const guardedLookup =
  (resolve: Resolver = systemLookup as Resolver): LookupFunction =>
  (hostname, options, done) => {
    const { family } = options;
    resolve(hostname, { all: true, ...(family !== undefined && { family }) }, (error, addresses) => {
      if (error) return done(error, '', 4);
      const refused = addresses.find(({ address }) => !isAllowed(hostname, address));
      if (refused) return done(new RefusedAddress(hostname, refused.address), '', 4);
      const [first] = addresses;
      if (options.all) done(null, addresses);
      else done(null, first?.address ?? '', first?.family ?? 4);
    });
  };
