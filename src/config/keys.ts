// Which keys are there, which of them hold text, and which one was meant?
import { z } from 'zod'
import { schema } from './schema.ts'

type JsonSchema = { type?: string; properties?: Record<string, JsonSchema> }

let described: JsonSchema | undefined

function nodeAt(path: readonly string[]): JsonSchema | undefined {
  described ??= z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema
  return path.reduce<JsonSchema | undefined>(
    (node, key) =>
      node?.properties && Object.hasOwn(node.properties, key) ? node.properties[key] : undefined,
    described,
  )
}

/** All keys at a place of the configuration; none where there is a value or nothing. */
export function keysAt(path: readonly string[]): string[] {
  return Object.keys(nodeAt(path)?.properties ?? {})
}

/** Whether the value at this place is text, so that `password: 0815` means the four characters. */
export function wantsText(path: readonly string[]): boolean {
  return nodeAt(path)?.type === 'string'
}

/** Every place that holds text. */
export function* textPlaces(path: readonly string[] = []): Generator<string[]> {
  for (const key of keysAt(path)) {
    const below = [...path, key]
    if (wantsText(below)) yield below
    else yield* textPlaces(below)
  }
}

/** A known key that differs from `key` in few letters; undefined if none does. */
export function nearest(key: string, path: readonly string[]): string | undefined {
  // No key is nearly as long: the distance takes the product of both lengths.
  if (key.length > 100) return undefined
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
