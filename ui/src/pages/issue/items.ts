// In which order is a thread read, and what of it is folded?
import type { Discussion, Note } from '../../api/types.ts'

/** A note, or changes that follow each other. */
export type Item = { key: string; note: Note } | { key: string; changes: Note[] }

/** So many changes in a row are one line. */
const foldedFrom = 4
export const isFolded = (changes: readonly Note[]) => changes.length >= foldedFrom

/** All notes by their time; what is not at the desk yet stands last. */
export function inOrder(discussions: readonly Discussion[]): Note[] {
  const place = ({ id, created_at }: Note) => (id < 0 ? '~' : created_at)
  return discussions
    .flatMap(({ notes }) => notes)
    .sort((one, other) => compare(place(one), place(other)) || one.id - other.id)
}

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0)

export function itemsOf(notes: readonly Note[]): Item[] {
  const items: Item[] = []
  for (const note of notes) {
    const last = items.at(-1)
    if (!note.system) items.push({ key: `note ${note.id}`, note })
    else if (last && 'changes' in last) last.changes.push(note)
    else items.push({ key: `changes ${note.id}`, changes: [note] })
  }
  return items
}

/** Who wrote it, as the team knows them: customers stand behind the Support Bot. */
export const writerOf = (note: Note) => note.external_name || note.external_author || note.author.name
