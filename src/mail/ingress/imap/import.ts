// How does old mail get in, that lay read in the folder before the desk came? All of it, once, with the mailbox left as it is.
import type { SearchObject } from 'imapflow'
import type { ImportMailbox } from '../mailbox/reader.ts'
import { takenBefore } from '../mailbox/take.ts'
import { connect, disconnect, within } from './connect.ts'
import { fetchFacts, fetchGroup, inGroups, takeFetched } from './fetch.ts'
import { openFolder } from './folder.ts'
import { limits } from './limits.ts'
import { explain } from './words.ts'

/** Stopped and begun again it goes on where it was: what was taken is known by its name. */
export const importImap: ImportMailbox = async ({ desk, box, account, since, signal, take, onProgress }) => {
  const client = await connect(box, signal)
  const stop = () => client.close()
  signal.addEventListener('abort', stop, { once: true })
  try {
    const { uidValidity } = await openFolder(client, box, true)
    const query: SearchObject = { deleted: false, ...(since !== null && { since }) }
    const found = await within(client, client.search(query, { uid: true }), limits.silenceMs)
    if (!Array.isArray(found)) throw new Error('the server does not search the folder')
    const uids = found.sort((a, b) => a - b)
    const counts = { found: uids.length, done: 0, taken: 0, failed: 0 }
    for (let at = 0; at < uids.length; at += limits.batchMails) {
      const batch = uids.slice(at, at + limits.batchMails)
      const names = new Map(batch.map(uid => [`${uidValidity}:${uid}`, uid]))
      const before = await takenBefore(desk.db, account, [...names.keys()])
      const facts = await fetchFacts(
        client,
        [...names].flatMap(([name, uid]) => (before.has(name) ? [] : [uid])),
      )
      for (const group of inGroups(facts)) {
        const mails = await fetchGroup(client, group)
        await Promise.all(
          mails.map(async mail => {
            const broken = await takeFetched(client, mail, `${uidValidity}:${mail.uid}`, { take, signal })
            if (broken === undefined) counts.taken++
            else counts.failed++
          }),
        )
      }
      counts.done += batch.length
      onProgress(counts)
    }
    return counts
  } catch (error) {
    throw explain(error, box)
  } finally {
    signal.removeEventListener('abort', stop)
    await disconnect(client)
  }
}
