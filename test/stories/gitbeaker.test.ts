// Does a client that was written for GitLab get along with the desk? The public library @gitbeaker/rest, unchanged.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Gitlab } from '@gitbeaker/rest'
import { rootToken } from '../support/desk-process.ts'
import { type Story, startStory } from '../support/story.ts'

let story: Story
let gitlab: InstanceType<typeof Gitlab>
before(async () => {
  story = await startStory()
  gitlab = new Gitlab({ host: story.web, token: rootToken })
})
after(() => story[Symbol.asyncDispose]())

test('version and metadata', async () => {
  assert.match((await gitlab.Metadata.show()).version, /^\d+\.\d+\.\d+/)
})

test('users: current, made, listed, changed, blocked', async () => {
  assert.equal((await gitlab.Users.showCurrentUser()).username, 'root')
  const made = await gitlab.Users.create({
    username: 'gita',
    name: 'Gita',
    email: 'gita@team.example',
    password: 'long enough 1',
  })
  assert.equal(made.username, 'gita')
  assert.deepEqual(
    (await gitlab.Users.all({ username: 'gita' })).map(user => user.id),
    [made.id],
  )
  assert.equal((await gitlab.Users.edit(made.id, { name: 'Gita B.' })).name, 'Gita B.')
  await gitlab.Users.block(made.id)
  assert.equal((await gitlab.Users.show(made.id)).state, 'blocked')
  await gitlab.Users.unblock(made.id)
})

test('groups and projects', async () => {
  const group = await gitlab.Groups.create('Team', 'team')
  const project = await gitlab.Projects.create({ name: 'Tool', path: 'tool', namespaceId: group.id })
  assert.equal(project.path_with_namespace, 'team/tool')
  assert.equal((await gitlab.Projects.show('team/tool')).id, project.id)
  assert.ok((await gitlab.Projects.all({ search: 'tool' })).some(found => found.id === project.id))
  assert.equal((await gitlab.Projects.edit(project.id, { description: 'It works' })).description, 'It works')
  assert.deepEqual(
    (await gitlab.Groups.allProjects(group.id)).map(found => found.id),
    [project.id],
  )
})

test('members', async () => {
  const [user] = await gitlab.Users.all({ username: 'gita' })
  assert.ok(user)
  const added = await gitlab.ProjectMembers.add(story.project.id, 20, { userId: user.id })
  assert.equal(added.access_level, 20)
  assert.equal((await gitlab.ProjectMembers.edit(story.project.id, user.id, 30)).access_level, 30)
  assert.ok((await gitlab.ProjectMembers.all(story.project.id)).some(member => member.id === user.id))
  assert.ok((await gitlab.ProjectMembers.all(story.project.id, { includeInherited: true })).length >= 1)
})

test('labels and milestones', async () => {
  const label = await gitlab.ProjectLabels.create(story.project.id, 'bug', '#d9534f', {
    description: 'Broken',
  })
  assert.equal(label.name, 'bug')
  assert.equal(
    (await gitlab.ProjectLabels.edit(story.project.id, label.id, { newName: 'defect' })).name,
    'defect',
  )
  const milestone = await gitlab.ProjectMilestones.create(story.project.id, 'v1', { dueDate: '2030-01-31' })
  assert.equal(milestone.due_date, '2030-01-31')
  assert.ok((await gitlab.ProjectMilestones.all(story.project.id)).some(found => found.id === milestone.id))
})

test('issues: opened, listed, filtered, changed, moved, counted', async () => {
  const id = story.project.id
  const [first, second] = [
    await gitlab.Issues.create(id, 'Broken', { description: 'It is.', labels: 'defect,new one' }),
    await gitlab.Issues.create(id, 'Also broken', { confidential: true }),
  ]
  assert.deepEqual([...(first.labels as string[])].sort(), ['defect', 'new one'])
  const listed = await gitlab.Issues.all({ projectId: id, labels: 'defect' })
  assert.deepEqual(
    listed.map(issue => issue.iid),
    [first.iid],
  )
  const closed = await gitlab.Issues.edit(id, first.iid, { stateEvent: 'close', addLabels: 'done' })
  assert.equal(closed.state, 'closed')
  assert.equal((await gitlab.IssuesStatistics.all({ projectId: id })).statistics.counts.closed, 1)
  const other = await gitlab.Projects.create({ name: 'Elsewhere' })
  const moved = await gitlab.Issues.move(id, second.iid, other.id)
  assert.equal(moved.project_id, other.id)
  const pages = await gitlab.Issues.all({
    projectId: id,
    perPage: 1,
    maxPages: 5,
    pagination: 'keyset',
    orderBy: 'created_at',
    sort: 'asc',
  })
  assert.ok(pages.length >= 2)
})

test('notes and discussions', async () => {
  const id = story.project.id
  const issue = await gitlab.Issues.create(id, 'To talk about')
  const note = await gitlab.IssueNotes.create(id, issue.iid, 'First words')
  assert.equal(
    (await gitlab.IssueNotes.edit(id, issue.iid, note.id, { body: 'Better words' })).body,
    'Better words',
  )
  const discussion = await gitlab.IssueDiscussions.create(id, issue.iid, 'A question')
  await gitlab.IssueDiscussions.addNote(id, issue.iid, discussion.id, 'An answer')
  assert.equal((await gitlab.IssueDiscussions.show(id, issue.iid, discussion.id)).notes?.length, 2)
  await gitlab.IssueNotes.remove(id, issue.iid, note.id)
  assert.ok((await gitlab.IssueNotes.all(id, issue.iid)).every(found => found.id !== note.id))
})

test('uploads, to-dos and search', async () => {
  const id = story.project.id
  const file = await gitlab.Projects.uploadForReference(id, {
    content: new Blob(['hello']),
    filename: 'hello.txt',
  })
  assert.match(file.markdown, /^\[hello\.txt\]\(\/uploads\/[0-9a-f]{32}\/hello\.txt\)$/)
  const issue = await gitlab.Issues.create(id, 'Zebra crossing')
  await gitlab.Issues.createTodo(id, issue.iid)
  const [todo] = await gitlab.TodoLists.all()
  assert.equal(todo?.action_name, 'marked')
  await gitlab.TodoLists.done({ todoId: todo?.id ?? 0 })
  const found = await gitlab.Search.all('issues', 'zebra')
  assert.deepEqual(
    found.map(hit => hit.iid),
    [issue.iid],
  )
})

test('tokens', async () => {
  const tokens = await gitlab.PersonalAccessTokens.all()
  assert.ok(tokens.some(token => token.name === 'DESKBELL_ROOT_TOKEN'))
})
