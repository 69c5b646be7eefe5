// What does the YAML file say, and on which line?
import { existsSync, readFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import { ConfigError } from './error.ts'

export type ConfigFile = {
  name: string
  settings: Record<string, unknown>
  /** `deskbell.yml:3:5`: where the key stands, or the nearest one above it. */
  placeOf(path: readonly string[]): string | undefined
  /** A value as it is written, `0815` for a number. */
  writtenAt(path: readonly string[]): string | undefined
}

type Place = { cwd: string; file?: string | undefined; env: NodeJS.ProcessEnv }

/**
 * Reads the file that the caller or DESKBELL_CONFIG names, else `deskbell.yml` in `cwd` if there is one.
 * @throws ConfigError if a named file cannot be read, or for each place that is no YAML
 */
export function readConfigFile({ cwd, file, env }: Place): ConfigFile | undefined {
  const named = file ?? (env.DESKBELL_CONFIG || undefined)
  const path = resolve(cwd, named ?? 'deskbell.yml')
  if (named === undefined && !existsSync(path)) return undefined
  const name = relative(cwd, path).startsWith('..') ? path : relative(cwd, path)
  try {
    return parsed(name, readFileSync(path, 'utf8'))
  } catch (error) {
    if (error instanceof ConfigError) throw error
    const who = file === undefined && named !== undefined ? `DESKBELL_CONFIG: ${path}` : name
    throw new ConfigError([`${who} cannot be read: ${(error as Error).message}`])
  }
}

function parsed(name: string, text: string): ConfigFile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true })
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return `${name}:${line}:${col}`
  }
  const broken = document.errors.map(error => `${place(error.pos[0])}: ${error.message}`)
  if (broken.length > 0) throw new ConfigError(broken)
  const settings: unknown = document.toJS() ?? {}
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings))
    throw new ConfigError([`${name}:1:1: must hold keys and values, like "listen: 127.0.0.1:3000"`])
  return {
    name,
    settings: settings as Record<string, unknown>,
    placeOf(path) {
      for (let length = path.length; length > 0; length--) {
        const above = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true)
        const offset = offsetOf(above, path[length - 1] ?? '')
        if (offset !== undefined) return place(offset)
      }
      return undefined
    },
    writtenAt(path) {
      const node = document.getIn(path, true)
      return isScalar(node) ? node.source : undefined
    },
  }
}

/** Where an entry begins: in a map at its key, in a list at itself. */
function offsetOf(above: unknown, key: string): number | undefined {
  if (isSeq(above)) return (above.items[Number(key)] as Node | undefined)?.range?.[0]
  if (!isMap(above)) return undefined
  const found = above.items.find(item => isScalar(item.key) && String(item.key.value) === key)?.key
  return isScalar(found) ? found.range?.[0] : undefined
}
