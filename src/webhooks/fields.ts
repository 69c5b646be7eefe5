// What may be entered for a webhook?
import { DeskError, hosts } from '#kernel'
import type { WebhookRules } from './rows.ts'

/** Characters of an address. */
const maxUrl = 2048
/** Bytes of a key (Standard Webhooks asks for 24 to 64). */
const keyBytes = { least: 24, most: 64 } as const

const notAllowed =
  'is on this machine or in a private network, which an administrator has to allow: webhooks.allow_private_hosts'

/**
 * The address to which deliveries go. A host that is not found may be found later.
 * @throws invalid naming `url`
 */
export async function checkUrl(given: string, rules: WebhookRules): Promise<string> {
  const wrong = (reason: string) => DeskError.invalid('url', reason)
  const text = given.trim()
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:\/\//i.test(text) || text.length > maxUrl || /\s/.test(text))
    throw wrong('must be an address such as https://receiver.example/deskbell')
  if (url.username !== '' || url.password !== '')
    throw wrong('holds a user name or password, which everybody would read here: use the secret token')
  if (url.hostname.endsWith('.')) throw wrong('has a host whose name ends with a dot')
  const found = await hosts.findHost(url.hostname).catch(() => null)
  if (found?.inner && !rules.allow_private_hosts) throw wrong(notAllowed)
  return text
}

/**
 * The address to connect to. Asked anew before each delivery, for names lead elsewhere later.
 * @throws unavailable if there is none; forbidden if it is on this machine or in a private network
 */
export async function addressOf({ hostname }: URL, rules: WebhookRules): Promise<string> {
  const found = await hosts.findHost(hostname).catch(() => null)
  if (found === null)
    throw new DeskError('unavailable', `There is no server ${hostname}, or its name cannot be looked up now`)
  if (found.inner && !rules.allow_private_hosts) throw DeskError.forbidden(`${hostname} ${notAllowed}`)
  return found.address
}

/** It travels in a header. @throws invalid naming `token` */
export function checkToken(token: string): string {
  if (!/^[\x20-\x7e]*$/.test(token))
    throw DeskError.invalid('token', 'may hold only letters without accents, digits and signs')
  return token
}

/** @throws invalid naming `signing_token` */
export function checkSigningToken(token: string): string {
  if (keyOf(token) === undefined)
    throw DeskError.invalid('signing_token', 'must be whsec_ and 32 random bytes in base64')
  return token
}

/** The key that a token stands for. */
export function keyOf(token: string): Buffer | undefined {
  const [, base64] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(token) ?? []
  if (base64 === undefined || base64.length % 4 !== 0) return undefined
  const key = Buffer.from(base64, 'base64')
  return key.length >= keyBytes.least && key.length <= keyBytes.most ? key : undefined
}

/** Whether a branch fits a filter: names, apart by commas or blanks, in which * stands for anything. Empty: all do. */
export function fitsFilter(branch: string, filter: string): boolean {
  const names = filter.split(/[\s,]+/).filter(Boolean)
  return names.length === 0 || names.some(name => fits(branch, name))
}

/** Piece by piece: no pattern that takes longer the more stars it has. */
function fits(branch: string, name: string): boolean {
  const [first = '', ...rest] = name.split('*')
  if (rest.length === 0) return branch === name
  const last = rest.pop() ?? ''
  if (!branch.startsWith(first) || branch.length < first.length + last.length || !branch.endsWith(last))
    return false
  let at = first.length
  for (const piece of rest) {
    const found = branch.indexOf(piece, at)
    if (found === -1) return false
    at = found + piece.length
  }
  return at <= branch.length - last.length
}
