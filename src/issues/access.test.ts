// Does anything of a confidential issue or an internal note reach those who may not read it?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { issues, lists, notes, participants, policy, subscriptions, todos, uploads } from '#issues'
import { isDeskError } from '#kernel'
import { requireProject } from '#projects'
import type { Person, Viewer } from '#users'
import { type Tracker, tracker } from '../../test/support/tracker.ts'

const secretWord = 'xylophone'

/** In a public project: an open issue with an internal note, a confidential issue with a public note. */
async function scene(desk: Tracker) {
  const projectId = desk.open
  const open = await desk.issue({ projectId, title: 'Plain' })
  const ticket = await desk.ticket({ projectId, title: `About a ${secretWord}` })
  const internal = await desk.write(async tx => {
    const given = { issueId: open.id, by: desk.maintainer, internal: true }
    const { note } = await notes.add(tx, { ...given, body: `The ${secretWord}, @reporter @guest @outsider` })
    await notes.add(tx, {
      issueId: ticket.id,
      by: desk.maintainer,
      body: `Your ${secretWord}`,
      quickActions: false,
    })
    return note?.id ?? 0
  })
  const file = await desk.write(tx =>
    uploads.create(tx, {
      projectId,
      issueId: open.id,
      noteId: internal,
      filename: 'a.txt',
      contentType: 'text/plain',
      size: 1,
      digest: 'x',
    }),
  )
  return { projectId, open, ticket, internal, file }
}

type Scene = Awaited<ReturnType<typeof scene>>

const readable = (attempt: Promise<unknown>) =>
  attempt.then(
    () => true,
    error => {
      if (isDeskError(error, 'not_found')) return false
      throw error
    },
  )

/** Everything that reads, as one line of what the viewer gets. */
async function look({ db }: Tracker, viewer: Viewer, { projectId, open, ticket, internal, file }: Scene) {
  const { accessLevel } = await requireProject(db, viewer, projectId)
  const project = { id: projectId, accessLevel }
  const both = async <T>(ask: (filter: { project?: typeof project }) => Promise<T>) => {
    const [here, everywhere] = [await ask({ project }), await ask({})]
    assert.deepEqual(here, everywhere, 'one project and all projects must agree')
    return here
  }
  const found = await policy.findIssue(db, viewer, open.id)
  const page = { limit: 100 }
  const shown = await lists.show(db, viewer, open.id)
  return {
    listed: await both(async filter =>
      (await lists.list(db, viewer, filter, page)).map(issue => issue.id).sort((a, b) => a - b),
    ),
    counted: await both(filter => lists.count(db, viewer, filter)),
    byState: (await both(filter => lists.countByState(db, viewer, filter))).all,
    searched: await both(filter => lists.count(db, viewer, { ...filter, search: secretWord })),
    byRequester: await both(filter =>
      lists.count(db, viewer, { ...filter, requester: 'jane@customer.example' }),
    ),
    noteHits: await both(async filter =>
      (await lists.searchNotes(db, viewer, { ...filter, search: secretWord }, page)).map(
        note => note.issue_id,
      ),
    ),
    noteHitsCounted: await both(filter => lists.countNotes(db, viewer, { ...filter, search: secretWord })),
    notesListed: (await notes.list(db, viewer, found, { issueId: open.id }, page)).length,
    notesCounted: await notes.count(db, viewer, { issueId: open.id }),
    notesSaid: shown?.user_notes_count,
    threads: (await notes.listDiscussions(db, viewer, found, page)).length,
    threadsCounted: await notes.countDiscussions(db, viewer, open.id),
    takePart: (await subscriptions.listTakingPart(db, found)).length,
    ticket: await readable(policy.findIssue(db, viewer, ticket.id)),
    ticketByIid: await readable(policy.requireIssue(db, viewer, 'acme/open', ticket.iid)),
    note: await readable(notes.find(db, viewer, internal)),
    file: await readable(uploads.find(db, viewer, { projectId, secret: file.secret })),
  }
}

test('the team reads all of it, everybody else only what is meant for them', async () => {
  await using desk = await tracker()
  const story = await scene(desk)
  const everything = {
    listed: [story.open.id, story.ticket.id],
    counted: 2,
    byState: 2,
    searched: 1,
    byRequester: 1,
    noteHits: [story.ticket.id, story.open.id],
    noteHitsCounted: 2,
    notesListed: 1,
    notesCounted: 1,
    notesSaid: 1,
    threads: 1,
    threadsCounted: 1,
    takePart: 2,
    ticket: true,
    ticketByIid: true,
    note: true,
    file: true,
  }
  const outside = {
    listed: [story.open.id],
    counted: 1,
    byState: 1,
    searched: 0,
    byRequester: 0,
    noteHits: [],
    noteHitsCounted: 0,
    notesListed: 0,
    notesCounted: 0,
    notesSaid: 0,
    threads: 0,
    threadsCounted: 0,
    takePart: 1,
    ticket: false,
    ticketByIid: false,
    note: false,
    file: false,
  }
  for (const viewer of [desk.reporter, desk.maintainer, desk.root])
    assert.deepEqual(await look(desk, viewer, story), everything, viewer.username)
  for (const viewer of [desk.guest, desk.outsider, null])
    assert.deepEqual(await look(desk, viewer, story), outside, viewer?.username ?? 'nobody')
})

test('an assignee reads a confidential issue, but not its internal notes', async () => {
  await using desk = await tracker()
  const story = await scene(desk)
  const assignees = { set: [desk.outsider.id] }
  for (const { id } of [story.ticket, story.open])
    await desk.write(tx => issues.update(tx, { issueId: id, by: desk.reporter, changes: { assignees } }))
  const seen = await look(desk, desk.outsider, story)
  assert.deepEqual(seen.listed, [story.open.id, story.ticket.id])
  assert.deepEqual(seen.noteHits, [story.ticket.id])
  assert.equal(seen.note, false)
  assert.equal(seen.file, false)
  assert.equal(seen.byRequester, 0)
})

test('a private project does not exist for those outside', async () => {
  await using desk = await tracker()
  const { id, iid } = await desk.issue()
  for (const viewer of [desk.outsider, null]) {
    assert.equal(await readable(policy.findIssue(desk.db, viewer, id)), false)
    assert.equal(await readable(policy.requireIssue(desk.db, viewer, 'acme/widget', iid)), false)
    assert.equal(await lists.count(desk.db, viewer, {}), 0)
    assert.equal(await lists.count(desk.db, viewer, { projectIds: [desk.widget] }), 0)
  }
})

test('only the team gets a to-do from an internal note, and a to-do ends with the right to read', async () => {
  await using desk = await tracker()
  await scene(desk)
  const count = (person: Person) => todos.count(desk.db, person, {})
  assert.deepEqual(await Promise.all([desk.reporter, desk.guest, desk.outsider].map(count)), [1, 0, 0])
  const mine = await todos.list(desk.db, desk.reporter, {}, { limit: 10 })
  assert.match(mine[0]?.noteBody ?? '', /xylophone/)
  await desk.db.deleteFrom('members').where('user_id', '=', desk.reporter.id).execute()
  assert.equal(await count(desk.reporter), 0)
  assert.deepEqual(await todos.list(desk.db, desk.reporter, {}, { limit: 10 }), [])
})

test('addresses are masked for those below Reporter: of participants, requesters, writers, in system notes and search', async () => {
  await using desk = await tracker()
  const { id } = await desk.ticket({ projectId: desk.open })
  await desk.write(async tx => {
    await issues.update(tx, { issueId: id, by: desk.reporter, changes: { confidential: false } })
    await participants.add(tx, {
      issueId: id,
      address: 'bob@elsewhere.example',
      origin: 'added',
      by: desk.reporter,
    })
    const external = { address: 'jane@customer.example', name: 'Jane' }
    await notes.add(tx, { issueId: id, by: desk.bot, body: 'Hello', external })
  })
  const said = async (viewer: Viewer) => {
    const found = await policy.findIssue(desk.db, viewer, id)
    return JSON.stringify([
      await participants.list(desk.db, found),
      await lists.list(desk.db, viewer, { ids: [id] }, { limit: 1 }),
      await notes.list(desk.db, viewer, found, { issueId: id }, { limit: 100 }),
      await notes.listDiscussions(desk.db, viewer, found, { limit: 100 }),
    ])
  }
  for (const viewer of [desk.guest, desk.outsider, null]) {
    assert.doesNotMatch(await said(viewer), /jane@customer|bob@elsewhere/i)
    assert.match(await said(viewer), /added bo\*{5}@e\*{5}\.e\*\*/)
    for (const search of ['jane@customer.example', 'jane@cus'])
      assert.equal(await lists.count(desk.db, viewer, { search }), 0)
  }
  assert.match(await said(desk.reporter), /Jane@customer\.example.*bob@elsewhere\.example/)
  assert.equal(await lists.count(desk.db, desk.reporter, { search: 'jane@cus' }), 1)
})

test('a confidential issue that names an open one is not betrayed by it', async () => {
  await using desk = await tracker()
  const { open, ticket } = await scene(desk)
  await desk.write(tx => notes.add(tx, { issueId: ticket.id, by: desk.reporter, body: `See #${open.iid}` }))
  const seen = async (viewer: Viewer) => {
    const found = await notes.list(desk.db, viewer, { accessLevel: 50 }, { issueId: open.id }, { limit: 10 })
    return found.filter(note => note.system).length
  }
  assert.deepEqual(await Promise.all([seen(desk.reporter), seen(desk.guest), seen(null)]), [1, 0, 0])
})

test("nobody takes another's file by naming it", async () => {
  await using desk = await tracker()
  const file = { projectId: desk.open, filename: 'a.txt', contentType: 'text/plain', size: 1, digest: 'x' }
  const mine = await desk.write(tx => uploads.create(tx, { ...file, uploaderId: desk.guest.id }))
  const find = (viewer: Viewer) =>
    readable(uploads.find(desk.db, viewer, { projectId: desk.open, secret: mine.secret }))
  await desk.issue({ projectId: desk.open, by: desk.outsider, description: mine.markdown })
  assert.deepEqual(await Promise.all([find(desk.guest), find(desk.reporter), find(desk.outsider)]), [
    true,
    true,
    false,
  ])
  await desk.issue({ projectId: desk.open, by: desk.guest, description: mine.markdown, confidential: true })
  assert.deepEqual(await Promise.all([find(desk.guest), find(desk.reporter), find(desk.outsider)]), [
    true,
    true,
    false,
  ])
})
