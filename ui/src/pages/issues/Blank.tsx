// What does a list say that is empty? Why, and the next step.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CircleCheck, CircleDot, Headset, ListFilter, Mail, PowerOff } from 'lucide-react'
import { useState } from 'react'
import { sendSampleMail, serviceDeskQuery } from '../../api/service-desk.ts'
import { Button } from '../../components/Button.tsx'
import { Copy } from '../../components/Copy.tsx'
import { Empty } from '../../components/Empty.tsx'
import { useProject } from '../../session.ts'
import { tell, tellError } from '../../toasts.ts'
import { pathParam } from '../../urls.ts'
import type { Tab } from './filter.ts'
import type { Place } from './place.ts'

type Props = { place: Place; tab: Tab; filtered: boolean; all: number | undefined; clear: () => void }

export function Blank({ place, tab, filtered, all, clear }: Props) {
  if (filtered)
    return (
      <Empty
        icon={ListFilter}
        title="Nothing matches"
        actions={<Button onClick={clear}>Clear the filters</Button>}
      >
        <p>No {tab === 'all' ? '' : `${tab === 'opened' ? 'open' : 'closed'} `}issue has all of this.</p>
      </Empty>
    )
  if (all !== undefined && all > 0)
    return tab === 'closed' ? (
      <Empty icon={CircleDot} title="Nothing closed yet" />
    ) : (
      <Empty icon={CircleCheck} title="All done">
        <p>Nothing is open here.</p>
      </Empty>
    )
  if (place.path === null)
    return (
      <Empty icon={CircleCheck} title="Nothing is assigned to you">
        <p>What your team gives to you, in any project, stands here.</p>
      </Empty>
    )
  return place.kind === 'desk' ? <NoTickets path={place.path} /> : <NoIssues path={place.path} />
}

function NoIssues({ path }: { path: string }) {
  return (
    <Empty
      icon={CircleDot}
      title="No issues yet"
      actions={
        <Link
          to="/p/$path/issues/new"
          params={{ path: pathParam(path) }}
          className="inline-flex h-8 items-center rounded-md bg-accent px-3 font-medium text-on-accent text-sm hover:bg-accent-strong"
        >
          New issue
        </Link>
      }
    >
      <p>
        Issues hold what has to be done: a fault, a wish, a question. Tickets of customers stand here too.
      </p>
    </Empty>
  )
}

function NoTickets({ path }: { path: string }) {
  const { project, isTeam, isMaintainer } = useProject(path)
  const address = project?.service_desk_address ?? null
  if (project === undefined) return null
  if (!isTeam)
    return (
      <Empty icon={Headset} title="No tickets for you">
        <p>What customers write is shown to the project’s team. A maintainer can take you in.</p>
      </Empty>
    )
  if (!project.service_desk_enabled) return <DeskOff path={path} canSet={isMaintainer} />
  if (address === null) return <NoMailbox path={path} canSet={isMaintainer} />
  return (
    <Empty
      icon={Headset}
      title="No tickets yet"
      actions={isMaintainer ? <SampleMail path={path} /> : undefined}
    >
      <p>Give this address to your customers. Each mail to it becomes a ticket here.</p>
      <p className="flex items-center justify-center gap-1">
        <code className="break-all font-mono text-ink text-sm">{address}</code>
        <Copy text={address} label="Copy the address" />
      </p>
    </Empty>
  )
}

function SampleMail({ path }: { path: string }) {
  const [sending, setSending] = useState(false)
  const send = async () => {
    setSending(true)
    try {
      const { subject } = await sendSampleMail(path)
      tell(`“${subject}” is on its way`)
    } catch (error) {
      tellError(error, send)
    } finally {
      setSending(false)
    }
  }
  return (
    <Button look="primary" disabled={sending} onClick={send}>
      <Mail aria-hidden="true" className="size-4" />
      Send a sample mail
    </Button>
  )
}

function DeskOff({ path, canSet }: { path: string; canSet: boolean }) {
  return (
    <Empty
      icon={PowerOff}
      title="Service Desk is off"
      actions={
        canSet && (
          <Link
            to="/p/$path/edit"
            params={{ path: pathParam(path) }}
            hash="js-service-desk"
            className="inline-flex h-8 items-center rounded-md bg-accent px-3 font-medium text-on-accent text-sm hover:bg-accent-strong"
          >
            Turn it on in the settings
          </Link>
        )
      }
    >
      <p>
        With Service Desk, customers write a mail and your team answers it here. They need no account.
        {!canSet && ' A maintainer of the project can turn it on.'}
      </p>
    </Empty>
  )
}

function NoMailbox({ path, canSet }: { path: string; canSet: boolean }) {
  const { data } = useQuery({ ...serviceDeskQuery(path), enabled: canSet })
  return (
    <Empty icon={Mail} title="Incoming mail is not set up">
      <p>Customers cannot write yet: no mailbox takes new tickets.</p>
      {canSet ? (
        <ul className="list-disc pl-5 text-left">
          {data?.missing.map(sentence => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      ) : (
        <p>An administrator of this desk has to set it up.</p>
      )}
    </Empty>
  )
}
