// Did somebody write while one was writing? Then it is read first, and sent after.
import { useEffect, useState } from 'react'
import type { Note } from '../../../api/types.ts'
import { newestId, together, writerOf } from './thread.ts'

export type News = {
  /** The newest note on the page. */
  newest: number
  /** Who wrote since the text was begun; empty: nobody. */
  writers: string
  /** The first of their notes. */
  first: Note | undefined
  /** Sending was stopped once for the sake of what is there now. */
  stopped: boolean
  stop: (newest: number) => void
  acknowledge: () => void
}

/** @param isWriting whether there is a text that was begun before the news */
export function useNews(notes: readonly Note[], ownId: number | undefined, isWriting: boolean): News {
  const newest = newestId(notes)
  const [seen, setSeen] = useState(newest)
  const [stoppedAt, setStoppedAt] = useState<number | null>(null)
  useEffect(() => {
    if (!isWriting) setSeen(newest)
  }, [isWriting, newest])
  const fresh = notes.filter(
    note => note.id > seen && !note.system && (note.author.id !== ownId || note.external_author !== null),
  )
  return {
    newest,
    writers: isWriting ? together(fresh.map(writerOf)) : '',
    first: isWriting ? fresh[0] : undefined,
    stopped: stoppedAt !== null && stoppedAt >= newest,
    stop: setStoppedAt,
    acknowledge: () => setSeen(newest),
  }
}
