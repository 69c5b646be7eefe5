// Where do a module's words to the operator go? One JSON line an event, on standard error.
import { pino } from 'pino'

export type Log = {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** @param level one of pino's: debug, info, warn, error, silent */
export function createLog(level: string): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: label => ({ level: label }) },
      redact: ['password', 'token', 'secret', 'authorization', 'cookie'],
    },
    pino.destination(2),
  )
}

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} }
