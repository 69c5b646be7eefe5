// What came in, and what became of it? Every mail that the desk accepted, of a project or of all.
import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useActions } from '../../actions.ts'
import { inboxQuery } from '../../api/inbox.ts'
import type { InboxMail } from '../../api/types.ts'
import { Filters, useFilter } from '../../mail-log/Filters.tsx'
import { Log } from '../../mail-log/Log.tsx'
import { LogPage } from '../../mail-log/LogPage.tsx'
import { usePath } from '../../session.ts'
import { BulkBar } from './BulkBar.tsx'
import { MailLine } from './MailLine.tsx'
import { useDecide } from './useDecide.ts'

const choices = [
  [undefined, 'All'],
  ['held', 'Held'],
  ['failed', 'Failed'],
  ['refused', 'Refused'],
  ['ignored', 'Ignored'],
  ['ticket_opened', 'Tickets'],
  ['note_added', 'Notes'],
  ['report_recorded', 'Reports'],
  ['unsubscribed', 'Unsubscribed'],
  ['discarded', 'Discarded'],
  ['pending', 'Being worked on'],
] as const

export default function Page() {
  const path = usePath() ?? null
  const { chosen: ending, search } = useFilter('ending')
  const query = useInfiniteQuery(inboxQuery(path, { ending, search }))
  const rows = query.data?.pages.flatMap(page => page.rows) ?? []
  const { selected, toggle, clear } = useSelection(rows)
  const decide = useDecide(path, clear)
  useActions(
    selected.length === 0
      ? []
      : [{ id: 'inbox-clear', label: 'Choose none', group: 'Inbox log', keys: 'Escape', run: clear }],
  )
  return (
    <LogPage
      title="Inbox log"
      path={path}
      about="Every mail that was accepted, with what became of it and why. Nothing is ever thrown away unseen."
    >
      <Filters
        name="ending"
        label="Show mails that ended as"
        choices={choices}
        searched="Sender, subject or recipient"
      />
      <Log
        query={query}
        label="Mails, newest first"
        empty={
          ending || search
            ? {
                title: 'No such mail',
                text: 'No mail ended so, or none has these words. Choose “All” to see the rest.',
              }
            : {
                title: 'No mail yet',
                text: 'As soon as a mail comes in, it is listed here with what became of it.',
              }
        }
        line={mail => (
          <MailLine
            mail={mail}
            path={path}
            selected={selected.some(one => one.id === mail.id)}
            onSelect={() => toggle(mail)}
            decide={decide}
          />
        )}
      />
      <BulkBar mails={selected} path={path} decide={decide} onClear={clear} />
    </LogPage>
  )
}

/** What is chosen stays chosen while rows come and go, as long as they are on the page. */
function useSelection(rows: readonly InboxMail[]) {
  const [ids, setIds] = useState<ReadonlySet<number>>(new Set())
  const selected = rows.filter(row => ids.has(row.id))
  useEffect(() => {
    if (selected.length < ids.size && rows.length > 0) setIds(new Set(selected.map(row => row.id)))
  })
  return {
    selected,
    toggle: ({ id }: InboxMail) =>
      setIds(new Set(ids.has(id) ? [...ids].filter(one => one !== id) : [...ids, id])),
    clear: () => setIds(new Set()),
  }
}
