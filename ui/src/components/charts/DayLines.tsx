// How did it go, day by day? Lines that can be walked along with the pointer, a finger or the arrow keys.
import { type KeyboardEvent, type PointerEvent, useState } from 'react'
import { sayDay } from './days.ts'
import { chartHeight, type Layout, layOut, type Point } from './layout.ts'
import { Plot } from './Plot.tsx'
import { Swatch } from './Swatch.tsx'
import type { Scale } from './scale.ts'
import type { Series } from './tones.ts'
import { useWidth } from './useWidth.ts'

type Props = {
  /** What the lines show: "First response". */
  label: string
  points: readonly Point[]
  series: readonly Series[]
  scale: (highest: number) => Scale
  /** How a point's time is called, where it is no single day. */
  sayPoint?: (day: string) => string
  /** What is said where a point has no values. */
  nothing?: string
}

export function DayLines({ label, points, series, scale, sayPoint = sayDay, nothing = 'nothing' }: Props) {
  const [ref, width] = useWidth<HTMLDivElement>()
  const { at, shown, handlers } = useWalk(points.length)
  const used = scale(Math.max(0, ...points.flatMap(({ values }) => values.map(value => value ?? 0))))
  const layout = layOut(width, points, series, used)
  const read = (index: number) => lineTexts(points[index], series, used, nothing)
  const point = points[at]
  return (
    // Said as a slider: its place is a day, its text the day's values, read out as one walks.
    <div
      ref={ref}
      role="slider"
      tabIndex={0}
      aria-label={`${label}, by day`}
      aria-valuemin={0}
      aria-valuemax={points.length - 1}
      aria-valuenow={at}
      aria-valuetext={point ? `${sayPoint(point.day)}: ${read(at).join(', ')}` : nothing}
      className="relative touch-pan-y rounded-sm"
      style={{ height: chartHeight }}
      {...handlers(layout)}
    >
      {width > 0 && points.length > 0 && (
        <Plot points={points} series={series} scale={used} layout={layout} shown={shown} />
      )}
      {shown !== null && points[shown] && (
        <Readout
          title={sayPoint(points[shown].day)}
          point={points[shown]}
          series={series}
          scale={used}
          nothing={nothing}
          x={layout.x(shown)}
          width={width}
        />
      )}
    </div>
  )
}

const lineTexts = (point: Point | undefined, series: readonly Series[], { say }: Scale, nothing: string) => {
  const texts = series.flatMap(({ name }, which) => {
    const value = point?.values[which]
    return value === null || value === undefined ? [] : [`${name} ${say(value)}`]
  })
  return texts.length > 0 ? texts : [nothing]
}

/** Which point is looked at? The one under the pointer, else where the keys have come; at first the last. */
function useWalk(count: number) {
  const [hovered, setHovered] = useState<number | null>(null)
  const [kept, setKept] = useState<number | null>(null)
  const [focused, setFocused] = useState(false)
  const last = Math.max(0, count - 1)
  const at = Math.min(kept ?? last, last)
  const within = (index: number) => Math.min(last, Math.max(0, index))
  const handlers = (layout: Layout) => {
    const under = (event: PointerEvent<HTMLDivElement>) =>
      layout.indexAt(event.clientX - event.currentTarget.getBoundingClientRect().left)
    return {
      onPointerMove: (event: PointerEvent<HTMLDivElement>) => setHovered(under(event)),
      onPointerDown: (event: PointerEvent<HTMLDivElement>) => setKept(under(event)),
      onPointerLeave: () => setHovered(null),
      onFocus: () => setFocused(true),
      onBlur: () => setFocused(false),
      onKeyDown: (event: KeyboardEvent) => {
        const to = walk(event.key, at, last)
        if (to === undefined || event.metaKey || event.ctrlKey || event.altKey) return
        event.preventDefault()
        setHovered(null)
        setKept(within(to))
      },
    }
  }
  const shown = count === 0 ? null : (hovered ?? (focused ? at : null))
  return { at, shown: shown === null ? null : within(shown), handlers }
}

function walk(key: string, at: number, last: number): number | undefined {
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return at - 1
    case 'ArrowRight':
    case 'ArrowUp':
      return at + 1
    case 'PageDown':
      return at - 7
    case 'PageUp':
      return at + 7
    case 'Home':
      return 0
    case 'End':
      return last
  }
}

type ReadoutProps = {
  title: string
  point: Point
  series: readonly Series[]
  scale: Scale
  nothing: string
  x: number
  width: number
}

/** Beside the pointer, on the side where there is room. */
function Readout({ title, point, series, scale, nothing, x, width }: ReadoutProps) {
  const rows = series.flatMap((one, which) => {
    const value = point.values[which]
    return value === null || value === undefined ? [] : [{ one, value }]
  })
  return (
    <div
      aria-hidden="true"
      className="pointer-events-none absolute top-0 z-10 rounded-md border border-line bg-raised px-2.5 py-1.5 text-xs shadow-float"
      style={x < width / 2 ? { left: x + 12 } : { right: width - x + 12 }}
    >
      <div className="mb-0.5 whitespace-nowrap text-faint">{title}</div>
      {rows.length === 0 && <div className="whitespace-nowrap">{nothing}</div>}
      {rows.map(({ one, value }) => (
        <div key={one.name} className="flex items-center gap-2 whitespace-nowrap">
          <Swatch tone={one.tone} dashed={one.dashed ?? false} />
          <span className="grow text-muted">{one.name}</span>
          <span className="tabular font-medium">{scale.say(value)}</span>
        </div>
      ))}
    </div>
  )
}
