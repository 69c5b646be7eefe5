// How does a note get to the desk? At once in the thread, taken back for ten seconds, and never lost on the way.
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { ApiError } from '../../../api/client.ts'
import { changeIssue, type IssueRow, issueQuery } from '../../../api/issues.ts'
import { addNote, type NewNote, takeBackNote, type Written } from '../../../api/notes.ts'
import type { Discussion, Note, UserFull } from '../../../api/types.ts'
import { draftOf, keepDraft } from '../../../drafts.ts'
import { connection } from '../../../live.ts'
import { tell, tellError } from '../../../toasts.ts'
import { newestId, noteToBe, threadOf } from './thread.ts'
import type { News } from './useNews.ts'

const undoSeconds = 10
const triedAgainMilliseconds = 5000

export type Parcel = {
  draftKey: string
  body: string
  internal: boolean
  close: boolean
  /** The newest note that its writer has read. */
  seen: number
  /** Said when it is sent: "Sent to anna@acme.example". */
  done: string
}

export type Status =
  | { kind: 'idle' }
  | { kind: 'sending'; parcel: Parcel }
  /** The desk is out of reach; sent by itself when it is back. */
  | { kind: 'waiting'; parcel: Parcel }
  | { kind: 'failed'; parcel: Parcel; message: string }

type Given = {
  path: string
  issue: IssueRow
  person: UserFull
  news: News
  /** The text is back in its field. */
  restored: (internal: boolean) => void
}

export function useSending({ path, issue, person, news, restored }: Given) {
  const client = useQueryClient()
  const [status, setStatus] = useState<Status>({ kind: 'idle' })
  /** What the quick actions of the last note did not do, and why. */
  const [refused, setRefused] = useState<readonly string[]>([])
  const place = { path, issue }
  const thread = threadOf(client, path, issue.iid)
  const idle = () => setStatus({ kind: 'idle' })

  const sent = async (parcel: Parcel, written: Written | Note) => {
    const own = draftOf(parcel.draftKey)
    keepDraft(parcel.draftKey, own.trim() === parcel.body ? '' : own)
    idle()
    const outcome = 'quick_actions' in written ? written.quick_actions : { applied: [], refused: [] }
    setRefused(outcome.refused)
    const closed = parcel.close && (await closeIssue(client, place))
    const { id } = written
    const words = [id === undefined ? '' : parcel.done, ...outcome.applied].filter(Boolean).join(' ')
    const undo = async () => {
      if (id === undefined || !(await takeBack(client, place, parcel, id, closed))) return
      setRefused([])
      restored(parcel.internal)
    }
    if (words !== '') tell(words, id === undefined ? undefined : () => void undo(), undoSeconds * 1000)
    void thread.invalidate()
  }

  const send = async (parcel: Parcel) => {
    setStatus({ kind: 'sending', parcel })
    setRefused([])
    const shown = noteToBe(issue, person, parcel)
    await thread.settle()
    thread.add(shown)
    try {
      const written = await addNote(path, issue.iid, noteOf(parcel))
      thread.drop(shown.id)
      if (written.id !== undefined) thread.add(written)
      await sent(parcel, written)
    } catch (error) {
      thread.drop(shown.id)
      await refusedBy(error, parcel)
    }
  }

  const refusedBy = async (error: unknown, parcel: Parcel) => {
    if (isAway(error)) return setStatus({ kind: 'waiting', parcel })
    if (!(error instanceof ApiError)) {
      console.error(error)
      return setStatus({ kind: 'failed', parcel, message: 'Something went wrong in this page.' })
    }
    if (error.status !== 409) return setStatus({ kind: 'failed', parcel, message: error.message })
    const found = await thread.readAnew().catch(() => [] as Discussion[])
    const newest = newestId(found.flatMap(({ notes }) => notes))
    if (newest <= parcel.seen) return setStatus({ kind: 'failed', parcel, message: error.message })
    news.stop(newest)
    idle()
  }

  /** The first attempt may have got through although its answer did not: then the note is there already. */
  const sendAgain = async (parcel: Parcel) => {
    try {
      const found = await thread.readAnew()
      const there = found
        .flatMap(({ notes }) => notes)
        .find(note => note.id > parcel.seen && note.author.id === person.id && isSame(note, parcel))
      if (there) await sent(parcel, there)
      else await send(parcel)
    } catch (error) {
      if (!isAway(error)) await refusedBy(error, parcel)
    }
  }
  useWaiting(status.kind === 'waiting' ? status.parcel : null, sendAgain)
  return { status, refused, send, giveUp: idle, forgetRefused: () => setRefused([]) }
}

const noteOf = ({ body, internal, seen }: Parcel): NewNote => ({
  body,
  internal,
  last_seen_note_id: seen,
  undo_seconds: undoSeconds,
})

export type Sending = ReturnType<typeof useSending>

/** Tries what waits: when the connection is back, when the browser says so, and now and then. */
function useWaiting(parcel: Parcel | null, attempt: (parcel: Parcel) => Promise<void>): void {
  const latest = useRef(attempt)
  useEffect(() => {
    latest.current = attempt
  })
  useEffect(() => {
    if (parcel === null) return
    let running = false
    const go = async () => {
      if (running) return
      running = true
      await latest.current(parcel)
      running = false
    }
    const back = () => connection.get() === 'connected' && void go()
    const stop = connection.subscribe(back)
    window.addEventListener('online', go)
    const timer = setInterval(go, triedAgainMilliseconds)
    return () => {
      stop()
      window.removeEventListener('online', go)
      clearInterval(timer)
    }
  }, [parcel])
}

/** No answer from the desk itself; 502 to 504 are a proxy's before it. */
const isAway = (error: unknown) =>
  error instanceof ApiError && (error.status === 0 || (error.status >= 502 && error.status <= 504))

/** The desk takes quick actions out of the text. */
export const isSame = (note: Note, { body, internal }: Pick<Parcel, 'body' | 'internal'>) => {
  const words = (text: string) =>
    text
      .replace(/^\/[a-z_]+.*$/gm, '')
      .replace(/\s+/g, ' ')
      .trim()
  return !note.system && note.internal === internal && words(note.body) === words(body)
}

type Place = { path: string; issue: IssueRow }

/** The note goes, its text comes back, and so does the issue's state; whether that was still possible. */
async function takeBack(
  client: QueryClient,
  { path, issue }: Place,
  { draftKey, body }: Parcel,
  id: number,
  closed: boolean,
): Promise<boolean> {
  const thread = threadOf(client, path, issue.iid)
  try {
    await takeBackNote(path, issue.iid, id)
  } catch (error) {
    tellError(error)
    return false
  }
  thread.drop(id)
  const written = draftOf(draftKey)
  keepDraft(draftKey, written.trim() === '' ? body : `${body}\n\n${written}`)
  if (closed) await changeIssue(path, issue.iid, { state_event: 'reopen' }).catch(tellError)
  void thread.invalidate()
  return true
}

/** Whether it is closed now by this. */
async function closeIssue(client: QueryClient, place: Place): Promise<boolean> {
  const { path, issue } = place
  const { queryKey } = issueQuery(path, issue.iid)
  const show = (state: 'opened' | 'closed') => client.setQueryData(queryKey, row => row && { ...row, state })
  if (issue.state === 'closed') return false
  show('closed')
  try {
    await changeIssue(path, issue.iid, { state_event: 'close' })
    return true
  } catch (error) {
    show('opened')
    tellError(error, () => void closeIssue(client, place))
    return false
  }
}
