// What is wrong with a setting, said in one sentence?
import type { z } from 'zod'
import { type Variable, variableFor } from './environment.ts'
import type { ConfigFile } from './file.ts'
import { keysAt, nearest } from './keys.ts'
import { isSecret } from './redact.ts'

type Given = { settings: unknown; file: ConfigFile | undefined; variables: readonly Variable[] }

/** One sentence for each mistake, beginning with its place. */
export function explain(issue: z.core.$ZodIssue, given: Given): string[] {
  const path = issue.path.map(String)
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(key => `${placeOf([...path, key], given)}: ${unknownKey(key, path)}`)
  }
  return [
    `${placeOf(path, given)}: ${path.join('.')} ${sentence(issue, path, valueAt(given.settings, path))}`,
  ]
}

function unknownKey(key: string, path: readonly string[]): string {
  const guess = nearest(key, path)
  return `there is no key "${[...path, key].join('.')}"${guess ? `; did you mean "${guess}"?` : ''}`
}

const kinds: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
}

function sentence(issue: z.core.$ZodIssue, path: readonly string[], value: unknown): string {
  const isHidden = isSecret(path.at(-1) ?? '') || value === undefined || typeof value === 'object'
  const shown = isHidden ? '' : JSON.stringify(value).slice(0, 200)
  const not = shown && `, not ${shown}`
  switch (issue.code) {
    case 'invalid_type':
      if (value === undefined) return 'is missing'
      return `must be ${kinds[issue.expected] ?? `keys and values (${keysAt(path).join(', ')})`}${not}`
    case 'invalid_value':
      return `must be one of ${issue.values.join(', ')}${not}`
    case 'too_small':
      return issue.origin === 'string' ? issue.message : `must be at least ${issue.minimum}${not}`
    case 'too_big':
      return `must be at most ${issue.maximum}${issue.origin === 'string' ? ' characters' : not}`
    default:
      return issue.message.startsWith('must ') && shown ? `${issue.message} (it is ${shown})` : issue.message
  }
}

/** The variable that sets it, else its place in the file, else the variable that could set it. */
export function placeOf(path: readonly string[], { file, variables }: Omit<Given, 'settings'>): string {
  const setter = variables.find(({ path: set }) => set.every((key, level) => path[level] === key))
  if (setter) return setter.name
  return file?.placeOf(path) ?? variableFor(path)
}

function valueAt(tree: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], tree)
}
