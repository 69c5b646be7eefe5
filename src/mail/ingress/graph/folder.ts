// Which folder of the mailbox is read?
import { z } from 'zod'
import { type Graph, GraphFault } from './client.ts'
import { limits } from './limits.ts'

const Folder = z.object({
  id: z.string(),
  displayName: z.string(),
  unreadItemCount: z.number().catch(0),
  totalItemCount: z.number().catch(0),
})
export type Folder = z.infer<typeof Folder>

const Folders = z.object({ value: z.array(Folder) })

/**
 * Inbox by its well-known name, in any language; others by the names that people see, `Support/New` for a folder in a folder.
 * @throws GraphFault if there is none of that name
 */
export async function findFolder(graph: Graph, name: string): Promise<Folder> {
  if (name.toLowerCase() === 'inbox') {
    const inbox = await graph.get(`${graph.root}/mailFolders/inbox`, Folder)
    if (inbox !== null) return inbox
    throw new GraphFault(
      'There is no such mailbox, or it has no inbox: compare user with the address of the mailbox',
    )
  }
  let found: Folder | undefined
  for (const part of name.split('/').slice(0, limits.depth)) {
    const children = found ? `/${encodeURIComponent(found.id)}/childFolders` : ''
    const filter = encodeURIComponent(`displayName eq '${part.replaceAll("'", "''")}'`)
    const page = await graph.get(`${graph.root}/mailFolders${children}?$filter=${filter}`, Folders)
    found = page?.value[0]
    if (found === undefined)
      throw new GraphFault(
        `There is no folder "${name}" in the mailbox ("${part}" is missing): set mailbox to the name of one`,
      )
  }
  if (found === undefined) throw new GraphFault('mailbox names no folder')
  return found
}
