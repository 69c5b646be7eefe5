// What is the one number? Large, with its line's look, and how it differs from before.
import { Swatch } from './Swatch.tsx'
import type { Series } from './tones.ts'

type Props = {
  name: string
  value: string
  /** Shown when the figure belongs to a line. */
  series?: Series
  /** `+12`; undefined while it is not known. */
  change?: string | undefined
  /** What `change` is measured against, for those who hear it. */
  against?: string
  note?: React.ReactNode
}

export function BigFigure({ name, value, series, change, against, note }: Props) {
  return (
    <div className="flex flex-col">
      <dt className="flex items-center gap-1.5 text-muted text-xs">
        {series && <Swatch tone={series.tone} dashed={series.dashed ?? false} />}
        {name}
      </dt>
      <dd className="flex items-baseline gap-2">
        <span className="tabular font-semibold text-xl">{value}</span>
        {change && (
          <span className="tabular text-faint text-xs" title={against}>
            {change}
            <span className="sr-only"> {against}</span>
          </span>
        )}
        {note && <span className="text-xs">{note}</span>}
      </dd>
    </div>
  )
}
