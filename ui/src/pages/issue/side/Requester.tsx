// Who asks, and what else did they and their colleagues ask?
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CircleCheck, CircleDot } from 'lucide-react'
import { type IssueRow, participantsQuery } from '../../../api/issues.ts'
import { otherTicketsQuery } from '../../../api/requesters.ts'
import { Avatar } from '../../../components/Avatar.tsx'
import { Copy } from '../../../components/Copy.tsx'
import { pathParam } from '../../../urls.ts'
import { useViewing, type Whole } from '../context.ts'
import { Forwarded } from './Forwarded.tsx'
import { Marks } from './Marks.tsx'
import { Section } from './Section.tsx'

export function Requester({ issue }: { issue: Whole }) {
  const { path, iid } = useViewing()
  const { data: participants = [] } = useQuery(participantsQuery(path, iid))
  const address = issue.service_desk_reply_to
  if (address === null) return null
  const one = participants.find(({ email }) => email.toLowerCase() === address.toLowerCase())
  const name = issue.requester_name || address
  return (
    <Section title="Requester">
      <div className="flex items-start gap-3">
        <Avatar name={name} size={32} />
        <div className="flex min-w-0 grow flex-col">
          <bdi className="truncate font-medium">{name}</bdi>
          <span className="flex items-center gap-1">
            <span className="min-w-0 truncate text-muted text-sm" title={address}>
              {address}
            </span>
            <Copy text={address} label="Copy the address" />
          </span>
        </div>
      </div>
      {one && <Marks participant={one} />}
      <Forwarded />
      <Others issue={issue} address={address} />
    </Section>
  )
}

/** Hosts where everybody has an address: its users are no company. */
const publicHosts = new Set([
  'gmail.com',
  'googlemail.com',
  'outlook.com',
  'hotmail.com',
  'live.com',
  'yahoo.com',
  'icloud.com',
  'me.com',
  'proton.me',
  'protonmail.com',
  'gmx.de',
  'gmx.net',
  'web.de',
  't-online.de',
  'aol.com',
])

function Others({ issue, address }: { issue: Whole; address: string }) {
  const { path } = useViewing()
  const domain = address.split('@').at(-1)?.toLowerCase() ?? ''
  const own = useQuery(otherTicketsQuery(path, { requester: address }))
  const company = useQuery({
    ...otherTicketsQuery(path, { requester_domain: domain }),
    enabled: !publicHosts.has(domain),
  })
  const theirs = (own.data ?? []).filter(({ id }) => id !== issue.id).slice(0, shownOfEach)
  const known = new Set(own.data?.map(({ id }) => id))
  const colleagues = (company.data ?? [])
    .filter(({ id }) => id !== issue.id && !known.has(id))
    .slice(0, shownOfEach)
  return (
    <>
      {own.data && theirs.length === 0 && <p className="text-faint text-xs">No other tickets of theirs.</p>}
      <Tickets title="Other tickets" rows={theirs} search={{ requester: address, state: 'all' }} />
      <Tickets
        title={`From ${domain}`}
        rows={colleagues}
        search={{ requester_domain: domain, state: 'all' }}
      />
    </>
  )
}

const shownOfEach = 5

type TicketsProps = { title: string; rows: readonly IssueRow[]; search: Record<string, string> }

function Tickets({ title, rows, search }: TicketsProps) {
  const { path } = useViewing()
  const params = { path: pathParam(path) }
  if (rows.length === 0) return null
  return (
    <div className="mt-1">
      <div className="flex items-center justify-between gap-2 text-xs">
        <h3 className="min-w-0 truncate text-faint">{title}</h3>
        <Link
          to="/p/$path/issues/service_desk"
          params={params}
          search={search}
          aria-label={`All tickets: ${title}`}
          className="flex h-6 shrink-0 items-center text-faint hover:text-ink hover:underline"
        >
          All
        </Link>
      </div>
      <ul>
        {rows.map(row => {
          const Icon = row.state === 'opened' ? CircleDot : CircleCheck
          return (
            <li key={row.id}>
              <Link
                to="/p/$path/issues/$iid"
                params={{ ...params, iid: String(row.iid) }}
                className="-mx-1.5 flex h-7 items-center gap-2 rounded px-1.5 text-sm hover:bg-hover"
              >
                <Icon
                  role="img"
                  aria-label={row.state === 'opened' ? 'Open' : 'Closed'}
                  className={`size-3.5 shrink-0 ${row.state === 'opened' ? 'text-open' : 'text-done'}`}
                />
                <span dir="auto" className="min-w-0 grow truncate">
                  {row.title}
                </span>
                <span className="tabular text-faint text-xs">#{row.iid}</span>
              </Link>
            </li>
          )
        })}
      </ul>
    </div>
  )
}
