// Which parameters were wrong, and how? In the words of GitLab's API: "title is missing, iid is invalid".
import type { Request } from './context.ts'

type Mistake = { keyword: string; instancePath: string; message?: string; params?: Record<string, unknown> }

/** More mistakes than this help nobody. */
const maxMistakes = 20

/**
 * One sentence that names each wrong parameter.
 * @param part body, querystring, params or headers: where the mistakes were found
 */
export function describeMistakes(
  mistakes: readonly Mistake[],
  request: Request,
  part: string | undefined,
): string {
  const given = part === 'body' ? request.body : part === 'params' ? request.params : request.query
  const sentences = new Set<string>()
  for (const mistake of mistakes.slice(0, maxMistakes)) {
    const path = mistake.instancePath.split('/').filter(step => step !== '')
    const name = nameOf(path, mistake) || (part === 'body' ? 'body' : 'request')
    sentences.add(`${name} ${reasonOf(mistake, valueAt(given, path))}`)
  }
  return [...sentences].join(', ')
}

/** `labels[0]`, as the parameter would be written in a query. */
function nameOf(path: readonly string[], mistake: Mistake): string {
  const unknown = mistake.params?.keys
  const steps = Array.isArray(unknown) && unknown[0] ? [...path, String(unknown[0])] : path
  return steps.map((step, index) => (index === 0 ? step : `[${step}]`)).join('')
}

function valueAt(given: unknown, path: readonly string[]): unknown {
  let value = given
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Record<string, unknown>)[step]
  }
  return value
}

function reasonOf({ keyword, params, message }: Mistake, value: unknown): string {
  if (value === undefined && keyword !== 'unrecognized_keys') return 'is missing'
  switch (keyword) {
    case 'too_big':
      if (params?.origin === 'string') return `is too long (maximum is ${params.maximum} characters)`
      return params?.origin === 'array'
        ? `has too many entries (maximum is ${params.maximum})`
        : tooBig(params)
    case 'too_small':
      if (params?.origin === 'string') return 'is empty'
      return params?.origin === 'array' ? 'is empty' : `must be at least ${params?.minimum}`
    case 'invalid_value':
      return 'does not have a valid value'
    case 'unrecognized_keys':
      return 'is unknown'
    case 'custom':
      return message ?? 'is invalid'
    case 'invalid_format':
      // A pattern with a sentence of its own explains itself; zod's own sentence would show the pattern.
      return message && !/^Invalid/.test(message) ? message : 'is invalid'
    default:
      return 'is invalid'
  }
}

const tooBig = (params: Record<string, unknown> | undefined) =>
  params?.origin === 'int' || params?.maximum === Number.MAX_SAFE_INTEGER
    ? 'is invalid'
    : `must be at most ${params?.maximum}`
