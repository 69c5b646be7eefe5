// What can be done with a note that stands in the thread? Shown at once, put back where the desk refuses.
import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { discussionsQuery, participantsQuery } from '../../api/issues.ts'
import { acceptNote, deleteNote, editNote } from '../../api/notes.ts'
import type { Discussion, Note } from '../../api/types.ts'
import { tell, tellError } from '../../toasts.ts'
import { writerOf } from './items.ts'

export function useNotes(path: string, iid: number) {
  const client = useQueryClient()
  return useMemo(() => {
    const { queryKey } = discussionsQuery(path, iid)
    const change = (to: (found: Discussion[]) => Discussion[]) =>
      client.setQueryData(queryKey, found => found && to(found))
    const replace = (now: Note) =>
      change(found =>
        found.map(one =>
          one.notes.some(({ id }) => id === now.id)
            ? { ...one, notes: one.notes.map(note => (note.id === now.id ? { ...note, ...now } : note)) }
            : one,
        ),
      )
    const readAnew = () => client.invalidateQueries({ queryKey: ['issue', path, iid] })
    return {
      /** Rejects where it could not be saved: the form stays open then. */
      edit: async (note: Note, body: string) => replace(await editNote(path, iid, note.id, body)),
      remove: async (note: Note) => {
        await client.cancelQueries({ queryKey })
        const before = client.getQueryData(queryKey)
        change(found => found.filter(({ notes }) => !notes.some(({ id }) => id === note.id)))
        try {
          await deleteNote(path, iid, note.id)
          tell('The note is deleted')
        } catch (error) {
          client.setQueryData(queryKey, before)
          tellError(error)
        }
        void readAnew()
      },
      accept: async (note: Note) => {
        replace({ ...note, flag: null, internal: false, confidential: false })
        try {
          replace(await acceptNote(path, iid, note.id))
          tell(`${writerOf(note)} takes part now`)
          void client.invalidateQueries({ queryKey: participantsQuery(path, iid).queryKey })
        } catch (error) {
          replace(note)
          tellError(error)
        }
      },
    }
  }, [client, path, iid])
}
