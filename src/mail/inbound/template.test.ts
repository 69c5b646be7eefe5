// Does a new ticket get what the project's template says, and never what the customer commands?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { transaction } from '#db'
import { labels, milestones } from '#issues'
import { groups, projects } from '#projects'
import { createUser } from '#users'
import { type Content, pushFiles } from '../../../test/support/code.ts'
import { type Intake, intake, letter } from '../../../test/support/intake.ts'

const file = '.gitlab/issue_templates/bug.md'

/** The project wants the template `bug` for new tickets. */
async function scene(content?: Content) {
  const desk = await intake()
  await transaction(desk.db, tx =>
    projects.serviceDesk.update(
      tx,
      desk.root,
      desk.widget.id,
      { issue_template_key: 'bug' },
      { addresses: desk.addresses, templateExists: async () => true },
    ),
  )
  if (content !== undefined) await push(desk, content)
  return desk
}

const push = (desk: Intake, content: Content) =>
  pushFiles(desk.repositories, { id: desk.widget.id }, { [file]: content, README: 'x' })

type Ticket = {
  id: number
  title: string
  description: string
  state: string
  confidential: boolean
  due_date: string | null
  milestone: string | null
  customer_text: string
  template_length: number | null
}

/** Opens a ticket with this mail. */
async function opened(desk: Intake, text?: string, headers?: Record<string, string>) {
  const [row] = await desk.take(letter(headers, text))
  assert.equal(row?.reason, 'new_ticket', JSON.stringify(row))
  const [ticket] = await desk.ask<Ticket>(
    `select i.*, i.due_date::text, m.title as milestone from issues i left join milestones m on m.id = i.milestone_id
     where i.id = $1`,
    [row.issue_id],
  )
  assert.ok(ticket)
  const notes = await desk.ask<{ body: string; internal: boolean; username: string }>(
    `select n.body, n.internal, u.username from notes n join users u on u.id = n.author_id
     where n.issue_id = $1 and not n.system order by n.id`,
    [ticket.id],
  )
  return { ...ticket, notes }
}

test('the template stands two blank lines below the words of the customer, which stay known as hers', async () => {
  await using desk = await scene('## Steps\r\n\r\n- [ ] try\r\n')
  const { description, customer_text, template_length, notes } = await opened(desk)
  assert.equal(description, 'It does not print.\n\n\n## Steps\n\n- [ ] try')
  assert.equal(customer_text, 'It does not print.')
  assert.equal(description.slice(-(template_length ?? 0)), '## Steps\n\n- [ ] try')
  assert.deepEqual(notes, [])
  await push(desk, 'Newer')
  assert.match((await opened(desk)).description, /\n\n\nNewer$/)
})

test('its quick actions run as the Support Bot: labels of the group too, milestone, assignee, title, due date', async () => {
  await using desk = await scene(
    'Words\n/label ~bug ~"of the group"\n/assign @ada\n/milestone %v1\n/title From the template\n/due 2030-12-24\n/confidential\n',
  )
  await transaction(desk.db, async tx => {
    const { id: groupId } = await groups.require(tx, desk.root, 'acme')
    await labels.create(tx, { projectId: desk.widget.id }, desk.root, { title: 'bug' })
    await labels.create(tx, { namespaceId: groupId }, desk.root, { title: 'of the group' })
    await milestones.create(tx, desk.widget.id, desk.root, { title: 'v1' })
    const ada = await createUser(tx, { username: 'ada', name: 'Ada', email: 'ada@people.example' })
    await tx
      .insertInto('members')
      .values({ user_id: ada.id, project_id: desk.widget.id, access_level: 20 })
      .execute()
  })
  await desk.ask('update service_desk_settings set tickets_confidential_by_default = false')
  const ticket = await opened(desk)
  assert.equal(ticket.title, 'From the template')
  assert.equal(ticket.confidential, true)
  assert.equal(ticket.due_date, '2030-12-24')
  assert.equal(ticket.milestone, 'v1')
  assert.equal(ticket.description, 'It does not print.\n\n\nWords')
  assert.deepEqual(ticket.notes, [])
  const titles = await desk.ask(
    'select l.title from issue_labels x join labels l on l.id = x.label_id order by 1',
  )
  assert.deepEqual(titles, [{ title: 'bug' }, { title: 'of the group' }])
  const assignees = await desk.ask(
    'select u.username from issue_assignees x join users u on u.id = x.user_id',
  )
  assert.deepEqual(assignees, [{ username: 'ada' }])
  const by = await desk.ask(
    `select distinct u.username from notes n join users u on u.id = n.author_id where n.system`,
  )
  assert.deepEqual(by, [{ username: 'support-bot' }])
})

test('what does not go is told to the team: unknown commands and names, and what only people may do', async () => {
  await using desk = await scene(
    '/label ~nope\n/assign @nobody\n/due 2030-02-31\n/estimate 2d\n/move acme/gadget\n/merge_into acme/gadget#1\n/duplicate #1\n/todo\n/confidential\n/usr/bin/env\n`/spend`',
  )
  const { notes, description, state } = await opened(desk)
  assert.equal(state, 'opened')
  assert.equal(description, 'It does not print.\n\n\n/estimate 2d\n/usr/bin/env\n`/spend`')
  assert.deepEqual(notes, [
    {
      internal: true,
      username: 'support-bot',
      body: `Not all that the description template \`${file}\` asks for could be done:

- /move acme/gadget: only people can do this
- /merge_into acme/gadget#1: only people can do this
- /duplicate #1: only people can do this
- /todo: only people can do this
- /estimate 2d: there is no such quick action
- /label ~nope: labels do not exist: nope
- /assign @nobody: there is no @nobody
- /due 2030-02-31: due_date is not a valid date`,
    },
  ])
})

test('a missing, emptied or odd template: the ticket comes without it, and the team is told which file it is', async () => {
  await using desk = await scene()
  const cases: [Content | undefined, string][] = [
    [undefined, 'is missing'],
    ['', 'is empty'],
    [' \n', 'is empty'],
    [{ link: '../../../../etc/passwd' }, 'is a symbolic link, which is not followed'],
    ['x'.repeat(300 * 1024), 'is larger than 256 KiB'],
    [null, 'is missing'],
  ]
  for (const [at, [content, reason]] of cases.entries()) {
    if (content !== undefined) await push(desk, content)
    const text = `It prints ${'abcdef'.charAt(at).repeat(9)}.`
    const { description, notes, template_length } = await opened(desk, text)
    assert.deepEqual([description, template_length], [text, null])
    const [note] = notes
    assert.equal(notes.length, 1)
    assert.equal(note?.internal, true)
    assert.ok(note?.body.includes(`\`${file}\` ${reason}.`), note?.body)
  }
  const mails = await desk.ask(`select data from events where kind = 'note_added'`)
  assert.equal(mails.length, cases.length)
})

const hostile = [
  '/close',
  ' /close',
  '> /close',
  '\u00a0/close',
  'ends with\n```',
  'ends with\n~~~~',
  'ends with\n<!--',
  'ends with\n<details>',
  'ends with\n>>>',
  '/label ~bug\n/assign @root\n\n\n## Steps\n/close\n/title Hers',
]

test("whatever the customer's text begins and never ends, her commands stay words and the template's run", async () => {
  await using desk = await scene('## Steps\n/label ~bug\n/due 2030-12-24')
  await transaction(desk.db, tx =>
    labels.create(tx, { projectId: desk.widget.id }, desk.root, { title: 'bug' }),
  )
  for (const [at, text] of hostile.entries()) {
    const ticket = await opened(desk, text, {
      Subject: `/close ${at}`,
      From: `Jane <jane${at}@customer.example>`,
    })
    assert.equal(ticket.state, 'opened', text)
    assert.equal(ticket.title, `/close ${at}`)
    assert.equal(ticket.due_date, '2030-12-24')
    assert.ok(ticket.description.endsWith('\n\n\n## Steps'), ticket.description)
    assert.equal(ticket.customer_text.trim(), text.trim())
    assert.deepEqual(await desk.ask('select from issue_labels where issue_id = $1', [ticket.id]), [{}])
    assert.deepEqual(await desk.ask('select from issue_assignees'), [])
    assert.deepEqual(ticket.notes, [])
  }
})

test('an answer to a ticket gets no template, and mail from before Deskbell is kept as it was', async () => {
  await using desk = await scene('Words\n/close')
  await opened(desk, 'First', { 'Message-ID': '<first@customer.example>' })
  await desk.take(letter({ 'In-Reply-To': '<first@customer.example>' }, 'Second'))
  const [note] = await desk.ask<{ body: string }>('select body from notes where external_author is not null')
  assert.equal(note?.body, 'Second')
  await desk.take(letter({ Subject: 'Old' }, 'Long ago'), { quiet: true })
  const [old] = await desk.ask('select description, state from issues order by id desc limit 1')
  assert.deepEqual(old, { description: 'Long ago', state: 'opened' })
})

test('a template of three hundred lines, with comments for those who fill it in, is taken whole', async () => {
  const lines = Array.from({ length: 300 }, (_, at) => `Line ${at}`)
  await using desk = await scene(`<!-- Thank you!\n/close -->\n${lines.join('\n')}\n/due 2030-12-24\n`)
  const { description, due_date, state } = await opened(desk)
  assert.equal(description, `It does not print.\n\n\n${lines.join('\n')}`)
  assert.deepEqual([due_date, state], ['2030-12-24', 'opened'])
})

test('a fault of ours in a quick action keeps no mail from becoming a ticket', async () => {
  await using desk = await scene('Words\n/due 2030-12-24\n/label ~bug')
  await transaction(desk.db, tx =>
    labels.create(tx, { projectId: desk.widget.id }, desk.root, { title: 'bug' }),
  )
  await desk.ask(`create function break_down() returns trigger language plpgsql as
    $$ begin raise exception 'broken'; end $$`)
  await desk.ask(
    'create trigger break_down before insert on issue_labels for each row execute function break_down()',
  )
  const { description, due_date, notes } = await opened(desk)
  assert.deepEqual([description, due_date], ['It does not print.\n\n\nWords', null])
  assert.match(notes[0]?.body ?? '', /Its quick actions failed; the log of the desk says why\.$/)
})
