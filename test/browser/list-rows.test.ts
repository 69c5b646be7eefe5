// Does a list’s address say what the list asks for, and do its rows keep their places when others come in?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { insert, type Rows, repaged } from '../../ui/src/list-rows.ts'
import {
  conditions,
  orderQuery,
  sortText,
  tokensOf,
  withToken,
  withTokens,
} from '../../ui/src/pages/issues/filter.ts'

test('the conditions of an address are those of the API, by GitLab’s names', () => {
  const search = {
    state: 'closed',
    label_name: ['bug', 'VIP'],
    'not[label_name]': ['spam'],
    assignee_id: 'None',
    milestone_title: 'Spring',
    confidential: 'yes',
    search: 'printer',
  }
  assert.deepEqual(conditions(search), {
    search: 'printer',
    assignee_id: 'None',
    labels: ['bug', 'VIP'],
    milestone: 'Spring',
    confidential: 'true',
    not: { labels: ['spam'] },
  })
})

test('conditions written into an address are read from it again, and tab and order stay', () => {
  const search = {
    state: 'all',
    sort: 'title_asc',
    label_name: ['a', 'b'],
    'not[assignee_username]': ['mira'],
  }
  const tokens = tokensOf(search)
  assert.deepEqual(tokensOf(withTokens(search, tokens)), tokens)
  assert.deepEqual(withTokens(search, []), { state: 'all', sort: 'title_asc' })
})

test('“none” takes the place of the labels that were asked for, a second author that of the first', () => {
  const labels = tokensOf({ label_name: ['a', 'b'], 'not[label_name]': ['c'] })
  assert.deepEqual(withToken(labels, { field: 'label', not: false, value: 'None' }), [
    { field: 'label', not: true, value: 'c' },
    { field: 'label', not: false, value: 'None' },
  ])
  const author = withToken(tokensOf({ author_username: 'mira' }), {
    field: 'author',
    not: false,
    value: 'tom',
  })
  assert.deepEqual(author, [{ field: 'author', not: false, value: 'tom' }])
})

test('orders are read as GitLab writes them, and nonsense is the newest first', () => {
  const newest = { order_by: 'created_at', sort: 'desc' }
  assert.deepEqual(orderQuery({}), newest)
  assert.deepEqual(orderQuery({ sort: 'created_date' }), newest)
  assert.deepEqual(orderQuery({ sort: 'nonsense' }), newest)
  assert.deepEqual(orderQuery({ sort: 'due_date' }), { order_by: 'due_date', sort: 'asc' })
  assert.deepEqual(orderQuery({ sort: 'waiting_asc' }), { order_by: 'last_customer_at', sort: 'asc' })
  assert.equal(sortText({ name: 'created', up: false }), undefined)
  assert.equal(sortText({ name: 'title', up: false }), 'title_desc')
})

type Row = Rows['pages'][number]['rows'][number]
const rows = (...ids: number[]) => ids.map(id => ({ id }) as Row)
const ids = (given: readonly Row[]) => given.map(({ id }) => id)

test('a new row comes in above those that follow it, and no other row moves', () => {
  assert.deepEqual(ids(insert(rows(3, 2, 1), rows(4, 3, 2), false)), [4, 3, 2, 1])
  // 1 was touched and leads the desk’s order now; here it stays where it is.
  assert.deepEqual(ids(insert(rows(3, 2, 1), rows(1, 4, 3, 2), false)), [4, 3, 2, 1])
})

test('what comes after the last loaded row waits for its page, unless there is none', () => {
  assert.deepEqual(ids(insert(rows(3, 2), rows(3, 2, 1), false)), [3, 2])
  assert.deepEqual(ids(insert(rows(3, 2), rows(3, 2, 1), true)), [3, 2, 1])
  assert.deepEqual(ids(insert([], rows(1), true)), [1])
})

test('rows keep their pages when others come and go', () => {
  const page = (next: string | null, ...of: number[]) => ({ rows: rows(...of), next, total: null })
  const data: Rows = { pages: [page('b', 5, 4), page(null, 3, 2)], pageParams: [null, 'b'] }
  const placed = repaged(data, rows(6, 5, 3, 1, 2))
  assert.deepEqual(
    placed.pages.map(({ rows }) => ids(rows)),
    [
      [6, 5],
      [3, 1, 2],
    ],
  )
})
