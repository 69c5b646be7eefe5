// Do gits take turns so that neither slow ones nor those of one repository keep the others waiting?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { isDeskError } from '#kernel'
import { takeTurn } from './turns.ts'

type Free = () => void
/** Asks for a turn. @returns `free` is set when it has come */
function ask(repository: string, slow = false): { free?: Free; refused?: unknown } {
  const asked: { free?: Free; refused?: unknown } = {}
  takeTurn({ repository, slow }).then(
    free => (asked.free = free),
    error => (asked.refused = error),
  )
  return asked
}
const many = (count: number, ...what: Parameters<typeof ask>) =>
  Array.from({ length: count }, () => ask(...what))
const going = (asked: readonly { free?: Free }[]) => asked.filter(({ free }) => free !== undefined)

async function end(...groups: (readonly { free?: Free }[])[]): Promise<void> {
  await setImmediate()
  for (let free = going(groups.flat()); free.length > 0; free = going(groups.flat())) {
    for (const one of free) {
      one.free?.()
      delete one.free
    }
    await setImmediate()
  }
}

test('one repository takes half of the turns, and each that ends lets one of those go that wait', async () => {
  const mine = many(60, '/one')
  await setImmediate()
  const most = going(mine).length
  assert.ok(most >= 2 && most < 60)
  const others = many(most, '/two')
  await setImmediate()
  assert.equal(going(others).length, most, 'the other half is for others')
  mine[0]?.free?.()
  await setImmediate()
  assert.equal(going(mine).length, most + 1)
  await end(mine, others)
  assert.ok(mine.every(({ refused }) => refused === undefined))
})

test('slow ones leave a turn in their repository, and half of all turns', async () => {
  const slow = Array.from({ length: 60 }, (_, at) => ask(`/slow-${at % 30}`, true))
  await setImmediate()
  const most = going(slow).length
  const quick = many(1, '/slow-0')
  const others = many(1, '/quick')
  await setImmediate()
  assert.deepEqual([going(quick).length, going(others).length], [1, 1])
  const alone = many(10, '/alone', true)
  await setImmediate()
  assert.equal(going(alone).length, 0, `${most} slow ones run already`)
  await end(slow, quick, others, alone)
  const again = many(60, '/again', true)
  await setImmediate()
  assert.equal(going(again).length, most - 1)
  const push = many(1, '/again')
  await setImmediate()
  assert.equal(going(push).length, 1)
  await end(again, push)
})

test('a queue has an end, which one repository reaches by itself', async () => {
  const asked = many(300, '/long')
  await setImmediate()
  const refused = asked.filter(({ refused }) => isDeskError(refused, 'unavailable'))
  assert.ok(refused.length > 0 && refused.length < 300)
  const other = many(1, '/short')
  await setImmediate()
  assert.equal(going(other).length, 1)
  await end(asked, other)
  const slow = many(300, '/long', true)
  const quick = many(1, '/long')
  await setImmediate()
  assert.ok(slow.some(({ refused }) => isDeskError(refused, 'unavailable')))
  assert.equal(going(quick).length, 1, 'slow ones that wait refuse no others')
  await end(slow, quick)
})
