// Do the checkers answer? For the doctor.
import { akismet } from './akismet.ts'
import type { SpamConfig } from './check.ts'
import { rspamd } from './rspamd.ts'

export type Tried = { name: string; says: string; works: boolean }

/** Asks each that is configured: Akismet whether it knows the key, Rspamd whether it judges an empty mail. */
export async function tryCheckers({
  akismet: key,
  rspamd: server,
  external_url: blog = '',
}: SpamConfig): Promise<Tried[]> {
  const tried: Tried[] = []
  const note = async (name: string, ask: () => Promise<string | null>) => {
    const fault = await ask().catch(error => (error instanceof Error ? error.message : String(error)))
    tried.push({ name, says: fault ?? 'answers', works: fault === null })
  }
  if (server !== undefined) await note('rspamd', rspamd(server).ready)
  if (key?.enabled) await note('akismet', akismet({ apiKey: key.api_key, url: key.url, blog }).ready)
  return tried
}
