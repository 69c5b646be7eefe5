// Which settings does the environment bring? `DESKBELL_SMTP__PORT=587` is `smtp.port`, its value read as a YAML scalar.
import { parse } from 'yaml'
import { wantsText } from './keys.ts'

const prefix = 'DESKBELL_'

/** Variables with our prefix that are no keys of the configuration: our own, and those of tests. */
const others = /^(?:CONFIG|ROOT_PASSWORD|ROOT_TOKEN|REQUIRE_ALL|TEST_.*)$/
/** What Kubernetes gives every container beside a Service called "deskbell". */
const cluster = /^(?:SERVICE_HOST|SERVICE_PORT\w*|PORT=(?:tcp|udp):.*|PORT_\d+_\w+)$/

export type Variable = {
  name: string
  path: string[]
  /** undefined: the key is unset, whatever the file says. */
  value: unknown
}

export function readEnvironment(env: NodeJS.ProcessEnv): Variable[] {
  return Object.entries(env)
    .filter(([name, text]) => {
      const rest = name.slice(prefix.length)
      const isOurs = name.startsWith(prefix) && text !== undefined && !others.test(rest)
      return isOurs && !cluster.test(rest) && !cluster.test(`${rest}=${text}`)
    })
    .map(([name, text = '']) => {
      const path = name.slice(prefix.length).toLowerCase().split('__')
      return { name, path, value: wantsText(path) ? textOf(text) : scalarOf(text) }
    })
}

/** The name of the variable that would set the key. */
export const variableFor = (path: readonly string[]) => prefix + path.join('__').toUpperCase()

/** Text is taken as it is, for a password may well begin with `#`, `%` or `[`; quotes around it are YAML's. */
function textOf(text: string): string | undefined {
  if (text === '' || text === '~' || text === 'null') return undefined
  if (!/^(["']).*\1$/s.test(text)) return text
  const value = scalarOf(text)
  return typeof value === 'string' ? value : text
}

/** What is no YAML is plainly text, and a wrong value. */
function scalarOf(text: string): unknown {
  try {
    return parse(text) ?? undefined
  } catch {
    return text
  }
}

/** Puts a value at its place, making the levels above it; undefined takes it away. */
export function setAt(tree: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [key = '', ...rest] = path
  if (rest.length === 0) {
    if (value === undefined) delete tree[key]
    else tree[key] = value
    return
  }
  const below = tree[key]
  const next = typeof below === 'object' && below !== null && !Array.isArray(below) ? { ...below } : {}
  tree[key] = next
  setAt(next as Record<string, unknown>, rest, value)
}
