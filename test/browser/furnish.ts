// What does a desk in use look like? Tickets, answers, people, labels, a milestone: so that pages show what they have.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Story } from '../support/story.ts'

/** A desk in use. Everybody's password is "a password for tests". */
export type Furnished = {
  ticket: number
  rtl: number
  internal: number
  guest: string
  reporter: string
  heldId: number
}

const password = 'a password for tests'
const photo = readFileSync(join(import.meta.dirname, '../../ui/public/favicon.svg'))

/** Fills the first project of `story` by mail and API, as people would. */
export async function furnish(story: Story): Promise<Furnished> {
  const project = `/projects/${story.project.id}`
  const people = await hire(story)
  for (const [name, color] of [
    ['bug', '#d73a4a'],
    ['needs an answer from the customer before Friday', '#0e8a16'],
    ['عاجل', '#fbca04'],
  ])
    await story.api(`${project}/labels`, { body: { name, color } })
  await story.api(`${project}/milestones`, { body: { title: 'Release 2.0', due_date: '2030-05-01' } })
  const to = story.project.address
  const same = { from: 'Ben Loop <ben@loop.example>', to, subject: 'Again', text: 'Always the same words.' }
  await story.write({
    from: 'Anna Kern <anna@acme.example>',
    to,
    subject:
      'The export of our invoices gives an empty file, and nobody in our company knows what to do about that any more',
    text: 'Hello,\n\nsince this morning the export is empty.\n\n- on Windows\n- on Linux too\n\nThanks\nAnna\n-- \nAcme Ltd, Example Street 1',
    headers: { 'X-Priority': '1' },
  })
  await story.write({
    from: 'دعم العملاء <omar@acme.example>',
    to,
    subject: 'لا تعمل الطابعة',
    text: 'مرحبا، الطابعة لا تعمل منذ الصباح.',
  })
  for (let round = 0; round < 3; round++) await story.write(same)
  const inbox = await story.settled(5)
  const issues = await story.issues()
  const of = (title: RegExp) => issues.find(issue => title.test(issue.title))?.iid ?? 0
  const [ticket, rtl] = [of(/export/), of(/الطابعة/)]
  const plain = await story.api<{ iid: number }>(`${project}/issues`, {
    body: { title: 'A plain issue, no ticket', description: '- [ ] one\n- [x] two\n\n`code` and **bold**' },
  })
  const at = `${project}/issues/${ticket}`
  await upload(story, at)
  await story.api(`${at}/notes`, { body: { body: 'It is the new driver, I think.', internal: true } })
  await story.api(at, {
    method: 'PUT',
    body: { add_labels: 'bug,عاجل', assignee_ids: [people.root], due_date: '2030-01-31' },
  })
  await story.api(`${project}/saved_replies`, { body: { title: 'On it', body: 'Hello! We are on it.' } })
  await writeCode(story, project, ticket)
  const held = inbox.find(mail => mail.ending === 'held')
  return { ticket, rtl, internal: plain.iid, guest: 'gus', reporter: 'rita', heldId: held?.id ?? 0 }
}

/** A file, a longer one on a branch, and a merge request with a note at a line. */
async function writeCode(story: Story, project: string, ticket: number): Promise<void> {
  const commits = `${project}/repository/commits`
  const file = (action: string, file_path: string, content: string) => ({ action, file_path, content })
  const long = `${Array.from({ length: 60 }, (_, at) => `export const line${at} = 'a rather long text that has to be folded somewhere ${at}'`).join('\n')}\n`
  await story.api(commits, {
    body: {
      branch: 'main',
      commit_message: 'Begin\n\nWith a word on why.',
      actions: [
        file('create', 'README.md', '# Widget\n\nIt **exports** invoices.\n\n- [ ] also empty ones\n'),
        file('create', 'src/a/very/deep/folder/export.ts', long),
      ],
    },
  })
  await story.api(commits, {
    body: {
      branch: 'fix/export',
      start_branch: 'main',
      commit_message: 'Export what there is',
      actions: [file('update', 'src/a/very/deep/folder/export.ts', long.replaceAll('folded', 'wrapped'))],
    },
  })
  await story.api(`${project}/merge_requests`, {
    body: {
      source_branch: 'fix/export',
      target_branch: 'main',
      title: 'Export what there is, also where there is nothing',
      description: `Closes #${ticket}`,
      labels: 'bug',
    },
  })
  await story.api(`${project}/merge_requests/1/discussions`, { body: { body: 'Is it `enough`? @rita' } })
}

async function hire(story: Story): Promise<{ root: number }> {
  for (const [username, name, level] of [
    ['gus', 'Gus Guest', 10],
    ['rita', 'Rita Reporter', 20],
  ] as const) {
    const { id } = await story.api<{ id: number }>('/users', {
      body: { username, name, email: `${username}@team.example`, password },
    })
    await story.api(`/projects/${story.project.id}/members`, { body: { user_id: id, access_level: level } })
  }
  return { root: (await story.api<{ id: number }>('/user')).id }
}

/** An answer with a file. */
async function upload(story: Story, issue: string): Promise<void> {
  const form = new FormData()
  form.set('file', new Blob([photo]), 'a picture.svg')
  const response = await fetch(`${story.web}/api/v4/projects/${story.project.id}/uploads`, {
    method: 'POST',
    headers: { 'PRIVATE-TOKEN': 'dbpat-test-root-token-0123456789' },
    body: form,
  })
  const { markdown } = (await response.json()) as { markdown: string }
  await story.api(`${issue}/notes`, {
    body: {
      body: `Dear Anna,\n\nplease try this: ${markdown}\n\n> quoted\n\n| a | b |\n|---|---|\n| 1 | 2 |`,
    },
  })
}
