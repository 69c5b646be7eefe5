// What of the configuration may be shown?
import type { Config } from './schema.ts'

const hidden = '(set)'

/** Whether the value of this key must not be shown. The name of a file that holds a secret is none. */
export const isSecret = (key: string) => /password|secret$|api_key|database_url/.test(key)

/** A copy for people to read: what must stay secret is only said to be set. */
export function redactConfig(config: Config): unknown {
  return JSON.parse(
    JSON.stringify(config, (key, value) => {
      if (typeof value !== 'string') return value
      if (URL.canParse(value) && new URL(value).password !== '') return withoutPassword(value)
      return isSecret(key) && key !== 'database_url' ? hidden : value
    }),
  )
}

function withoutPassword(text: string): string {
  const url = new URL(text)
  url.password = hidden
  return url.href
}
