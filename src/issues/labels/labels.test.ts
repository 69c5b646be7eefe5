// How are labels and milestones made, and where do they count?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { issues, labels, lists, milestones } from '#issues'
import { isDeskError } from '#kernel'
import { tracker } from '../../../test/support/tracker.ts'

test('a project has its own labels and those of the groups above, each with its issues', async () => {
  await using desk = await tracker()
  const project = { projectId: desk.widget }
  const group = { namespaceId: desk.group }
  await desk.write(async tx => {
    await labels.create(tx, group, desk.root, { title: 'urgent', color: '#ABC', priority: 0 })
    await labels.create(tx, project, desk.reporter, { title: 'Bug', color: 'red', description: 'Broken' })
  })
  await desk.issue({ labels: ['urgent', 'bug'] })
  const { id } = await desk.issue({ labels: ['urgent'], confidential: true })
  await desk.write(tx => issues.close(tx, { issueId: id, by: desk.reporter }))
  const listed = async (viewer = desk.reporter) =>
    (await labels.list(desk.db, viewer, project, { withCounts: true }, { limit: 10 })).map(label => [
      label.title,
      label.color,
      label.open_issues_count,
      label.closed_issues_count,
    ])
  assert.deepEqual(await listed(), [
    ['Bug', '#ff0000', 1, 0],
    ['urgent', '#aabbcc', 1, 1],
  ])
  assert.deepEqual((await listed(desk.guest))[1], ['urgent', '#aabbcc', 1, 0])
  const own = { withAncestors: false, search: 'BU' }
  assert.equal(await labels.count(desk.db, project, own), 1)
  assert.deepEqual(
    (await labels.list(desk.db, desk.reporter, project, own, { limit: 10 })).map(({ title }) => title),
    ['Bug'],
  )
})

test('a label is renamed, and its removal takes it off every issue', async () => {
  await using desk = await tracker()
  const owner = { projectId: desk.widget }
  const { id } = await desk.write(tx => labels.create(tx, owner, desk.reporter, { title: 'bug' }))
  const issue = await desk.issue({ labels: ['bug'] })
  const renamed = await desk.write(tx =>
    labels.update(tx, owner, desk.reporter, 'bug', { title: 'defect', priority: 3, description: null }),
  )
  assert.deepEqual([renamed.id, renamed.title, renamed.priority], [id, 'defect', 3])
  const shown = await lists.show(desk.db, desk.reporter, issue.id)
  assert.deepEqual(
    shown?.labels.map(({ title }) => title),
    ['defect'],
  )
  await desk.write(tx => labels.remove(tx, owner, desk.reporter, id))
  assert.deepEqual((await lists.show(desk.db, desk.reporter, issue.id))?.labels, [])
})

test('what is wrong with a label or a milestone is named, and guests make none', async () => {
  await using desk = await tracker()
  const owner = { projectId: desk.widget }
  const label = (fields: labels.LabelFields, by = desk.reporter) =>
    desk.write(tx => labels.create(tx, owner, by, fields))
  const milestone = (fields: milestones.MilestoneFields, by = desk.reporter) =>
    desk.write(tx => milestones.create(tx, desk.widget, by, fields))
  const invalid = (field: string) => (error: unknown) =>
    isDeskError(error, 'invalid') && field in (error.fields ?? {})
  await assert.rejects(label({ title: ' ' }), invalid('name'))
  await assert.rejects(label({ title: 'a,b' }), invalid('name'))
  await assert.rejects(label({ title: 'a', color: 'mud' }), invalid('color'))
  await assert.rejects(label({ title: 'a', priority: -1 }), invalid('priority'))
  await label({ title: 'a' })
  await assert.rejects(label({ title: 'a' }), error => isDeskError(error, 'conflict'))
  await assert.rejects(label({ title: 'b' }, desk.guest), error => isDeskError(error, 'forbidden'))
  await assert.rejects(label({ title: 'b' }, desk.outsider), error => isDeskError(error, 'not_found'))
  await assert.rejects(milestone({ title: '' }), invalid('title'))
  await assert.rejects(milestone({ title: 'v', dueDate: 'soon' }), invalid('due_date'))
  const backwards = { title: 'v', startDate: '2030-02-01', dueDate: '2030-01-01' }
  await assert.rejects(milestone(backwards), invalid('due_date'))
  await milestone({ title: 'v' })
  await assert.rejects(milestone({ title: 'v' }), error => isDeskError(error, 'conflict'))
  await assert.rejects(milestone({ title: 'w' }, desk.guest), error => isDeskError(error, 'forbidden'))
})

test('a milestone is changed, closed and removed, and its issues stay', async () => {
  await using desk = await tracker()
  const by = desk.reporter
  const first = await desk.write(tx => milestones.create(tx, desk.widget, by, { title: 'v1' }))
  const second = await desk.write(tx => milestones.create(tx, desk.widget, by, { title: 'v2' }))
  assert.deepEqual([first.iid, second.iid], [1, 2])
  const issue = await desk.issue({ milestoneId: first.id })
  const changed = await desk.write(tx =>
    milestones.update(tx, desk.widget, by, first.id, { dueDate: '2030-01-01', state: 'closed' }),
  )
  assert.deepEqual([changed.title, changed.due_date, changed.state], ['v1', '2030-01-01', 'closed'])
  const active = await milestones.list(desk.db, desk.widget, { state: 'active', search: 'V' }, { limit: 10 })
  assert.deepEqual(
    active.map(({ iid }) => iid),
    [2],
  )
  assert.equal(await milestones.count(desk.db, desk.widget, { iids: [1, 2, 3] }), 2)
  await desk.write(tx => milestones.remove(tx, desk.widget, by, first.id))
  assert.equal((await lists.show(desk.db, by, issue.id))?.milestone, null)
})
