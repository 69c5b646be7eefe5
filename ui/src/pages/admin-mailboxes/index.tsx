// Which ways has mail into the desk and out of it, do they work, and what is to be done where they do not?
import { useQuery } from '@tanstack/react-query'
import { mailboxesQuery } from '../../api/admin.ts'
import { Failed } from '../../components/Failed.tsx'
import { AdminPage } from '../../frame/AdminTabs.tsx'
import { Undeliverable } from './Undeliverable.tsx'
import { Way } from './Way.tsx'

export default function Page() {
  return (
    <AdminPage title="Mailboxes">
      <Ways />
      <Undeliverable />
    </AdminPage>
  )
}

/** How a reader does is told by no event; each look signs in to the outgoing server. */
const anewMilliseconds = 15_000

function Ways() {
  const { data, error, refetch } = useQuery({ ...mailboxesQuery, refetchInterval: anewMilliseconds })
  if (error && data === undefined) return <Failed error={error} retry={() => void refetch()} />
  return (
    <ul
      aria-label="Ways of mail"
      className="flex min-h-120 flex-col divide-y divide-line border-line border-b"
    >
      {data?.map(mailbox => (
        <li key={mailbox.name}>
          <Way mailbox={mailbox} />
        </li>
      ))}
    </ul>
  )
}
