// Do customers and tickets get what the team has pushed? With the real git over HTTP, real mail, and a client for GitLab.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Gitlab } from '@gitbeaker/rest'
import { parseMessage } from '#mail/message'
import { rootToken } from '../support/desk-process.ts'
import { type GitClient, gitClient, withCredentials } from '../support/git-client.ts'
import type { SunkMail } from '../support/smtp-sink.ts'
import { headerOf } from '../support/smtp-sink.ts'
import { type Story, startStory } from '../support/story.ts'

const mailFile = (kind: string) => `.gitlab/service_desk_templates/${kind}.md`
const issueFile = (name: string) => `.gitlab/issue_templates/${name}.md`

let story: Story
let client: GitClient
let settled = 0
const seen: SunkMail[] = []
before(async () => {
  story = await startStory()
  client = gitClient()
  const url = withCredentials(`${story.web}/${story.project.path}.git`, 'root', rootToken)
  await client.git('', 'clone', '--quiet', url, 'widget')
  await client.git('widget', 'checkout', '--quiet', '-B', 'main')
})
after(async () => {
  client?.[Symbol.dispose]()
  await story?.[Symbol.asyncDispose]()
})

async function push(files: Record<string, string>): Promise<void> {
  await client.commit('widget', 'Change templates', files)
  await client.git('widget', 'push', '--quiet', 'origin', 'main')
}

/** Writes as a customer who has not written before, and reads what she gets. */
async function thanked(name: string, text = 'It is broken.') {
  const from = `${name}@customer.example`
  await story.write({ from, to: story.project.address, subject: `Help ${name}`, text })
  await story.settled(++settled)
  const sent = await story.mailTo(from, seen)
  seen.push(sent)
  const [ticket] = (await story.issues()).slice(-1)
  assert.ok(ticket)
  return { sent, ticket, ...(await parseMessage(sent.raw)) }
}

test('push a template, and the next thank-you says what stands in it', async () => {
  assert.match((await thanked('ann')).text, /^Thank you for your message/)
  await push({ [mailFile('thank_you')]: 'Ahoy! **%{ISSUE_ID}** is yours.\n\n> %{ISSUE_DESCRIPTION}\n' })
  const { text, html, sent, ticket } = await thanked('bea', 'It is *broken* <b>.')
  assert.ok(text.startsWith(`Ahoy! **#${ticket.iid}** is yours.\n\n> It is *broken* <b>.\n`), text)
  assert.match(html ?? '', /Ahoy! <strong>#\d+<\/strong> is yours\.[\s\S]*It is \*broken\* &#60;b&#62;\./)
  assert.match(text, /No more mail about this: http/)
  for (const header of ['In-Reply-To', 'References', 'List-Unsubscribe', 'Auto-Submitted'])
    assert.ok(headerOf(sent, header), header)
  await push({ [mailFile('thank_you')]: '' })
  assert.match((await thanked('cay')).text, /^Thank you for your message/)
})

test('the template of tickets is chosen, done, and missed by the team when it is emptied', async () => {
  const { id } = story.project
  await story.api(`/projects/${id}/labels`, { body: { name: 'bug', color: '#ff0000' } })
  await push({ [issueFile('bug')]: '## Steps\n\n/label ~bug\n/assign @root\n/nonsense now\n' })
  await story.api(`/projects/${id}/service_desk`, { method: 'PUT', body: { issue_template_key: 'bug' } })
  const { ticket } = await thanked('dea', 'Look:\n```\n/close')
  assert.equal(ticket.state, 'opened')
  assert.equal(ticket.description, 'Look:\n```\n/close\n\n\n## Steps\n\n/nonsense now')
  const full = await story.api<{
    labels: string[]
    assignees: { username: string }[]
    description_html: string
  }>(`/projects/${id}/issues/${ticket.iid}?render_html=true`)
  assert.deepEqual(full.labels, ['bug'])
  assert.deepEqual(
    full.assignees.map(({ username }) => username),
    ['root'],
  )
  // The code block that she never ends is hers; the template's heading is one.
  assert.match(full.description_html, /<pre><code>\/close\n?<\/code><\/pre>[\s\S]*<h2>Steps<\/h2>/)
  const told = (await story.notes(ticket.iid)).filter(note => !note.system)
  assert.deepEqual(
    told.map(note => [note.internal, note.author.username]),
    [[true, 'support-bot']],
  )
  assert.match(told[0]?.body ?? '', /\/nonsense now: there is no such quick action/)
  await push({ [issueFile('bug')]: '' })
  const later = await thanked('eve')
  assert.equal(later.ticket.description, 'It is broken.')
  const [note] = (await story.notes(later.ticket.iid)).filter(one => !one.system)
  assert.equal(note?.internal, true)
  assert.match(note?.body ?? '', /`\.gitlab\/issue_templates\/bug\.md` is empty/)
  // Customers are told nothing of this.
  assert.equal(story.sink.mails.filter(mail => mail.to.includes('eve@customer.example')).length, 1)
})

test('a client for GitLab lists and reads the templates', async () => {
  await push({ [issueFile('bug')]: '## Bug', [issueFile('idea')]: '## Idea' })
  const gitlab = new Gitlab({ host: story.web, token: rootToken })
  const listed = await gitlab.ProjectTemplates.all(story.project.id, 'issues')
  assert.deepEqual(
    listed.map(({ key, name }) => [key, name]),
    [
      ['bug', 'bug'],
      ['idea', 'idea'],
    ],
  )
  const one = await gitlab.ProjectTemplates.show(story.project.id, 'issues', 'idea')
  assert.deepEqual([one.name, one.content], ['idea', '## Idea'])
})
