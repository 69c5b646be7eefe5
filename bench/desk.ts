// On which desk is it measured? One of its own, started as people start it, and removed afterwards.

import { Client } from 'pg'
import { findEmbedded } from '#db'
import { type DeskProcess, removeDataDir, startDeskProcess } from '../test/support/desk-process.ts'

export type BenchDesk = DeskProcess & {
  /** The desk's database. */
  url: string
  query: <Row>(text: string, values?: unknown[]) => Promise<Row[]>
  /** The first project and its address. */
  project: { id: number; address: string }
}

/** Runs `measure` on a fresh desk whose caps on mails and searches do not get in the way. */
export async function onDesk<T>(
  measure: (desk: BenchDesk) => Promise<T>,
  env: Record<string, string> = {},
): Promise<T> {
  const desk = await startDeskProcess({ env: { ...uncapped, ...env } })
  const url = findEmbedded(desk.dataDir)
  if (url === undefined) throw new Error('the desk has no database of its own')
  const client = new Client({ connectionString: url })
  // The desk takes its database along when it ends; what matters then is why it ended.
  client.on('error', () => undefined)
  await client.connect()
  try {
    const [project] = await desk.api<{ id: number; service_desk_address: string }[]>('/projects')
    if (!project) throw new Error('the first start made no project')
    return await measure({
      ...desk,
      url,
      query: async (text, values) => (await client.query(text, values)).rows,
      project: { id: project.id, address: project.service_desk_address },
    })
  } finally {
    await client.end()
    await desk.stop()
    removeDataDir(desk.dataDir)
  }
}

const uncapped = {
  DESKBELL_LIMITS__MAILS_PER_PROJECT_AND_HOUR: '1000000',
  DESKBELL_LIMITS__SEARCHES_PER_MINUTE: '1000000',
}
