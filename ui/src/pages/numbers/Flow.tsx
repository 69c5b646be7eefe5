// How many came, how many went, and how many are open? The first charts of the page.
import { Link } from '@tanstack/react-router'
import { BarList } from '../../components/charts/BarList.tsx'
import { BigFigure } from '../../components/charts/BigFigure.tsx'
import { ChartFigure } from '../../components/charts/ChartFigure.tsx'
import { DayLines } from '../../components/charts/DayLines.tsx'
import { sayDayBriefly } from '../../components/charts/days.ts'
import { countScale, sayCount } from '../../components/charts/scale.ts'
import type { Series } from '../../components/charts/tones.ts'
import { pathParam } from '../../urls.ts'
import type { Shown } from './index.tsx'
import { counted, sayStep, stepOf } from './points.ts'
import { ages, changeOfCount } from './words.ts'

const opened: Series = { name: 'opened', tone: 'open' }
const closed: Series = { name: 'closed', tone: 'done', dashed: true }
const open: Series = { name: 'open', tone: 'open', filled: true }

export function OpenedAndClosed({ numbers, before, against, fileUrl }: Shown) {
  const step = stepOf(numbers)
  const { totals, per_day } = numbers
  return (
    <ChartFigure
      wide
      title="Opened and closed"
      help={`Tickets per ${step}`}
      fileUrl={fileUrl('per_day')}
      figures={
        <>
          <BigFigure
            name="Opened"
            value={sayCount(totals.opened)}
            series={opened}
            change={changeOfCount(totals.opened, before?.totals.opened)}
            against={against}
          />
          <BigFigure
            name="Closed"
            value={sayCount(totals.closed)}
            series={closed}
            change={changeOfCount(totals.closed, before?.totals.closed)}
            against={against}
          />
        </>
      }
      table={{
        head: ['Day', 'Opened', 'Closed'],
        rows: per_day.map(day => ({
          key: day.day,
          cells: [sayDayBriefly(day.day), sayCount(day.opened), sayCount(day.closed)],
        })),
      }}
    >
      <DayLines
        label="Opened and closed"
        series={[opened, closed]}
        points={counted(numbers).map(one => ({ day: one.day, values: [one.opened, one.closed] }))}
        scale={countScale}
        sayPoint={sayStep(step)}
      />
    </ChartFigure>
  )
}

export function OpenTickets({ numbers, path, fileUrl }: Shown) {
  const step = stepOf(numbers)
  const { totals, per_day } = numbers
  return (
    <ChartFigure
      title="Open tickets"
      help={`At the end of each ${step}`}
      fileUrl={fileUrl('per_day')}
      figures={
        <>
          <BigFigure name="Open now" value={sayCount(totals.open)} />
          <BigFigure
            name="Waiting for us"
            value={sayCount(totals.awaiting_team)}
            note={
              totals.awaiting_team > 0 && (
                <Link
                  to="/p/$path/issues/service_desk"
                  params={{ path: pathParam(path) }}
                  search={{ awaiting: 'team' }}
                  className="text-accent hover:underline"
                  data-print="no"
                >
                  Show them
                </Link>
              )
            }
          />
        </>
      }
      table={{
        head: ['Day', 'Open at its end'],
        rows: per_day.map(({ day, open_at_end }) => ({
          key: day,
          cells: [sayDayBriefly(day), sayCount(open_at_end)],
        })),
      }}
    >
      <DayLines
        label="Open tickets"
        series={[open]}
        points={counted(numbers).map(({ day, open_at_end }) => ({ day, values: [open_at_end] }))}
        scale={countScale}
        sayPoint={sayStep(step)}
      />
    </ChartFigure>
  )
}

export function OpenByAge({ numbers, fileUrl }: Shown) {
  const rows = numbers.open_by_age.map(({ bucket, count }) => ({ key: bucket, name: ages[bucket], count }))
  return (
    <ChartFigure
      title="Open by age"
      help="How long the tickets that are open now have been there"
      fileUrl={fileUrl('open_by_age')}
      table={{
        head: ['Age', 'Open'],
        rows: rows.map(({ key, name, count }) => ({ key, cells: [name, sayCount(count)] })),
      }}
    >
      <BarList
        tone="open"
        bars={rows.map(({ key, name, count }) => ({
          key,
          name: <span className="truncate">{name}</span>,
          value: count,
          unit: 'open',
        }))}
      />
    </ChartFigure>
  )
}
