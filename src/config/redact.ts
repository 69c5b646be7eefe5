// What of the configuration may be shown?
import type { Config } from './schema.ts'

const secret = /password|secret|api_key/

/** A copy for people to read: what must stay secret is only said to be set. */
export function redactConfig(config: Config): unknown {
  return JSON.parse(
    JSON.stringify(config, (key, value) => {
      if (secret.test(key) && typeof value === 'string' && key !== 'secret_file') return '(set)'
      if (key === 'database_url' && typeof value === 'string') return value.replace(/:[^:@/]*@/, ':(set)@')
      return value
    }),
  )
}
