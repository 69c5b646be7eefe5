// Where do a module's words to the operator go? One JSON line an event, on standard error.
import { pino } from 'pino'

/** Characters of an error's message or stack; PostgreSQL quotes what it could not read. */
const mostErrorText = 4_000

export type Log = {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** Logs are read by more people than mails are: of an address only its domain is told, and so no reply key. */
function masked(value: unknown): unknown {
  if (typeof value !== 'string') return value
  return value
    .slice(0, mostErrorText)
    .replaceAll(/[^\s<>"'(),;:=@]+@(?=(?:[a-z0-9-]+\.)+[a-z]{2,})/gi, '***@')
}

/** What an error tells of itself, and no more: PostgreSQL's `detail` holds whole rows, with what customers wrote. */
function told(error: unknown): unknown {
  if (!(error instanceof Error)) return masked(error)
  const { name, message, stack, code, constraint, cause } = error as Error & Record<string, unknown>
  return {
    type: name,
    message: masked(message),
    stack: masked(stack),
    code,
    constraint,
    ...(cause !== undefined && { cause: cause instanceof Error ? masked(cause.message) : masked(cause) }),
  }
}

/** @param level one of pino's: debug, info, warn, error, silent */
export function createLog(level: string): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: label => ({ level: label }) },
      serializers: { err: told, reason: masked },
      redact: ['password', 'token', 'secret', 'authorization', 'cookie'],
    },
    pino.destination(2),
  )
}

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} }
