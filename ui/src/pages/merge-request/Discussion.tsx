// What was said in one discussion, and is it settled?
import { CircleCheck } from 'lucide-react'
import { useState } from 'react'
import {
  answer,
  editNote,
  type MergeRequestDetails,
  type MergeRequestDiscussion,
  type MergeRequestNote,
  removeNote,
  resolve,
} from '../../api/merge-requests.ts'
import { Avatar } from '../../components/Avatar.tsx'
import { Button } from '../../components/Button.tsx'
import { Confirm } from '../../components/Confirm.tsx'
import { Prose } from '../../components/Prose.tsx'
import { Time } from '../../components/Time.tsx'
import { usePerson, useProject } from '../../session.ts'
import { EditForm } from '../../writing/EditForm.tsx'
import { useChange } from './useChange.ts'

type Props = { path: string; row: MergeRequestDetails; discussion: MergeRequestDiscussion }

export function Discussion({ path, row, discussion }: Props) {
  const { again, run } = useChange(path, row.iid)
  const [answering, setAnswering] = useState(false)
  const [first] = discussion.notes
  const isResolved = first?.resolved === true
  const [open, setOpen] = useState(false)
  const person = usePerson()
  if (first === undefined) return null
  const maySettle = first.resolvable && (row.user.can_update || first.author.id === person?.id)
  if (isResolved && !open)
    return (
      <p className="flex flex-wrap items-center gap-x-2 px-3 py-2 text-muted text-sm">
        <CircleCheck aria-hidden="true" className="size-4 text-open" />
        Resolved{first.resolved_by && <bdi>by {first.resolved_by.name}</bdi>}
        <Button small look="quiet" aria-expanded={false} onClick={() => setOpen(true)}>
          Show {discussion.notes.length === 1 ? 'the note' : `${discussion.notes.length} notes`}
        </Button>
      </p>
    )
  return (
    <div className="flex flex-col divide-y divide-line">
      {discussion.notes.map(note => (
        <Note key={note.id} path={path} row={row} note={note} />
      ))}
      {row.user.can_note && (
        <div className="px-3 py-2">
          {answering ? (
            <EditForm
              path={path}
              label="Answer"
              initial=""
              onSave={async body => {
                await answer(path, row.iid, discussion.id, body)
                await again()
                setAnswering(false)
              }}
              onCancel={() => setAnswering(false)}
            />
          ) : (
            <span className="flex flex-wrap gap-2">
              <Button small onClick={() => setAnswering(true)}>
                Answer
              </Button>
              {maySettle && (
                <Button
                  small
                  onClick={() => void run(() => resolve(path, row.iid, discussion.id, !isResolved))}
                >
                  {isResolved ? 'Open it again' : 'Resolve'}
                </Button>
              )}
            </span>
          )}
        </div>
      )}
    </div>
  )
}

function Note({ path, row, note }: { path: string; row: MergeRequestDetails; note: MergeRequestNote }) {
  const { again, run } = useChange(path, row.iid)
  const [editing, setEditing] = useState(false)
  const [removing, setRemoving] = useState(false)
  const person = usePerson()
  const { isMaintainer, project } = useProject(path)
  const may = !project?.archived && person !== null && (isMaintainer || note.author.id === person.id)
  return (
    <article
      id={`note_${note.id}`}
      tabIndex={-1}
      aria-label={`Note of ${note.author.name}`}
      className="scroll-mt-12 px-3 py-2.5"
    >
      <header className="mb-1 flex flex-wrap items-center gap-x-2 text-sm">
        <Avatar name={note.author.name} url={note.author.avatar_url} size={20} />
        <bdi className="font-semibold">{note.author.name}</bdi>
        <a href={`#note_${note.id}`} className="text-faint text-xs hover:text-ink hover:underline">
          <Time at={note.created_at} />
        </a>
        {note.edited_at && <span className="text-faint text-xs">edited</span>}
        {may && !editing && (
          <span className="ml-auto flex">
            <Button small look="quiet" onClick={() => setEditing(true)}>
              Edit
            </Button>
            <Button small look="quiet" onClick={() => setRemoving(true)}>
              Delete
            </Button>
          </span>
        )}
      </header>
      {editing ? (
        <EditForm
          path={path}
          initial={note.body}
          onSave={async body => {
            await editNote(path, row.iid, note.id, body)
            await again()
            setEditing(false)
          }}
          onCancel={() => setEditing(false)}
        />
      ) : (
        <Prose html={note.body_html ?? ''} />
      )}
      <Confirm
        open={removing}
        title="Delete this note?"
        action="Delete note"
        onConfirm={() => {
          setRemoving(false)
          void run(() => removeNote(path, row.iid, note.id))
        }}
        onCancel={() => setRemoving(false)}
      >
        <p>It is gone for everybody.</p>
      </Confirm>
    </article>
  )
}
