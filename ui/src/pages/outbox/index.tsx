// What goes out, and did it arrive? Every mail that the desk writes, of a project or of all.
import { useInfiniteQuery } from '@tanstack/react-query'
import { outboxQuery } from '../../api/outbox.ts'
import { Filters, useFilter } from '../../mail-log/Filters.tsx'
import { Log } from '../../mail-log/Log.tsx'
import { LogPage } from '../../mail-log/LogPage.tsx'
import { usePath } from '../../session.ts'
import { MailLine } from './MailLine.tsx'

const choices = [
  [undefined, 'All'],
  ['failed', 'Failed'],
  ['suppressed', 'Suppressed'],
  ['waiting', 'Not sent'],
  ['queued', 'Queued'],
  ['sent', 'Sent'],
  ['cancelled', 'Cancelled'],
] as const

export default function Page() {
  const path = usePath() ?? null
  const { chosen: state, search: recipient } = useFilter('state')
  const query = useInfiniteQuery(outboxQuery(path, { state, recipient }))
  return (
    <LogPage
      title="Outbox log"
      path={path}
      about="Every mail that the desk writes, with how it fared on its way."
    >
      <Filters
        name="state"
        label="Show mails that are"
        choices={choices}
        searched="The recipient’s whole address"
      />
      <Log
        query={query}
        label="Mails, newest first"
        empty={
          state || recipient
            ? { title: 'No such mail', text: 'Choose “All”, or write the whole address of the recipient.' }
            : {
                title: 'No mail yet',
                text: 'Thank-yous, answers and notifications are listed here as they are written.',
              }
        }
        line={mail => <MailLine mail={mail} path={path} />}
      />
    </LogPage>
  )
}
