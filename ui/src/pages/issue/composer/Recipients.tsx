// Who gets this, exactly? Said before it is sent, and changed here.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { ChevronDown, Lock, Mail, MessageSquare, X } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import { ApiError } from '../../../api/client.ts'
import { type IssueRow, participantsQuery } from '../../../api/issues.ts'
import { addParticipants, removeParticipant } from '../../../api/participants.ts'
import type { Participant } from '../../../api/types.ts'
import { Button, IconButton } from '../../../components/Button.tsx'
import { cx } from '../../../components/cx.ts'
import { TextField } from '../../../components/Field.tsx'
import { tell, tellError } from '../../../toasts.ts'

type Props = { path: string; issue: IssueRow; canEdit: boolean }

/** Mail reaches them. */
export const isReached = ({ unsubscribed_at, undeliverable }: Participant) =>
  unsubscribed_at === null && undeliverable === null

export const inShort = ([first, ...further]: readonly Participant[]) =>
  first === undefined
    ? 'nobody outside'
    : first.email + (further.length === 0 ? '' : ` and ${further.length} more`)

export function Recipients({ path, issue, canEdit }: Props) {
  const { data: all } = useQuery(participantsQuery(path, issue.iid))
  const [open, setOpen] = useState(false)
  const id = useId()
  if (all === undefined) return <p className="min-h-6" />
  const reached = all.filter(isReached)
  const mailed = issue.service_desk || all.length > 0
  const Icon = mailed ? Mail : MessageSquare
  return (
    <div>
      <div className="flex min-h-6 items-start gap-2 text-muted text-xs">
        <Icon aria-hidden="true" className="mt-1 size-3.5 shrink-0" />
        <p className="min-w-0 py-1" data-recipients="">
          {mailed ? <Said all={all} reached={reached} /> : plainly(issue)}
        </p>
        {(canEdit || all.length > 1) && (
          <button
            type="button"
            aria-expanded={open}
            aria-controls={id}
            onClick={() => setOpen(!open)}
            className="flex min-h-6 shrink-0 items-center gap-0.5 rounded px-1 font-medium hover:bg-hover hover:text-ink"
          >
            {canEdit ? 'Change' : 'Who'}
            <span className="sr-only"> {canEdit ? 'who gets this by mail' : 'gets this by mail'}</span>
            <ChevronDown aria-hidden="true" className={cx('size-3.5', open && 'rotate-180')} />
          </button>
        )}
      </div>
      <div id={id} hidden={!open}>
        {open && <People path={path} issue={issue} canEdit={canEdit} all={all} />}
      </div>
    </div>
  )
}

const plainly = ({ confidential }: IssueRow) =>
  confidential
    ? 'Comment for those who may read this confidential issue. Nobody outside gets mail.'
    : 'Comment for everybody who may read this issue. Nobody outside gets mail.'

function Said({ all, reached }: { all: readonly Participant[]; reached: readonly Participant[] }) {
  const [first, ...further] = reached
  if (first === undefined)
    return <>Public reply, but nobody gets it by mail{all.length > 0 && ': no address can be reached'}.</>
  return (
    <>
      Public reply to{' '}
      <strong className="break-all font-semibold text-ink" title={first.name}>
        {first.email}
      </strong>
      {further.length > 0 && (
        <span title={further.map(({ email }) => email).join(', ')}> and {further.length} more</span>
      )}
    </>
  )
}

export const InternalSaid = () => (
  <p className="flex min-h-6 items-center gap-2 text-ink text-xs">
    <Lock aria-hidden="true" className="size-3.5 shrink-0 text-held" />
    <span>
      <strong className="font-semibold">Internal note</strong> — stays in the team
    </span>
  </p>
)

function People({ path, issue, canEdit, all }: Props & { all: readonly Participant[] }) {
  const client = useQueryClient()
  const { queryKey } = participantsQuery(path, issue.iid)
  const drop = async (gone: Participant) => {
    await client.cancelQueries({ queryKey })
    client.setQueryData(queryKey, list => list?.filter(({ id }) => id !== gone.id))
    try {
      await removeParticipant(path, issue.iid, gone.id)
      tell(`${gone.email} gets no more mail of this.`)
    } catch (error) {
      client.setQueryData(queryKey, list => list && [...list, gone])
      tellError(error, () => void drop(gone))
    }
    void client.invalidateQueries({ queryKey })
  }
  return (
    <div className="mt-1 mb-2 flex flex-col gap-1 rounded-md border border-line p-2">
      <ul aria-label="Participants by mail" className="flex flex-col">
        {all.map(one => (
          <li key={one.id} className="flex min-h-7 items-center gap-2 text-sm">
            <span
              title={one.email}
              className={cx('min-w-0 truncate', !isReached(one) && 'text-muted line-through')}
            >
              {one.email}
            </span>
            <span className="min-w-0 grow truncate text-faint text-xs">{remark(one)}</span>
            {canEdit && (
              <IconButton small label={`Remove ${one.email}`} onClick={() => void drop(one)}>
                <X aria-hidden="true" className="size-3.5" />
              </IconButton>
            )}
          </li>
        ))}
        {all.length === 0 && <li className="text-faint text-xs">Nobody yet.</li>}
      </ul>
      {canEdit && <Add path={path} issue={issue} />}
    </div>
  )
}

function remark({ name, email, origin, unsubscribed_at, undeliverable }: Participant): string {
  if (unsubscribed_at !== null) return 'has unsubscribed and gets no mail'
  if (undeliverable !== null) return `cannot be reached: ${undeliverable.reason}`
  const who = name === email ? '' : name
  return [who, origin === 'requester' ? 'requester' : ''].filter(Boolean).join(' · ')
}

function Add({ path, issue }: Omit<Props, 'canEdit'>) {
  const client = useQueryClient()
  const [error, setError] = useState<string>()
  const [adding, setAdding] = useState(false)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const emails = String(new FormData(form).get('emails'))
      .split(/[\s,;]+/)
      .filter(Boolean)
    if (emails.length === 0) return
    setAdding(true)
    setError(undefined)
    try {
      const added = await addParticipants(path, issue.iid, emails)
      client.setQueryData(participantsQuery(path, issue.iid).queryKey, list => list && [...list, ...added])
      form.reset()
    } catch (failure) {
      if (!(failure instanceof ApiError)) console.error(failure)
      setError(
        failure instanceof ApiError
          ? (failure.fields.emails ?? failure.message)
          : 'It did not work. Try again.',
      )
    } finally {
      setAdding(false)
    }
  }
  return (
    <form onSubmit={event => void submit(event)} className="flex items-start gap-2">
      <div className="grow">
        <TextField
          label="Addresses to add"
          hideLabel
          name="emails"
          inputMode="email"
          autoComplete="off"
          placeholder="Add an address…"
          error={error}
          help="Each new one is greeted by a mail and gets every public reply."
        />
      </div>
      <Button type="submit" disabled={adding}>
        Add
      </Button>
    </form>
  )
}
