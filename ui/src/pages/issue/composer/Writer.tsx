// Where does one write? Two tabs, a reply and an internal note, each with its own draft that survives everything.
import { Tabs } from '@base-ui/react/tabs'
import { useQuery } from '@tanstack/react-query'
import { Lock, Reply } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useActions } from '../../../actions.ts'
import { type IssueRow, participantsQuery } from '../../../api/issues.ts'
import type { Note, UserFull } from '../../../api/types.ts'
import { Button } from '../../../components/Button.tsx'
import { cx } from '../../../components/cx.ts'
import { isUploading } from '../../../components/Editor/useFiles.ts'
import { Tip } from '../../../components/Tip.tsx'
import { draftOf, draftTime, keepDraft, useDraft } from '../../../drafts.ts'
import { ProjectEditor } from '../../../writing/ProjectEditor.tsx'
import { draftKey, type Tab } from './draft-key.ts'
import { Notices } from './Notices.tsx'
import { InternalSaid, inShort, isReached, Recipients } from './Recipients.tsx'
import { type News, useNews } from './useNews.ts'
import { isSame, type Sending, useSending } from './useSending.ts'
import { useSayWriting, useWriters } from './useWriters.ts'

type Props = { path: string; issue: IssueRow; notes: readonly Note[]; person: UserFull; isTeam: boolean }

export function Writer(props: Props) {
  const { path, issue, isTeam } = props
  const [tab, setTab] = useState<Tab>('public')
  const areas = { public: useRef<HTMLTextAreaElement>(null), internal: useRef<HTMLTextAreaElement>(null) }
  const go = (to: Tab) => {
    // Shown at once: whoever presses a key begins to type, and no letter may go elsewhere.
    flushSync(() => setTab(to))
    areas[to].current?.focus()
  }
  const { texts, sending, news, submit } = useSubmit(props, internal => go(internal ? 'internal' : 'public'))
  const writers = useWriters(issue.id, props.person.id, news.newest)
  const { data: participants = [] } = useQuery(participantsQuery(path, issue.iid))
  const mailed = issue.service_desk || participants.length > 0
  const words = wordsOf(mailed)
  const given = { ...props, words, sending, submit }
  useActions([
    { id: 'reply', label: words.tab, group: 'Ticket', keys: 'r', icon: Reply, run: () => go('public') },
    ...(isTeam
      ? [
          {
            id: 'note',
            label: 'Internal note',
            group: 'Ticket',
            keys: 'n',
            icon: Lock,
            run: () => go('internal'),
          },
        ]
      : []),
  ])
  return (
    <section
      aria-label="Write"
      data-print="no"
      className={cx(
        'overflow-hidden rounded-lg border',
        tab === 'internal'
          ? 'border-internal-line border-l-4 bg-internal has-[textarea:focus]:ring-1 has-[textarea:focus]:ring-internal-line'
          : 'border-edge bg-canvas has-[textarea:focus]:border-accent has-[textarea:focus]:ring-1 has-[textarea:focus]:ring-accent',
      )}
    >
      <Tabs.Root value={tab} onValueChange={setTab}>
        <div className="flex items-center justify-between gap-3 border-line border-b px-1.5">
          <Heads words={words} isTeam={isTeam} drafts={texts} tab={tab} />
          <p role="status" className="min-w-0 truncate pr-2 text-muted text-xs" dir="auto">
            {writers}
          </p>
        </div>
        <Notices
          news={news}
          sending={sending}
          show={showNote}
          again={({ internal, close }) => submit(internal ? 'internal' : 'public', close)}
        />
        <Panel {...given} tab="public" area={areas.public} draft={texts.public}>
          <Recipients path={path} issue={issue} canEdit={isTeam} />
        </Panel>
        {isTeam && (
          <Panel {...given} tab="internal" area={areas.internal} draft={texts.internal}>
            <InternalSaid />
          </Panel>
        )}
      </Tabs.Root>
    </section>
  )
}

const showNote = (id: number) =>
  document.getElementById(`note_${id}`)?.scrollIntoView({ block: 'center', behavior: 'smooth' })

type Words = { tab: string; label: string; placeholder: string; send: string; close: string }

const wordsOf = (mailed: boolean): Words =>
  mailed
    ? {
        tab: 'Reply to customer',
        label: 'Reply to customer',
        placeholder: 'Write a reply… (/ for quick actions, ; for saved replies)',
        send: 'Send',
        close: 'Send and close',
      }
    : {
        tab: 'Comment',
        label: 'Comment',
        placeholder: 'Write a comment… (/ for quick actions)',
        send: 'Comment',
        close: 'Comment and close',
      }

type Draft = [text: string, keep: (text: string) => void]

/** The drafts, and what it takes to send one of them. */
function useSubmit({ path, issue, notes, person }: Props, restored: (internal: boolean) => void) {
  const keys = {
    public: draftKey(person.id, issue.id, 'public'),
    internal: draftKey(person.id, issue.id, 'internal'),
  }
  const texts: Record<Tab, Draft> = { public: useDraft(keys.public), internal: useDraft(keys.internal) }
  const news: News = useNews(
    notes,
    person.id,
    Object.values(texts).some(([text]) => text.trim() !== ''),
  )
  const sending: Sending = useSending({ path, issue, person, news, restored })
  useForgetSent(notes, person, keys, sending.status.kind === 'idle')
  const { data: participants = [] } = useQuery(participantsQuery(path, issue.iid))
  const submit = (tab: Tab, close: boolean) => {
    const body = texts[tab][0].trim()
    const busy = sending.status.kind === 'sending' || sending.status.kind === 'waiting'
    if (busy || body === '' || isUploading(body)) return
    if (news.writers !== '' && !news.stopped) return news.stop(news.newest)
    news.acknowledge()
    const reached = participants.filter(isReached)
    const internal = tab === 'internal'
    const done = internal
      ? 'Internal note added.'
      : reached.length > 0
        ? `Sent to ${inShort(reached)}.`
        : 'Comment added.'
    void sending.send({ draftKey: keys[tab], body, internal, close, seen: news.newest, done })
  }
  return { texts, sending, news, submit }
}

/** A page that was left while it sent did not hear that it was sent: the draft stands in the thread, written after it. */
function useForgetSent(
  notes: readonly Note[],
  person: UserFull,
  keys: Record<Tab, string>,
  isIdle: boolean,
): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked when notes come in; the rest says of which person and issue
  useEffect(() => {
    if (!isIdle) return
    for (const [tab, key] of Object.entries(keys)) {
      const draft = { body: draftOf(key), internal: tab === 'internal' }
      const isThere = (note: Note) =>
        note.author.id === person.id &&
        new Date(note.created_at).getTime() > draftTime(key) &&
        isSame(note, draft)
      if (draft.body.trim() !== '' && notes.some(isThere)) keepDraft(key, '')
    }
  }, [notes])
}

type HeadsProps = { words: Words; isTeam: boolean; drafts: Record<Tab, Draft>; tab: Tab }

const headLook =
  'relative flex h-9 items-center gap-1.5 whitespace-nowrap px-2 font-medium text-muted text-sm hover:text-ink data-[active]:text-ink data-[active]:shadow-[inset_0_-2px_0_var(--color-accent)]'

function Heads({ words, isTeam, drafts, tab }: HeadsProps) {
  const waiting = (of: Tab) => of !== tab && drafts[of][0].trim() !== ''
  return (
    <Tabs.List aria-label="Who is it for?" className="flex shrink-0">
      <Tip text={words.tab} keys="r">
        <Tabs.Tab value="public" className={headLook}>
          <Reply aria-hidden="true" className="size-4 max-sm:hidden" />
          {words.tab}
          {waiting('public') && <Begun />}
        </Tabs.Tab>
      </Tip>
      {isTeam && (
        <Tip text="Internal note" keys="n">
          <Tabs.Tab
            value="internal"
            className={cx(headLook, 'data-[active]:shadow-[inset_0_-2px_0_var(--color-internal-line)]')}
          >
            <Lock aria-hidden="true" className="size-3.5 max-sm:hidden" />
            Internal note
            {waiting('internal') && <Begun />}
          </Tabs.Tab>
        </Tip>
      )}
    </Tabs.List>
  )
}

const Begun = () => (
  <span className="size-1.5 rounded-full bg-accent" title="Draft">
    <span className="sr-only">draft</span>
  </span>
)

type PanelProps = Props & {
  tab: Tab
  words: Words
  draft: Draft
  area: RefObject<HTMLTextAreaElement | null>
  sending: Sending
  submit: (tab: Tab, close: boolean) => void
  children: ReactNode
}

function Panel({
  path,
  issue,
  isTeam,
  tab,
  words,
  draft: [text, keep],
  area,
  sending,
  submit,
  children,
}: PanelProps) {
  const { status } = sending
  const internal = tab === 'internal'
  const mine = status.kind !== 'idle' && status.parcel.internal === internal
  const underway = mine && status.kind === 'sending'
  const busy = status.kind === 'sending' || status.kind === 'waiting'
  const sayWriting = useSayWriting(path, issue.iid, internal)
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return
    event.preventDefault()
    submit(tab, event.shiftKey && canClose)
  }
  const canClose = issue.state === 'opened' && isTeam
  const ready = !busy && text.trim() !== '' && !isUploading(text)
  return (
    <Tabs.Panel value={tab} keepMounted tabIndex={-1} className="outline-none" onKeyDown={press}>
      <div className="px-3 pt-1.5">{children}</div>
      <ProjectEditor
        bare
        ref={area}
        path={path}
        issue={issue}
        label={internal ? 'Internal note' : words.label}
        placeholder={underway ? 'Sending…' : internal ? 'Write to the team…' : words.placeholder}
        // What is being sent stands in the thread already; its draft is given up when the desk has it.
        value={underway ? '' : text}
        readOnly={busy && mine}
        onChange={next => {
          keep(next)
          if (isTeam && next.trim() !== '') sayWriting()
        }}
      >
        {canClose && (
          <Tip text={internal ? 'Add note and close' : words.close} keys="mod+shift+enter">
            <Button small disabled={!ready} onClick={() => submit(tab, true)}>
              {internal ? 'Add and close' : words.close}
            </Button>
          </Tip>
        )}
        <Tip text={internal ? 'Add note' : words.send} keys="mod+enter">
          <Button small look="primary" disabled={!ready} onClick={() => submit(tab, false)}>
            {internal ? 'Add note' : words.send}
          </Button>
        </Tip>
      </ProjectEditor>
    </Tabs.Panel>
  )
}
