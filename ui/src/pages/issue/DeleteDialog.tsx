// Is it really to be deleted? It cannot be had back, and mails that left stay where they are.
import type { Note } from '../../api/types.ts'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { useViewing } from './context.ts'
import { writerOf } from './items.ts'
import { useNotes } from './useNotes.ts'

export function DeleteDialog({ note, onClose }: { note: Note; onClose: () => void }) {
  const { path, iid } = useViewing()
  const { remove } = useNotes(path, iid)
  const left = note.deliveries?.some(({ state }) => state === 'sent')
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={`Delete the note of ${writerOf(note)}?`}
      description={
        left
          ? 'It is gone for good. It has been mailed already; those mails cannot be called back.'
          : 'It is gone for good. Mails of it that wait to be sent are cancelled.'
      }
    >
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Keep it</Button>
        <Button
          look="danger"
          onClick={() => {
            onClose()
            void remove(note)
          }}
        >
          Delete
        </Button>
      </div>
    </Dialog>
  )
}
