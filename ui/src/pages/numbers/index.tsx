// How does this project's Service Desk do? Charts of a period, each also as a table and a file.
import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { Lock } from 'lucide-react'
import {
  type Numbers,
  type NumbersTable,
  numbersFileUrl,
  numbersQuery,
  type Period,
} from '../../api/numbers.ts'
import { daysBetween } from '../../components/charts/days.ts'
import { cx } from '../../components/cx.ts'
import { Empty } from '../../components/Empty.tsx'
import { Failed } from '../../components/Failed.tsx'
import { Column, PageHeader } from '../../frame/PageHeader.tsx'
import { usePath, usePerson, useProject } from '../../session.ts'
import { dayName } from '../../times.ts'
import { OpenByAge, OpenedAndClosed, OpenTickets } from './Flow.tsx'
import { Lengths } from './Lengths.tsx'
import { Nothing } from './Nothing.tsx'
import { PeriodBar } from './PeriodBar.tsx'
import { daysOf, periodBefore, today, zoneOf } from './period.ts'
import { ByDomain, ByLabel } from './Shares.tsx'
import { Waiting } from './Waiting.tsx'

/** What every chart is given. */
export type Shown = {
  path: string
  numbers: Numbers
  /** Of the period before; undefined while it is read. */
  before: Numbers | undefined
  /** What the changes are measured against. */
  against: string
  fileUrl: (table: NumbersTable) => string
}

export default function Page() {
  const path = usePath() ?? ''
  const { isTeam, isPending, error, refetch } = useProject(path)
  const zone = zoneOf(usePerson())
  const now = today(zone)
  const days = daysOf(useSearch({ strict: false }), now)
  return (
    <>
      <PageHeader title="Numbers" path={path} />
      <Column>
        {isTeam && <PeriodBar days={days} now={now} />}
        {isTeam && <OfPeriod path={path} period={{ ...days, time_zone: zone }} now={now} />}
        {!isTeam && !isPending && !error && (
          <Empty icon={Lock} title="Numbers are for the team">
            <p>They tell of customers. Who is at least Reporter in this project sees them.</p>
          </Empty>
        )}
        {error && <Failed error={error} retry={() => void refetch()} />}
      </Column>
    </>
  )
}

function OfPeriod({ path, period, now }: { path: string; period: Period; now: string }) {
  const { data, error, isPlaceholderData, refetch } = useQuery({
    ...numbersQuery(path, period),
    placeholderData: (kept, query) => (query?.queryKey[1] === path ? kept : undefined),
  })
  const { data: before } = useQuery({
    ...numbersQuery(path, periodBefore(period)),
    enabled: data !== undefined,
  })
  if (error) return <Failed error={error} retry={() => void refetch()} />
  if (data === undefined) return <Waiting />
  if (isEmpty(data)) return <Nothing path={path} now={now} />
  const count = daysBetween(period.from, period.to)
  const shown: Shown = {
    path,
    numbers: data,
    before: isPlaceholderData ? undefined : before,
    against: count === 1 ? 'against the day before' : `against the ${count} days before`,
    fileUrl: table => numbersFileUrl(path, period, table),
  }
  return (
    <div
      aria-busy={isPlaceholderData}
      className={cx('transition-opacity', isPlaceholderData && 'opacity-60')}
    >
      <p className="pb-5 text-faint text-xs">
        {dayName(data.from)} to {dayName(data.to)}, days in {period.time_zone.replaceAll('_', ' ')}. Changes
        are {shown.against}.
      </p>
      <Charts {...shown} />
    </div>
  )
}

/** Nothing came, nothing went, nothing is there. */
const isEmpty = ({ totals }: Numbers) => totals.opened + totals.closed + totals.open === 0

const Charts = (shown: Shown) => (
  <div className="grid grid-cols-[minmax(0,1fr)] gap-x-12 gap-y-10 lg:grid-cols-2 print:block print:space-y-8">
    <OpenedAndClosed {...shown} />
    <OpenTickets {...shown} />
    <OpenByAge {...shown} />
    <Lengths
      {...shown}
      which="first_response"
      title="First response"
      help="From a ticket’s arrival to the team’s first answer"
      nothing="no first answer"
    />
    <Lengths
      {...shown}
      which="resolution"
      title="Resolution"
      help="From a ticket’s arrival to its closing"
      nothing="none closed"
    />
    <ByDomain {...shown} />
    <ByLabel {...shown} />
  </div>
)
