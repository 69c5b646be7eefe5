// What can be done with this note? One menu for the thread, opened at the note's button.
import { Info, Link2, Mail, Pencil, Quote, Split, Trash2 } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { Note } from '../../api/types.ts'
import { copyText } from '../../components/Copy.tsx'
import { MenuAt, MenuItem, MenuLine } from '../../components/Menu.tsx'
import { tell } from '../../toasts.ts'
import { mayDelete, mayEdit, useViewing } from './context.ts'
import { writerOf } from './items.ts'

export type Chosen = 'edit' | 'delete' | 'mail' | 'why' | 'split'
type Props = {
  note: Note
  anchor: HTMLElement
  onClose: () => void
  choose: (what: Chosen, note: Note) => void
  quote: ((note: Note) => void) | undefined
}

export function NoteMenu({ note, anchor, onClose, choose, quote }: Props) {
  const viewing = useViewing()
  const after = useRef<() => void>(undefined)
  // The menu holds the focus as long as it is there: what leads into a field is done when it has gone.
  useEffect(() => () => void setTimeout(() => after.current?.()), [])
  const into = (write: () => void) => () => {
    after.current = write
  }
  const copyLink = () => {
    const url = new URL(location.href)
    url.hash = `note_${note.id}`
    void copyText(url.href).then(() => tell('Link copied'))
  }
  const mailed = note.external_author !== null && viewing.isTeam
  const changing = mayEdit(note, viewing)
  const deleting = mayDelete(note, viewing)
  const splitting = viewing.isTeam && !viewing.isArchived && !note.system && note.id > 0
  return (
    <MenuAt
      anchor={anchor}
      onClose={onClose}
      label={`The note of ${writerOf(note)}`}
      goesElsewhere={() => after.current !== undefined}
    >
      <MenuItem icon={Link2} onClick={copyLink}>
        Copy link
      </MenuItem>
      {quote && (
        <MenuItem icon={Quote} onClick={into(() => quote(note))}>
          Quote in an answer
        </MenuItem>
      )}
      {mailed && (
        <>
          <MenuItem icon={Mail} onClick={() => choose('mail', note)}>
            Original mail
          </MenuItem>
          <MenuItem icon={Info} onClick={() => choose('why', note)}>
            Why is this here?
          </MenuItem>
        </>
      )}
      {(changing || deleting || splitting) && <MenuLine />}
      {splitting && (
        <MenuItem icon={Split} onClick={() => choose('split', note)}>
          Split off as a ticket…
        </MenuItem>
      )}
      {changing && (
        <MenuItem icon={Pencil} onClick={into(() => choose('edit', note))}>
          Edit
        </MenuItem>
      )}
      {deleting && (
        <MenuItem icon={Trash2} danger onClick={() => choose('delete', note)}>
          Delete…
        </MenuItem>
      )}
    </MenuAt>
  )
}
