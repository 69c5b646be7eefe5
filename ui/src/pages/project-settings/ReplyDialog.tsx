// What is the answer called, and what does it say?
import { useQueryClient } from '@tanstack/react-query'
import { addReply, changeReply, type ReplyText } from '../../api/project-settings.ts'
import { type SavedReply, savedRepliesQuery } from '../../api/writing.ts'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { TextField } from '../../components/Field.tsx'
import { useForm } from '../../forms/useForm.ts'
import { tell } from '../../toasts.ts'
import { ProjectEditor } from '../../writing/ProjectEditor.tsx'

type Props = { path: string; edited: SavedReply | 'new' | null; onClose: () => void }

export function ReplyDialog({ path, edited, onClose }: Props) {
  return (
    <Dialog
      wide
      open={edited !== null}
      onOpenChange={open => !open && onClose()}
      title={edited === 'new' ? 'New saved reply' : 'Edit saved reply'}
    >
      {edited !== null && (
        <ReplyForm path={path} reply={edited === 'new' ? null : edited} onClose={onClose} />
      )}
    </Dialog>
  )
}

type FormProps = { path: string; reply: SavedReply | null; onClose: () => void }

function ReplyForm({ path, reply, onClose }: FormProps) {
  const client = useQueryClient()
  const form = useForm<ReplyText>({
    saved: { title: reply?.title ?? '', body: reply?.body ?? '' },
    save: async (changes, text) => {
      const saved = await (reply ? changeReply(path, reply.id, changes) : addReply(path, text))
      tell(`“${saved.title}” is saved`)
      onClose()
      await client.invalidateQueries({ queryKey: savedRepliesQuery(path).queryKey })
    },
  })
  return (
    <form ref={form.element} onSubmit={form.submit} noValidate className="flex flex-col gap-4">
      <TextField
        {...form.field('title')}
        label="Title"
        dir="auto"
        autoComplete="off"
        autoFocus
        help="By which the team finds it."
      />
      <ProjectEditor
        path={path}
        label="Text"
        value={form.values.body}
        error={form.errors.body}
        onChange={body => form.set('body', body)}
        placeholder="What customers read, in Markdown"
        tall
      />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" disabled={!form.dirty || form.saving}>
          Save reply
        </Button>
      </div>
    </form>
  )
}
