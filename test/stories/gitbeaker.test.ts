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

test('groups within groups, their members, labels and issues', async () => {
  const top = await gitlab.Groups.create('Top', 'top')
  const low = await gitlab.Groups.create('Low', 'low', { parentId: top.id })
  assert.equal(low.full_path, 'top/low')
  assert.deepEqual(
    (await gitlab.Groups.allSubgroups(top.id)).map(group => group.id),
    [low.id],
  )
  assert.equal((await gitlab.Groups.edit(low.id, { description: 'Below' })).description, 'Below')
  const [user] = await gitlab.Users.all({ username: 'gita' })
  assert.ok(user)
  assert.equal((await gitlab.GroupMembers.add(top.id, 30, { userId: user.id })).access_level, 30)
  const inherited = await gitlab.GroupMembers.show(low.id, user.id, { includeInherited: true })
  assert.equal(inherited.access_level, 30)
  assert.equal((await gitlab.GroupMembers.edit(top.id, user.id, 20)).access_level, 20)
  const project = await gitlab.Projects.create({ name: 'Deep', namespaceId: low.id })
  await gitlab.GroupLabels.create(top.id, 'everywhere', '#112233')
  const issue = await gitlab.Issues.create(project.id, 'Deep down', { labels: 'everywhere' })
  assert.deepEqual(
    (await gitlab.Issues.all({ groupId: top.id, labels: 'everywhere' })).map(found => found.id),
    [issue.id],
  )
  assert.equal((await gitlab.IssuesStatistics.all({ groupId: top.id })).statistics.counts.all, 1)
  assert.deepEqual(
    (await gitlab.Projects.allUsers(project.id)).map(found => found.username),
    ['root', 'gita'],
  )
  await gitlab.GroupMembers.remove(top.id, user.id)
  await gitlab.GroupLabels.remove(top.id, 'everywhere')
  await gitlab.Groups.remove(top.id)
  await assert.rejects(gitlab.Projects.show(project.id), /Not Found/)
})

test('an issue from all sides: shown, planned, subscribed to, discussed, found', async () => {
  const { id } = story.project
  const me = await gitlab.Users.showCurrentUser()
  const milestone = await gitlab.ProjectMilestones.create(id, 'v2')
  const issue = await gitlab.Issues.create(id, 'All sides', { milestoneId: milestone.id })
  assert.equal((await gitlab.Issues.show(issue.id)).iid, issue.iid)
  assert.equal((await gitlab.Issues.show(issue.iid, { projectId: id })).id, issue.id)
  assert.deepEqual(
    (await gitlab.ProjectMilestones.allAssignedIssues(id, milestone.id)).map(found => found.id),
    [issue.id],
  )
  const closed = await gitlab.ProjectMilestones.edit(id, milestone.id, { stateEvent: 'close' })
  assert.equal(closed.state, 'closed')
  await gitlab.ProjectMilestones.remove(id, milestone.id)
  const changed = await gitlab.Issues.edit(id, issue.iid, { assigneeIds: [me.id], dueDate: '2030-02-02' })
  assert.deepEqual([changed.assignees?.[0]?.id, changed.due_date], [me.id, '2030-02-02'])
  assert.equal((await gitlab.Issues.edit(id, issue.iid, { assigneeIds: [], dueDate: '' })).due_date, null)
  assert.equal((await gitlab.Issues.unsubscribe(id, issue.iid)).subscribed, false)
  assert.equal((await gitlab.Issues.subscribe(id, issue.iid)).subscribed, true)
  assert.deepEqual(
    (await gitlab.Issues.allParticipants(id, issue.iid)).map(user => user.id),
    [me.id],
  )
  const thread = await gitlab.IssueDiscussions.create(id, issue.iid, 'Quagga?')
  const answer = await gitlab.IssueDiscussions.addNote(id, issue.iid, thread.id, 'Not yet')
  await gitlab.IssueDiscussions.editNote(id, issue.iid, thread.id, answer.id, { body: 'Now' })
  assert.equal((await gitlab.IssueNotes.show(id, issue.iid, answer.id)).body, 'Now')
  await gitlab.IssueDiscussions.removeNote(id, issue.iid, thread.id, answer.id)
  assert.equal((await gitlab.Search.all('notes', 'quagga', { projectId: id })).length, 1)
  await gitlab.Issues.remove(id, issue.iid)
  await assert.rejects(gitlab.Issues.show(issue.id), /Not Found/)
})

test('projects archived, moved and removed; namespaces', async () => {
  const me = await gitlab.Users.showCurrentUser()
  const project = await gitlab.Projects.create({ name: 'Passing' })
  assert.ok((await gitlab.Users.allProjects(me.id)).some(found => found.id === project.id))
  assert.equal((await gitlab.Projects.archive(project.id)).archived, true)
  await assert.rejects(gitlab.Issues.create(project.id, 'Too late'), /archived/)
  assert.equal((await gitlab.Projects.unarchive(project.id)).archived, false)
  const group = await gitlab.Groups.create('Haven', 'haven')
  const moved = await gitlab.Projects.transfer(project.id, 'haven')
  assert.equal(moved.path_with_namespace, 'haven/passing')
  assert.equal((await gitlab.Namespaces.show('haven')).id, group.id)
  await gitlab.Projects.remove(project.id)
  await assert.rejects(gitlab.Projects.show('haven/passing'), /Not Found/)
})

test('tokens', async () => {
  const tokens = await gitlab.PersonalAccessTokens.all()
  assert.ok(tokens.some(token => token.name === 'DESKBELL_ROOT_TOKEN'))
  const [user] = await gitlab.Users.all({ username: 'gita' })
  assert.ok(user)
  const made = await gitlab.PersonalAccessTokens.create(user.id, 'reads', ['read_api'], {
    expiresAt: '2100-01-01',
  })
  const reader = (token: string | undefined) => new Gitlab({ host: story.web, token: token ?? '' })
  assert.equal((await reader(made.token).Users.showCurrentUser()).username, 'gita')
  await assert.rejects(reader(made.token).Projects.create({ name: 'No' }), /insufficient_scope/)
  const rotated = await gitlab.PersonalAccessTokens.rotate(made.id)
  await assert.rejects(reader(made.token).Users.showCurrentUser(), /401/)
  assert.equal((await reader(rotated.token as string).Users.showCurrentUser()).username, 'gita')
  await gitlab.PersonalAccessTokens.remove({ tokenId: rotated.id })
  await assert.rejects(reader(rotated.token as string).Users.showCurrentUser(), /401/)
})
