// What did somebody write? Who and when, the words, whether it is for the team alone, and whether it arrived.
import { Bot, Ellipsis, Lock, MailQuestion } from 'lucide-react'
import { memo, type ReactNode, useState } from 'react'
import type { Note } from '../../api/types.ts'
import { Avatar } from '../../components/Avatar.tsx'
import { Button } from '../../components/Button.tsx'
import { cx } from '../../components/cx.ts'
import { Time } from '../../components/Time.tsx'
import { SenderBadge } from '../../mail-log/SenderBadge.tsx'
import { EditForm } from '../../writing/EditForm.tsx'
import { useViewing } from './context.ts'
import { Deliveries } from './Deliveries.tsx'
import { writerOf } from './items.ts'
import { Text } from './Text.tsx'
import { useNotes } from './useNotes.ts'

type Props = {
  note: Note
  isEditing: boolean
  isMarked: boolean
  isNew: boolean
  stopEditing: (id: number) => void
}

export const ThreadNote = memo(function ThreadNote({ note, isEditing, isMarked, isNew, stopEditing }: Props) {
  const { path, iid } = useViewing()
  const { edit } = useNotes(path, iid)
  const isReply = note.flag === 'automatic_reply' && !isEditing
  return (
    <li
      id={`note_${note.id}`}
      data-note={note.id}
      tabIndex={-1}
      className={cx(
        'relative my-1 scroll-mt-4 rounded-md [contain-intrinsic-size:auto_140px] [content-visibility:auto] border-l-3 print:[content-visibility:visible] px-3 py-3 outline-none md:px-4',
        lookOf(note),
        isMarked && 'ring-2 ring-accent',
        isNew && 'arrived',
        note.id < 0 && 'opacity-70',
      )}
    >
      {note.flag === 'unknown_sender' && <Unknown note={note} />}
      {isReply ? (
        <AutomaticReply note={note} />
      ) : (
        <>
          <NoteHead note={note} />
          {isEditing ? (
            <EditForm
              path={path}
              initial={note.body}
              onSave={async body => {
                await edit(note, body)
                stopEditing(note.id)
              }}
              onCancel={() => stopEditing(note.id)}
            />
          ) : (
            <NoteBody note={note} />
          )}
        </>
      )}
    </li>
  )
})

function lookOf(note: Note): string {
  if (note.internal) return 'border-internal-line bg-internal'
  return note.external_author === null ? 'border-transparent' : 'border-accent'
}

function NoteBody({ note }: { note: Note }) {
  const { path, isMaintainer } = useViewing()
  return (
    <>
      <Text html={note.body_html} plain={note.body} trimmed={note.trimmed_html} />
      {note.id < 0 && <p className="mt-2 text-muted text-xs">Sending…</p>}
      {note.deliveries && <Deliveries path={path} deliveries={note.deliveries} mayResend={isMaintainer} />}
    </>
  )
}

function NoteHead({ note }: { note: Note }) {
  const address = note.external_author
  return (
    <div className="relative mb-1.5 flex min-h-6 flex-wrap items-center gap-x-2 gap-y-0.5 pr-8 text-sm">
      <div className="flex min-w-0 max-w-full items-center gap-2">
        <Avatar name={writerOf(note)} url={address === null ? note.author.avatar_url : null} size={24} />
        <h3 dir="auto" className="max-w-3/5 shrink-0 truncate font-semibold">
          {writerOf(note)}
        </h3>
        {address !== null && address !== writerOf(note) && (
          <span className="min-w-0 truncate text-faint text-xs">{address}</span>
        )}
        {address !== null && <SenderBadge sender={note.sender} />}
        <a href={`#note_${note.id}`} className="text-faint text-xs hover:text-ink hover:underline">
          <Time at={note.created_at} />
        </a>
      </div>
      {note.edited_at && <Edited at={note.edited_at} />}
      {note.internal && (
        <Badge className="text-held">
          <Lock aria-hidden="true" className="size-3.5" />
          Internal note
        </Badge>
      )}
      {note.flag === 'automatic_reply' && (
        <Badge className="text-muted">
          <Bot aria-hidden="true" className="size-3.5" />
          Automatic reply
        </Badge>
      )}
      {note.id > 0 && <MenuButton writer={writerOf(note)} />}
    </div>
  )
}

const Edited = ({ at }: { at: string }) => (
  <span className="text-faint text-xs">
    edited <Time at={at} />
  </span>
)

const Badge = ({ className, children }: { className: string; children: ReactNode }) => (
  <span className={cx('inline-flex items-center gap-1 font-medium text-xs', className)}>{children}</span>
)

/** Heard by the thread, which has one menu for all its notes. */
const MenuButton = ({ writer }: { writer: string }) => (
  <button
    type="button"
    data-menu
    aria-haspopup="menu"
    aria-label={`More about the note of ${writer}`}
    className="absolute -top-0.5 right-0 inline-flex size-7 items-center justify-center rounded-md text-faint hover:bg-hover hover:text-ink"
  >
    <Ellipsis aria-hidden="true" className="size-4" />
  </button>
)

/** Seldom worth reading: one line, opened on demand. */
function AutomaticReply({ note }: { note: Note }) {
  const [open, setOpen] = useState(false)
  if (open)
    return (
      <>
        <NoteHead note={note} />
        <NoteBody note={note} />
      </>
    )
  return (
    <p className="flex flex-wrap items-center gap-x-2 text-muted text-xs">
      <Bot aria-hidden="true" className="size-3.5 shrink-0" />
      <span dir="auto" className="min-w-0">
        Automatic reply from {writerOf(note)}
      </span>
      <Time at={note.created_at} className="text-faint" />
      <Button small look="quiet" className="h-6!" aria-expanded={false} onClick={() => setOpen(true)}>
        Show
      </Button>
    </p>
  )
}

function Unknown({ note }: { note: Note }) {
  const { path, iid, isArchived } = useViewing()
  const { accept } = useNotes(path, iid)
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2 rounded-md bg-held-soft px-3 py-2 text-held text-sm">
      <MailQuestion aria-hidden="true" className="size-4 shrink-0" />
      <p className="min-w-48 grow">
        {note.external_author} does not take part in this ticket. So far only the team sees this mail.
      </p>
      {!isArchived && (
        <Button small look="primary" onClick={() => void accept(note)}>
          Accept
        </Button>
      )}
    </div>
  )
}
