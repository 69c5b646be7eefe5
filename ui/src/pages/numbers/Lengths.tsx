// How long did it take? The middle one of all and what nine of ten stayed under, by day and for the period.
import type { Numbers } from '../../api/numbers.ts'
import { BigFigure } from '../../components/charts/BigFigure.tsx'
import { ChartFigure } from '../../components/charts/ChartFigure.tsx'
import { DayLines } from '../../components/charts/DayLines.tsx'
import { sayDayBriefly } from '../../components/charts/days.ts'
import { lengthScale, sayCount } from '../../components/charts/scale.ts'
import type { Series } from '../../components/charts/tones.ts'
import type { Shown } from './index.tsx'
import { lengths, sayStep, stepOf } from './points.ts'
import { changeOfLength, sayTook } from './words.ts'

const median: Series = { name: 'median', tone: 'accent' }
const p90: Series = { name: '9 of 10', tone: 'held', dashed: true }

type Props = Shown & {
  which: 'first_response' | 'resolution'
  title: string
  help: string
  /** What a day without any says. */
  nothing: string
}

export function Lengths({ which, title, help, nothing, numbers, before, against, fileUrl }: Props) {
  const { [which]: took } = numbers
  const step = stepOf(numbers)
  const earlier = before?.[which]
  return (
    <ChartFigure
      title={title}
      help={`${help} · ${sayCount(took.count)} tickets`}
      fileUrl={fileUrl(which)}
      figures={
        <>
          <BigFigure
            name="Median"
            value={sayTook(took.median_seconds)}
            series={median}
            change={changeOfLength(took.median_seconds, earlier?.median_seconds)}
            against={against}
          />
          <BigFigure
            name="9 of 10 within"
            value={sayTook(took.p90_seconds)}
            series={p90}
            change={changeOfLength(took.p90_seconds, earlier?.p90_seconds)}
            against={against}
          />
        </>
      }
      table={tableOf(took)}
    >
      <DayLines
        label={title}
        series={[median, p90]}
        points={lengths(step, took)}
        scale={lengthScale}
        sayPoint={sayStep(step)}
        nothing={nothing}
      />
    </ChartFigure>
  )
}

const tableOf = ({ per_day }: Numbers['first_response']) => ({
  head: ['Day', 'Median', '9 of 10 within', 'Tickets'],
  rows: per_day
    .filter(({ count }) => count > 0)
    .map(({ day, median_seconds, p90_seconds, count }) => ({
      key: day,
      cells: [sayDayBriefly(day), sayTook(median_seconds), sayTook(p90_seconds), sayCount(count)],
    })),
})
