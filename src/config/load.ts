// What is the desk told? One YAML file with GitLab's keys, overridden by the environment; wrong is refused, with its place.
import { existsSync, readFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { type Document, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { readEnvironment, setAt, type Variable } from './environment.ts'
import { ConfigError } from './error.ts'
import { nearest } from './nearest.ts'
import { type Config, schema } from './schema.ts'

type Source = { name: string; document: Document; lines: LineCounter }

/**
 * Reads `deskbell.yml` in `cwd`, or the file that DESKBELL_CONFIG names, and the environment.
 * @throws ConfigError with every mistake, each with file, line and column, or the variable's name
 */
export function loadConfig({ env, cwd }: { env: NodeJS.ProcessEnv; cwd: string }): Config {
  const source = readFile(env, cwd)
  const tree = (source?.document.toJS() ?? {}) as unknown
  if (typeof tree !== 'object' || tree === null || Array.isArray(tree)) {
    throw new ConfigError([`${source?.name}:1:1: must hold keys and values, like "listen: 127.0.0.1:3000"`])
  }
  const settings = tree as Record<string, unknown>
  const variables = readEnvironment(env)
  for (const { path, value } of variables) setAt(settings, path, value)
  const result = schema.safeParse(settings)
  if (!result.success) {
    throw new ConfigError(result.error.issues.flatMap(issue => explain(issue, settings, source, variables)))
  }
  return Object.freeze({ ...result.data, data_dir: resolve(cwd, result.data.data_dir) })
}

function readFile(env: NodeJS.ProcessEnv, cwd: string): Source | undefined {
  const named = env.DESKBELL_CONFIG
  const path = resolve(cwd, named ?? 'deskbell.yml')
  const name = relative(cwd, path).startsWith('..') ? path : relative(cwd, path)
  if (named === undefined && !existsSync(path)) return undefined
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new ConfigError([
      `${named === undefined ? name : `DESKBELL_CONFIG: ${path}`} cannot be read: ${(error as Error).message}`,
    ])
  }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const broken = document.errors.map(error => `${place(name, lines, error.pos[0])}: ${error.message}`)
  if (broken.length > 0) throw new ConfigError(broken)
  return { name, document, lines }
}

function explain(
  issue: z.core.$ZodIssue,
  settings: Record<string, unknown>,
  source: Source | undefined,
  variables: readonly Variable[],
): string[] {
  const path = issue.path.map(String)
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(key => {
      const guess = nearest(key, path)
      return `${where([...path, key], source, variables)}: there is no key "${key}"${guess ? `; did you mean "${guess}"?` : ''}`
    })
  }
  const name = path.join('.')
  const missing = issue.code === 'invalid_type' && valueAt(settings, path) === undefined
  return [`${where(path, source, variables)}: ${name} ${missing ? 'is missing' : lowerFirst(issue.message)}`]
}

/** The variable that sets it, else the place in the file of the key or of the nearest one above it. */
function where(path: readonly string[], source: Source | undefined, variables: readonly Variable[]): string {
  const variable = variables.find(({ path: set }) => set.every((key, level) => path[level] === key))
  if (variable) return variable.name
  if (!source) return 'deskbell.yml'
  for (let length = path.length; length > 0; length--) {
    const above =
      length === 1 ? source.document.contents : source.document.getIn(path.slice(0, length - 1), true)
    const items = (
      above as { items?: { key: { value?: unknown; range?: [number, number, number] } }[] } | null
    )?.items
    const key = items?.find(item => String(item.key?.value) === path[length - 1])?.key
    if (key?.range) return place(source.name, source.lines, key.range[0])
  }
  return `${source.name}:1:1`
}

function place(name: string, lines: LineCounter, offset: number): string {
  const { line, col } = lines.linePos(offset)
  return `${name}:${line}:${col}`
}

function valueAt(tree: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], tree)
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)
