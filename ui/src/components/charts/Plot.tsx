// What is drawn of some lines over days? Axes with few names, the lines, their names, and the day that is pointed at.
import { cx } from '../cx.ts'
import { dayNames } from './days.ts'
import { apart, type Layout, type Place, type Point, placesOf } from './layout.ts'
import type { Scale } from './scale.ts'
import { type Series, tones } from './tones.ts'

/** With more days than this, dots would hide the line. */
const dottedUpTo = 16
const nameHeight = 15

type Props = {
  points: readonly Point[]
  series: readonly Series[]
  scale: Scale
  layout: Layout
  /** The day that is pointed at. */
  shown: number | null
}

export function Plot({ points, series, scale, layout, shown }: Props) {
  const lines = series.map((one, which) => ({ one, places: placesOf(points, which, layout) }))
  return (
    <svg
      aria-hidden="true"
      viewBox={`0 0 ${layout.width} ${layout.height}`}
      className="block w-full select-none"
      style={{ height: layout.height }}
    >
      <Axes points={points} scale={scale} layout={layout} />
      {lines.map(({ one, places }) => (
        <Line key={one.name} series={one} places={places} bottom={layout.bottom} />
      ))}
      {layout.named && <Names lines={lines} layout={layout} />}
      {shown !== null && <Cursor index={shown} lines={lines} layout={layout} />}
    </svg>
  )
}

function Axes({ points, scale, layout }: Pick<Props, 'points' | 'scale' | 'layout'>) {
  const { left, right, bottom, x, y, width } = layout
  const names = dayNames(
    points.map(({ day }) => day),
    right - left,
  )
  return (
    <g className="fill-faint text-xs tabular">
      {scale.ticks.map(value => (
        <g key={value}>
          <line x1={left} x2={right} y1={y(value)} y2={y(value)} className="stroke-line" />
          <text x={left - 8} y={y(value) + 4} textAnchor="end">
            {scale.tick(value)}
          </text>
        </g>
      ))}
      {names.map(({ index, name }) => (
        <g key={index}>
          <line x1={x(index)} x2={x(index)} y1={bottom} y2={bottom + 4} className="stroke-edge" />
          <text x={x(index)} y={bottom + 18} textAnchor={anchor(x(index), width)}>
            {name}
          </text>
        </g>
      ))}
    </g>
  )
}

/** Names at the very edges lean inwards. */
const anchor = (x: number, width: number) => (x > width - 22 ? 'end' : x < 22 ? 'start' : 'middle')

const path = (places: readonly Place[]) => places.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`)

function Line({ series, places, bottom }: { series: Series; places: readonly Place[]; bottom: number }) {
  const tone = tones[series.tone]
  const [first, last] = [places[0], places.at(-1)]
  if (first === undefined || last === undefined) return null
  return (
    <g>
      {series.filled && (
        <path
          d={`M${first.x},${bottom}L${path(places).join('L')}L${last.x},${bottom}Z`}
          className={tone.soft}
        />
      )}
      <path
        d={`M${path(places).join('L')}`}
        fill="none"
        strokeWidth={2}
        strokeLinejoin="round"
        strokeLinecap="round"
        className={tone.stroke}
        {...(series.dashed ? { strokeDasharray: '5 4' } : {})}
      />
      {places.length <= dottedUpTo &&
        places.map(place => <Dot key={place.index} place={place} tone={series.tone} />)}
    </g>
  )
}

function Dot({ place, tone, big = false }: { place: Place; tone: Series['tone']; big?: boolean }) {
  return (
    <circle
      cx={place.x}
      cy={place.y}
      r={big ? 4.5 : 3}
      strokeWidth={2}
      className={cx('stroke-canvas', tones[tone].fill)}
    />
  )
}

type Lines = readonly { one: Series; places: readonly Place[] }[]

function Names({ lines, layout: { right, bottom } }: { lines: Lines; layout: Layout }) {
  const ends = lines.flatMap(({ one, places }) => {
    const last = places.at(-1)
    return last === undefined ? [] : [{ one, y: last.y }]
  })
  const heights = apart(
    ends.map(({ y }) => y),
    nameHeight,
    bottom - 2,
  )
  return (
    <g className="font-medium text-xs">
      {ends.map(({ one }, index) => (
        <text key={one.name} x={right + 8} y={(heights[index] ?? 0) + 4} className={tones[one.tone].text}>
          {one.name}
        </text>
      ))}
    </g>
  )
}

function Cursor({ index, lines, layout }: { index: number; lines: Lines; layout: Layout }) {
  const x = layout.x(index)
  return (
    <g>
      <line x1={x} x2={x} y1={layout.top} y2={layout.bottom} className="stroke-edge" />
      {lines.map(({ one, places }) => {
        const place = places.find(one => one.index === index)
        return place && <Dot key={one.name} place={place} tone={one.tone} big />
      })}
    </g>
  )
}
