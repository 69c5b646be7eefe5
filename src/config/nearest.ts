// Which key was meant?
import { z } from 'zod'
import { schema } from './schema.ts'

type JsonSchema = { properties?: Record<string, JsonSchema>; items?: JsonSchema; anyOf?: JsonSchema[] }

/** All keys at a place of the configuration. */
export function keysAt(path: readonly string[]): string[] {
  let node = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema | undefined
  for (const key of path) node = node?.properties?.[key]
  return Object.keys(node?.properties ?? {})
}

/** A known key that differs from `key` in few letters; undefined if none does. */
export function nearest(key: string, path: readonly string[]): string | undefined {
  const [best] = keysAt(path)
    .map(known => ({ known, steps: distance(key.toLowerCase(), known) }))
    .filter(({ known, steps }) => steps <= Math.max(2, Math.floor(known.length / 3)))
    .sort((a, b) => a.steps - b.steps)
  return best?.known
}

/** Levenshtein's distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
