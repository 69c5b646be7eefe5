// Which settings does the environment bring? `DESKBELL_SMTP__PORT=587` is `smtp.port`, its value read as a YAML scalar.
import { parse } from 'yaml'

const prefix = 'DESKBELL_'

/** Variables with our prefix that are no keys of the configuration. */
const others = /^(CONFIG|ROOT_PASSWORD|ROOT_TOKEN|REQUIRE_ALL|TEST_.*)$/

export type Variable = { name: string; path: string[]; value: unknown }

export function readEnvironment(env: NodeJS.ProcessEnv): Variable[] {
  return Object.entries(env)
    .filter(
      ([name, text]) =>
        name.startsWith(prefix) && text !== undefined && !others.test(name.slice(prefix.length)),
    )
    .map(([name, text = '']) => ({
      name,
      path: name.slice(prefix.length).toLowerCase().split('__'),
      value: scalar(text),
    }))
}

/** What is no YAML is plainly text; so is `%{key}@…`, which YAML would take for a directive. */
function scalar(text: string): unknown {
  if (text.startsWith('%')) return text
  try {
    return parse(text) ?? undefined
  } catch {
    return text
  }
}

/** Puts a value at its place, making the levels above it. */
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
