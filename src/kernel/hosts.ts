// Which address has a server that a project names, and may the desk connect to it? Not to its own machine and network.
import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import { networkInterfaces } from 'node:os'

/** Addresses that are not of the public net (IANA's special-purpose registries, RFC 6890), and those that carry such a one. */
const inner = new BlockList()
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  inner.addSubnet(net, prefix, 'ipv4')
for (const [net, prefix] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const)
  inner.addSubnet(net, prefix, 'ipv6')

/** `inner`: of this machine or a private network. */
export type Found = { address: string; inner: boolean }

/** However it is written: what counts is where it would lead. */
export function isInner(address: string): boolean {
  const family = isIP(address)
  if (family === 0) return true
  const own = Object.values(networkInterfaces()).flatMap(list => list ?? [])
  return inner.check(address, family === 4 ? 'ipv4' : 'ipv6') || own.some(one => one.address === address)
}

/**
 * Looks the name up and chooses one address; to that the caller connects, since the name may lead elsewhere a moment later.
 * A name of which one address is inner is as good as inner.
 * @throws if there is no such host
 */
export async function findHost(name: string): Promise<Found> {
  if (name === '') throw new Error('a host without a name')
  const found = (await lookup(name.replace(/^\[|\]$/g, ''), { all: true })).map(({ address }) => address)
  // In an order of their own, so that the same connection serves again however the name server mixes them.
  const [address] = found.toSorted((a, b) => isIP(a) - isIP(b) || (a < b ? -1 : 1))
  if (address === undefined) throw new Error(`${name} has no address`)
  return { address, inner: found.some(isInner) }
}
