// Which answers does the team keep ready? Listed, written, changed and removed here; `;` brings them into a reply.
import { useQueryClient } from '@tanstack/react-query'
import { Pencil, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { addReply, removeReply } from '../../api/project-settings.ts'
import { type SavedReply, savedRepliesQuery } from '../../api/writing.ts'
import { Button, IconButton } from '../../components/Button.tsx'
import { Kbd } from '../../components/Tip.tsx'
import { Section } from '../../forms/Section.tsx'
import { tell, tellError } from '../../toasts.ts'
import { ReplyDialog } from './ReplyDialog.tsx'

type Props = { path: string; replies: readonly SavedReply[] }

export function SavedReplies({ path, replies }: Props) {
  const [edited, setEdited] = useState<SavedReply | 'new' | null>(null)
  const remove = useRemove(path)
  return (
    <Section
      id="saved-replies"
      title="Saved replies"
      about={
        <>
          Answers that the team gives again and again. Type <Kbd keys=";" /> in a reply to put one in.
        </>
      }
    >
      {replies.length > 0 && (
        <ul aria-label="Saved replies" className="flex flex-col divide-y divide-line border-line border-y">
          {replies.map(reply => (
            <li key={reply.id} className="flex items-center gap-1 py-2 text-sm">
              <div className="flex min-w-0 grow flex-col">
                <span dir="auto" className="truncate font-medium">
                  {reply.title}
                </span>
                <span dir="auto" className="truncate text-faint text-xs">
                  {reply.body.replace(/\s+/g, ' ')}
                </span>
              </div>
              <IconButton label={`Edit ${reply.title}`} onClick={() => setEdited(reply)}>
                <Pencil aria-hidden="true" className="size-4" />
              </IconButton>
              <IconButton label={`Remove ${reply.title}`} onClick={() => void remove(reply)}>
                <Trash2 aria-hidden="true" className="size-4" />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      <Button className="self-start" onClick={() => setEdited('new')}>
        <Plus aria-hidden="true" className="size-4" />
        New saved reply
      </Button>
      <ReplyDialog path={path} edited={edited} onClose={() => setEdited(null)} />
    </Section>
  )
}

/** Gone at once; taken back, it is written again. */
function useRemove(path: string) {
  const client = useQueryClient()
  const { queryKey } = savedRepliesQuery(path)
  const read = () => client.invalidateQueries({ queryKey })
  const restore = ({ title, body }: SavedReply) =>
    addReply(path, { title, body })
      .catch(error => tellError(error))
      .finally(read)
  return async (reply: SavedReply) => {
    await client.cancelQueries({ queryKey })
    client.setQueryData(queryKey, now => now?.filter(({ id }) => id !== reply.id))
    try {
      await removeReply(path, reply.id)
      tell(`“${reply.title}” is removed`, () => void restore(reply))
    } catch (error) {
      tellError(error)
    }
    await read()
  }
}
