// Who is asked about a sender: the desk itself, the server before it, or nobody?
import { BlockList, isIP } from 'node:net'
import type { Message } from '#mail/message'
import { readResults } from './results-header.ts'
import { nobodyKnows, type SenderVerdict } from './verdict.ts'
import { type Client, type Resolve, verifySender } from './verify.ts'

/** Networks whose clients are relays of our own: their addresses say nothing about the sender (RFC 6890). */
const near = new BlockList()
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  near.addSubnet(network, bits, 'ipv4')
for (const [network, bits] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  near.addSubnet(network, bits, 'ipv6')

type Family = 'ipv4' | 'ipv6'
const familyOf = (address: string): Family | null => {
  const version = isIP(address)
  return version === 0 ? null : version === 4 ? 'ipv4' : 'ipv6'
}
/** IPv4 in the clothes of IPv6, as a socket for both shows it. */
const plainAddress = (address: string) => address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '')

export type Relays = {
  /** A client with this address is believed. */
  hasAddress(address: string): boolean
  /** A server of this name is believed, as it writes itself into Authentication-Results. */
  hasName(name: string): boolean
}

/** @param trusted addresses, networks in CIDR form, and names of hosts (`trusted_relays`) */
export function relaysOf(trusted: readonly string[]): Relays {
  const list = new BlockList()
  const names = new Set<string>()
  for (const entry of trusted) {
    const [address = '', bits] = entry.split('/')
    const family = familyOf(address)
    if (family === null) names.add(entry.toLowerCase())
    else if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return {
    hasAddress(given) {
      const address = plainAddress(given)
      const family = familyOf(address)
      return family !== null && list.check(address, family)
    },
    hasName: name => names.has(name.toLowerCase()),
  }
}

type Question = {
  message: Pick<Message, 'headers' | 'author'>
  client: Client
  relays: Relays
  /** The raw mail, piece by piece; only read if it is needed. */
  raw: () => AsyncIterable<Uint8Array>
}

/**
 * A client on the public net is verified by the desk itself, unless it is a trusted relay. Mail by others (a relay, a mailbox, a
 * pipe) is judged by the topmost Authentication-Results, if a trusted relay wrote it.
 */
export async function judgeSender(
  { message, client, relays, raw }: Question,
  resolve?: Resolve,
): Promise<SenderVerdict> {
  const { headers, author } = message
  const from = author?.address.slice(author.address.lastIndexOf('@') + 1) ?? ''
  if (from === '') return nobodyKnows
  const address = client.address === null ? null : plainAddress(client.address)
  const trusted = address !== null && relays.hasAddress(address)
  const family = address === null ? null : familyOf(address)
  if (address !== null && family !== null && !trusted && !near.check(address, family)) {
    return verifySender(raw(), { client: { ...client, address }, from }, resolve)
  }
  return (
    readResults(headers.raw('authentication-results'), name => trusted || relays.hasName(name), from) ??
    nobodyKnows
  )
}
