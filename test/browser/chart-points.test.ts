// What do the charts of the numbers page draw? Steps of axes, lengths in words, days of a period, points of a line.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Numbers } from '../../ui/src/api/numbers.ts'
import { plusDays } from '../../ui/src/components/charts/days.ts'
import { countScale, lengthScale, sayLength } from '../../ui/src/components/charts/scale.ts'
import { daysOf, inAddress, periodBefore, presets, wrongWith } from '../../ui/src/pages/numbers/period.ts'
import { counted, lengths } from '../../ui/src/pages/numbers/points.ts'

const named = ({ ticks, tick }: ReturnType<typeof countScale>) => ticks.map(tick)

test('counts go in ones, twos, fives and tens, four steps at most, and reach over the highest', () => {
  assert.deepEqual(named(countScale(0)), ['0', '1'])
  assert.deepEqual(named(countScale(3)), ['0', '1', '2', '3'])
  assert.deepEqual(named(countScale(13)), ['0', '5', '10', '15'])
  assert.deepEqual(named(countScale(60)), ['0', '20', '40', '60'])
  assert.deepEqual(countScale(1_742).ticks, [0, 500, 1_000, 1_500, 2_000])
})

test('lengths of time go in steps that people count in, all of one unit', () => {
  assert.deepEqual(named(lengthScale(0)), ['0', '1 min'])
  assert.deepEqual(named(lengthScale(100 * 60)), ['0', '30 min', '60 min', '90 min', '120 min'])
  assert.deepEqual(named(lengthScale(20 * 3_600)), ['0', '6 h', '12 h', '18 h', '24 h'])
  assert.deepEqual(named(lengthScale(23 * 86_400)), ['0', '10 d', '20 d', '30 d'])
})

test('a length is said with two units at most, and with the second only where it tells something', () => {
  const minutes = (count: number) => sayLength(count * 60)
  assert.equal(sayLength(40), '40 s')
  assert.equal(minutes(35), '35 min')
  assert.equal(minutes(59.7), '1 h')
  assert.equal(minutes(200), '3 h 20 min')
  assert.equal(minutes(12 * 60 + 40), '13 h')
  assert.equal(minutes(23 * 60 + 50), '1 d')
  assert.equal(minutes(52 * 60), '2 d 4 h')
  assert.equal(minutes(18.4 * 24 * 60), '18 d')
})

const now = '2028-03-15'
const preset = (id: string) => presets.find(one => one.id === id)?.days(now)

test('an address without days asks for the last thirty, and those are not written into it', () => {
  const usual = { from: '2028-02-15', to: now }
  assert.deepEqual(daysOf({}, now), usual)
  assert.deepEqual(inAddress(usual, now), {})
  assert.deepEqual(inAddress({ from: '2028-02-14', to: now }, now), { from: '2028-02-14', to: now })
})

test('days that cannot be counted are passed over', () => {
  for (const search of [
    { from: 'yesterday', to: now },
    { from: '2028-03-16', to: now },
    { from: '2020-01-01', to: now },
    { from: ['2028-03-01'], to: now },
  ])
    assert.deepEqual(daysOf(search, now), daysOf({}, now))
})

test('each wrong choice of days is told apart', () => {
  assert.equal(wrongWith('', now), 'Give both days.')
  assert.equal(wrongWith('2028-03-16', now), 'The first day comes after the last.')
  assert.equal(wrongWith('2027-03-15', now), 'A year at most: 366 days.')
  assert.equal(wrongWith('2027-03-16', now), undefined)
})

test('months begin on their first day, also behind a leap day', () => {
  assert.deepEqual(preset('month'), { from: '2028-03-01', to: now })
  assert.deepEqual(preset('before'), { from: '2028-02-01', to: '2028-02-29' })
  assert.deepEqual(preset('year'), { from: '2027-03-17', to: now })
})

test('the period before is as long and ends the day before', () => {
  const zone = { time_zone: 'Europe/Berlin' }
  assert.deepEqual(periodBefore({ from: '2028-03-01', to: '2028-03-15', ...zone }), {
    from: '2028-02-15',
    to: '2028-02-29',
    ...zone,
  })
})

const none = { count: 0, median_seconds: null, p90_seconds: null, per_day: [], per_week: [] }

function numbersOf(count: number): Numbers {
  const from = '2027-01-01'
  const per_day = Array.from({ length: count }, (_, index) => ({
    day: plusDays(from, index),
    opened: 1,
    closed: 2,
    open_at_end: index,
  }))
  return {
    from,
    to: plusDays(from, count - 1),
    time_zone: 'UTC',
    per_day,
    open_by_age: [],
    first_response: none,
    resolution: none,
    by_domain: [],
    by_label: [],
    totals: { opened: count, closed: 2 * count, open: 0, awaiting_team: 0 },
  }
}

test('up to two months each day is a point', () => {
  assert.equal(counted(numbersOf(62)).length, 62)
})

test('a longer period is counted in whole weeks back from its last day', () => {
  const weeks = counted(numbersOf(366))
  assert.equal(weeks.length, 52)
  assert.deepEqual(weeks[0], { day: '2027-01-03', opened: 7, closed: 14, open_at_end: 8 })
  assert.deepEqual(weeks.at(-1), { day: '2027-12-26', opened: 7, closed: 14, open_at_end: 365 })
})

test('a line of lengths has the days or the weeks, also those without any', () => {
  const [none, some] = [
    { day: '2027-01-01', count: 0, median_seconds: null, p90_seconds: null },
    { day: '2027-01-02', count: 1, median_seconds: 60, p90_seconds: 90 },
  ]
  const took = { count: 1, median_seconds: 60, p90_seconds: 90, per_day: [none, some], per_week: [some] }
  const point = { day: '2027-01-02', values: [60, 90] }
  assert.deepEqual(lengths('day', took), [{ day: '2027-01-01', values: [null, null] }, point])
  assert.deepEqual(lengths('week', took), [point])
})
