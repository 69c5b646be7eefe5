// Where does a value stand in the picture? Pixels from days and values, with room for the names beside the lines.
import type { Scale } from './scale.ts'
import type { Series } from './tones.ts'

/** One day's values, in the order of the series; null: nothing happened that could be measured. */
export type Point = { day: string; values: readonly (number | null)[] }

export type Layout = {
  width: number
  height: number
  left: number
  right: number
  top: number
  bottom: number
  x: (index: number) => number
  y: (value: number) => number
  /** Which point is nearest to a place? */
  indexAt: (x: number) => number
  /** Whether the lines' names stand at their ends. */
  named: boolean
}

export const chartHeight = 220
const letterPixels = 7.2
/** Narrower than this, names at the lines' ends would leave the lines too little. */
const namedFrom = 480

const widest = (texts: readonly string[]) =>
  Math.ceil(Math.max(0, ...texts.map(text => text.length)) * letterPixels)

export function layOut(
  width: number,
  points: readonly Point[],
  series: readonly Series[],
  { ticks, tick }: Scale,
): Layout {
  const named = series.length > 1 && width >= namedFrom
  const left = widest(ticks.map(tick)) + 10
  const right = width - (named ? widest(series.map(({ name }) => name)) + 12 : 8)
  const [top, bottom] = [8, chartHeight - 24]
  const last = Math.max(1, points.length - 1)
  const highest = ticks.at(-1) ?? 1
  const across = Math.max(1, right - left)
  return {
    width,
    height: chartHeight,
    left,
    right,
    top,
    bottom,
    // A single day stands in the middle.
    x: index => (points.length === 1 ? left + across / 2 : left + (across * index) / last),
    y: value => bottom - ((bottom - top) * value) / highest,
    indexAt: x => Math.min(points.length - 1, Math.max(0, Math.round(((x - left) / across) * last))),
    named,
  }
}

export type Place = { index: number; x: number; y: number }

/** The places of one series, without the days that have no value. */
export const placesOf = (points: readonly Point[], which: number, { x, y }: Layout): Place[] =>
  points.flatMap(({ values }, index) => {
    const value = values[which]
    return value === null || value === undefined ? [] : [{ index, x: x(index), y: y(value) }]
  })

/** Moves heights apart so that lines of text do not touch, and none stands lower than `lowest`; the order stays. */
export function apart(heights: readonly number[], least: number, lowest: number): number[] {
  const order = heights.map((_, index) => index).sort((a, b) => (heights[b] ?? 0) - (heights[a] ?? 0))
  const moved = [...heights]
  let room = lowest
  for (const index of order) {
    moved[index] = Math.min(moved[index] ?? 0, room)
    room = (moved[index] ?? 0) - least
  }
  return moved
}
