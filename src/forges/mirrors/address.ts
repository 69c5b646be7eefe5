// Which addresses may a project follow? Of servers that speak HTTP, on the public net unless the administrator says otherwise.
import { DeskError, hosts } from '#kernel'

export type MirrorRules = { allow_private_hosts: boolean; allow_http: boolean }

/** Bytes of an address, a user name or a password. */
const maxLength = 2000

export type GivenAddress = { url: string; credentials: { username: string; password: string } | null }

/**
 * The address as git gets it, and what stood before its `@`.
 * @throws invalid naming `url`
 */
export function parseAddress(given: string, rules: MirrorRules): GivenAddress {
  const wrong = (reason: string) => DeskError.invalid('url', reason)
  const url = URL.canParse(given.trim()) ? new URL(given.trim()) : undefined
  // Before anything else: `ext::`, `file:` and `ssh:` run programs and read files of this machine.
  if (url === undefined || !/^https?:\/\//i.test(given.trim()) || given.length > maxLength)
    throw wrong('is no address of a repository such as https://forge.example/group/project.git')
  if (url.protocol === 'http:' && !rules.allow_http)
    throw wrong('begins with http://: it has to be https://, unless an administrator sets mirrors.allow_http')
  if (url.search !== '' || url.hash !== '' || url.pathname === '/')
    throw wrong('has to end with the path of a repository, without ? and #')
  if (url.hostname.endsWith('.')) throw wrong('has a host whose name ends with a dot')
  const username = decoded(url.username)
  const password = decoded(url.password)
  if (username === undefined || password === undefined) throw wrong('has a user name that cannot be read')
  const plain = `${url.protocol}//${url.host}${url.pathname}`
  return { url: plain, credentials: username === '' && password === '' ? null : { username, password } }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** git's credential helpers speak in lines. @throws invalid naming the field */
export function checkCredential(field: string, text: string): string {
  if (text.length > maxLength)
    throw DeskError.invalid(field, `is too long (maximum is ${maxLength} characters)`)
  if (/[\p{Cc}]/u.test(text)) throw DeskError.invalid(field, 'contains control characters')
  return text
}

/**
 * The address to connect to. Asked anew before each connection, for names lead elsewhere later.
 * @throws unavailable if there is none; forbidden if it is on this machine or in a private network
 */
export async function addressOf(url: string, rules: MirrorRules): Promise<string> {
  const { hostname } = new URL(url)
  const found = await hosts.findHost(hostname).catch(() => null)
  if (found === null)
    throw new DeskError('unavailable', `There is no server ${hostname}, or its name cannot be looked up now.`)
  if (found.inner && !rules.allow_private_hosts)
    throw DeskError.forbidden(
      `${hostname} is on this machine or in a private network; an administrator can allow that (mirrors.allow_private_hosts).`,
    )
  return found.address
}
