// Do lists hold what was asked for, in that order, page by page?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { issues, labels, lists, milestones, notes } from '#issues'
import { isDeskError } from '#kernel'
import { type Tracker, tracker } from '../../../test/support/tracker.ts'

type Filter = Parameters<typeof lists.list>[2]
const team = (desk: Tracker) => ({ project: { id: desk.widget, accessLevel: 20 } })
const iids = async (desk: Tracker, filter: Filter, page: object = {}) =>
  (await lists.list(desk.db, desk.reporter, { ...team(desk), ...filter }, { limit: 100, ...page })).map(
    issue => issue.iid,
  )

/** 1 bug, assigned to guest; 2 bug and urgent, closed; 3 a ticket; 4 due, with a milestone. */
async function four(desk: Tracker) {
  const day = (n: number) => new Date(`2026-01-0${n}T12:00:00Z`)
  const milestone = await desk.write(async tx => {
    const owner = { projectId: desk.widget }
    await labels.create(tx, owner, desk.reporter, { title: 'bug', priority: 5 })
    await labels.create(tx, owner, desk.reporter, { title: 'urgent', priority: 1 })
    return milestones.create(tx, desk.widget, desk.reporter, { title: 'v1', dueDate: '2026-06-01' })
  })
  await desk.issue({ title: 'One', labels: ['bug'], assigneeIds: [desk.guest.id], createdAt: day(1) })
  const two = await desk.issue({ title: 'Two', labels: ['bug', 'urgent'], createdAt: day(2) })
  await desk.ticket({ title: 'Three', createdAt: day(3) })
  await desk.issue({ title: 'Four', dueDate: '2026-03-01', milestoneId: milestone.id, createdAt: day(4) })
  await desk.write(tx => issues.close(tx, { issueId: two.id, by: desk.reporter }))
  const found = await desk.db.selectFrom('labels').select(['id', 'title']).execute()
  return Object.fromEntries(found.map(({ title, id }) => [title, id]))
}

test('each filter holds what it names', async () => {
  await using desk = await tracker()
  const { bug = 0, urgent = 0 } = await four(desk)
  const cases: readonly (readonly [string, Filter, readonly number[]])[] = [
    ['everything', {}, [4, 3, 2, 1]],
    ['open', { state: 'opened' }, [4, 3, 1]],
    ['closed', { state: 'closed' }, [2]],
    ['confidential', { confidential: true }, [3]],
    ['tickets', { serviceDesk: true }, [3]],
    ['no tickets', { serviceDesk: false }, [4, 2, 1]],
    ['of a requester', { requester: 'JANE@customer.example' }, [3]],
    ['of an author', { authorId: desk.bot.id }, [3]],
    ['not of an author', { notAuthorId: desk.bot.id }, [4, 2, 1]],
    ['assigned to', { assigneeId: desk.guest.id }, [1]],
    ['assigned to nobody', { assigneeId: 'None' }, [4, 3, 2]],
    ['assigned to anybody', { assigneeId: 'Any' }, [1]],
    ['not assigned to', { notAssigneeId: desk.guest.id }, [4, 3, 2]],
    ['labelled', { labelIds: [[bug]] }, [2, 1]],
    ['labelled with both', { labelIds: [[bug], [urgent]] }, [2]],
    ['labelled with what there is not', { labelIds: [[]] }, []],
    ['without labels', { labelIds: 'None' }, [4, 3]],
    ['with any label', { labelIds: 'Any' }, [2, 1]],
    ['not labelled', { notLabelIds: [urgent] }, [4, 3, 1]],
    ['in a milestone', { milestone: 'v1' }, [4]],
    ['without a milestone', { milestone: 'None' }, [3, 2, 1]],
    ['with any milestone', { milestone: 'Any' }, [4]],
    ['not in a milestone', { notMilestone: 'v1' }, [3, 2, 1]],
    ['by number', { iids: [1, 3, 99] }, [3, 1]],
    ['not by number', { notIids: [1, 3] }, [4, 2]],
    ['created after', { createdAfter: new Date('2026-01-03T00:00:00Z') }, [4, 3]],
    ['created before', { createdBefore: new Date('2026-01-03T00:00:00Z') }, [2, 1]],
    ['updated after', { updatedAfter: new Date('2026-01-05T00:00:00Z') }, [2]],
    ['without a day', { due: 'none' }, [3, 2, 1]],
    ['overdue', { due: 'overdue' }, [4]],
    ['words', { search: 'fou' }, [4]],
    ['words in the description', { search: 'yesterday', searchIn: 'description' }, [3]],
    ['words not in the title', { search: 'yesterday', searchIn: 'title' }, []],
    ['no words', { search: '!!!' }, []],
  ]
  for (const [name, filter, expected] of cases) {
    assert.deepEqual(await iids(desk, filter), expected, name)
    assert.equal(
      await lists.count(desk.db, desk.reporter, { ...team(desk), ...filter }),
      expected.length,
      name,
    )
  }
  assert.deepEqual(await lists.countByState(desk.db, desk.reporter, { ...team(desk), state: 'closed' }), {
    all: 4,
    opened: 3,
    closed: 1,
  })
  assert.deepEqual(await lists.labelIdsByTitle(desk.db, ['urgent', 'none']), [[urgent], []])
})

test('each order runs both ways, what has no value coming last', async () => {
  await using desk = await tracker()
  await four(desk)
  const cases = {
    created_at: [
      [1, 2, 3, 4],
      [4, 3, 2, 1],
    ],
    updated_at: [
      [1, 3, 4, 2],
      [2, 4, 3, 1],
    ],
    title: [
      [4, 1, 3, 2],
      [2, 3, 1, 4],
    ],
    due_date: [
      [4, 1, 2, 3],
      [4, 3, 2, 1],
    ],
    milestone_due: [
      [4, 1, 2, 3],
      [4, 3, 2, 1],
    ],
    label_priority: [
      [2, 1, 3, 4],
      [1, 2, 4, 3],
    ],
    last_customer_at: [
      [3, 1, 2, 4],
      [3, 4, 2, 1],
    ],
  } as const
  for (const [orderBy, [asc, desc]] of Object.entries(cases)) {
    assert.deepEqual(await iids(desk, {}, { orderBy, direction: 'asc' }), asc, `${orderBy} asc`)
    assert.deepEqual(await iids(desk, {}, { orderBy, direction: 'desc' }), desc, `${orderBy} desc`)
  }
})

test('pages by cursor hold each issue once, in every order, although several have the same value', async () => {
  await using desk = await tracker()
  await four(desk)
  const createdAt = new Date('2026-01-02T12:00:00.123Z')
  for (let n = 0; n < 5; n++) await desk.issue({ title: 'Same', createdAt })
  const orders = [
    'created_at',
    'updated_at',
    'due_date',
    'milestone_due',
    'priority',
    'title',
    'last_customer_at',
  ] as const
  for (const orderBy of orders)
    for (const direction of ['asc', 'desc'] as const) {
      const whole = await iids(desk, {}, { orderBy, direction })
      const walked: number[] = []
      for (let after: lists.Cursor | null = null; ; ) {
        const page = await lists.list(desk.db, desk.reporter, team(desk), {
          limit: 2,
          after,
          orderBy,
          direction,
        })
        walked.push(...page.map(issue => issue.iid))
        after = page.at(-1)?.cursor ?? null
        if (after === null) break
      }
      assert.deepEqual(walked, whole, `${orderBy} ${direction}`)
    }
})

test('a cursor that is not ours is refused', async () => {
  await using desk = await tracker()
  for (const value of ['', 'now', "'; drop table issues", '2026-01-01'])
    await assert.rejects(
      lists.list(desk.db, desk.reporter, team(desk), { limit: 1, after: { value, id: 1 } }),
      error => isDeskError(error, 'invalid'),
    )
})

test('a row brings all that belongs to it', async () => {
  await using desk = await tracker()
  await four(desk)
  const [four4, , two] = await lists.list(desk.db, desk.reporter, team(desk), { limit: 3 })
  assert.equal(four4?.project_path, 'acme/widget')
  assert.equal(four4?.milestone?.due_date, '2026-06-01')
  assert.ok(four4?.milestone?.created_at instanceof Date)
  assert.equal(four4?.author.username, 'reporter')
  assert.deepEqual(
    two?.labels.map(label => [label.title, label.priority, label.created_at instanceof Date]),
    [
      ['bug', 5, true],
      ['urgent', 1, true],
    ],
  )
  assert.equal(two?.closed_by?.username, 'reporter')
})

test('groups hold the issues of the projects below them', async () => {
  await using desk = await tracker()
  await desk.issue()
  const other = await desk.issue({ projectId: desk.open })
  const below = async (groupId: number) => ({ projectIds: await lists.projectIdsBelow(desk.db, groupId) })
  const count = async (groupId: number) => lists.count(desk.db, desk.reporter, await below(groupId))
  assert.equal(await count(desk.group), 2)
  assert.equal(await count(4711), 0)
  const mine = await lists.list(desk.db, desk.outsider, await below(desk.group), { limit: 10 })
  assert.deepEqual(
    mine.map(({ id }) => id),
    [other.id],
  )
})

test('notes are found by the beginning of their last word, with the words around it', async () => {
  await using desk = await tracker()
  const { id } = await desk.issue()
  await desk.write(tx =>
    notes.add(tx, { issueId: id, by: desk.reporter, body: 'The paper tray is <jammed> again' }),
  )
  const found = await lists.searchNotes(
    desk.db,
    desk.reporter,
    { ...team(desk), search: 'PAPER jam' },
    { limit: 10 },
  )
  const { start, end } = lists.hitMarks
  assert.equal(found[0]?.headline, `${start}paper${end} tray is < ${start}jammed${end}> again`)
  assert.equal(found[0]?.issue_iid, 1)
  assert.deepEqual(await lists.searchNotes(desk.db, desk.reporter, { search: '?' }, { limit: 10 }), [])
})

test('quotes and dashes of typographers, and composed letters, hide no word', async () => {
  await using desk = await tracker()
  await desk.issue({ title: '„Ärger“ – it’s «kaputt»', description: '「プリンタ」は、<broken>' })
  for (const search of ['ärger', 'A\u0308rger', '„Ärger“', 'it’s', 'kaputt', 'プリンタ', 'broken'])
    assert.deepEqual(await iids(desk, { search }), [1], search)
})

test('whatever is typed makes a query that PostgreSQL understands', async () => {
  await using desk = await tracker()
  for (const text of [
    "o'neil",
    'a & b',
    'a:*',
    '(((x',
    '\\x',
    "x''",
    'a | !b',
    '<->x',
    'x\u0000y',
    'é\u0301',
    'x'.repeat(5000),
    '日本語',
  ])
    await lists.count(desk.db, desk.root, { search: text })
})
