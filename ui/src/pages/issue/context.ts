// What do all parts of a ticket's page know? Where it is, who looks, and what they may do.
import { createContext, useContext } from 'react'
import type { IssueRow } from '../../api/issues.ts'
import type { Note } from '../../api/types.ts'

export type Whole = IssueRow & { description_html?: string }

export type Viewing = {
  path: string
  iid: number
  personId: number | null
  /** Reporter and up: reads and does everything here. */
  isTeam: boolean
  isMaintainer: boolean
  /** The project is archived: nothing can be changed. */
  isArchived: boolean
}

export const ViewingContext = createContext<Viewing | null>(null)

export function useViewing(): Viewing {
  const viewing = useContext(ViewingContext)
  if (viewing === null) throw new Error('outside of a ticket’s page')
  return viewing
}

type Doing = Pick<Viewing, 'personId' | 'isMaintainer' | 'isArchived'>

/** What came by mail stays as it came. */
export const mayEdit = (note: Note, by: Doing) => note.external_author === null && mayDelete(note, by)

export const mayDelete = (note: Note, { personId, isMaintainer, isArchived }: Doing) =>
  !isArchived && note.id > 0 && !note.system && (isMaintainer || note.author.id === personId)

/** Of the whole text: the team, and the author. */
export const mayChangeWords = (issue: Whole, { personId, isTeam, isArchived }: Viewing) =>
  !isArchived && (isTeam || (personId !== null && issue.author.id === personId))
