// What does each quick action do, and what does it say when it does nothing?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { issues, labels, milestones, quickActions } from '#issues'
import { type Tracker, tracker } from '../../../test/support/tracker.ts'
import { dayIn, titlesIn } from './words.ts'

/** A ticket iid 2 beside issue iid 1, with a label and a milestone to use. */
async function scene(desk: Tracker) {
  await desk.issue()
  const { id } = await desk.issue({ title: 'Second' })
  await desk.write(async tx => {
    for (const title of ['bug', 'two words'])
      await labels.create(tx, { projectId: desk.widget }, desk.reporter, { title })
    await milestones.create(tx, desk.widget, desk.reporter, { title: 'v1' })
  })
  return id
}

const run = (desk: Tracker, issueId: number, text: string, by = desk.reporter) =>
  desk.write(tx => quickActions.run(tx, { issueId, by, commands: quickActions.split(text).commands }))

// Each line acts on what those before it left behind.
const story: readonly (readonly [line: string, said: string, done: boolean])[] = [
  ['/reopen', '/reopen: it is open', false],
  ['/close', 'Closed this issue.', true],
  ['/close', '/close: it is closed already', false],
  ['/reopen', 'Reopened this issue.', true],
  ['/title New name', 'Changed the title to "New name".', true],
  ['/title', "/title: title can't be blank", false],
  ['/label ~bug ~"two words"', 'Added ~bug ~"two words" labels.', true],
  ['/label ~bug', '/label ~bug: nothing to change', false],
  ['/label ~nope', '/label ~nope: labels do not exist: nope', false],
  ['/label', '/label: which label?', false],
  ['/unlabel ~BUG', 'Removed ~BUG label.', true],
  ['/relabel bug', 'Replaced all labels with ~bug label.', true],
  ['/unlabel', 'Removed all labels.', true],
  ['/assign @guest me', 'Assigned @reporter @guest.', true],
  ['/assign @nobody', '/assign @nobody: there is no @nobody', false],
  ['/unassign @guest', 'Removed @guest.', true],
  ['/reassign @maintainer', 'Changed the assignees to @maintainer.', true],
  ['/unassign', 'Removed all assignees.', true],
  ['/milestone %v1', 'Set the milestone to %v1.', true],
  ['/milestone %v9', '/milestone %v9: there is no milestone v9', false],
  ['/remove_milestone', 'Removed the milestone.', true],
  ['/due 2030-12-24', 'Set the due date to 2030-12-24.', true],
  ['/due never', '/due never: never is no date', false],
  ['/remove_due_date', 'Removed the due date.', true],
  ['/confidential', 'Made this issue confidential.', true],
  ['/confidential', '/confidential: nothing to change', false],
  ['/add_email a@x.example b@x.example', 'Added a@x.example, b@x.example.', true],
  ['/add_email a@x.example', '/add_email a@x.example: a@x.example takes part already', false],
  [
    '/add_email 1@x.y 2@x.y 3@x.y 4@x.y 5@x.y 6@x.y 7@x.y',
    '/add_email 1@x.y 2@x.y 3@x.y 4@x.y 5@x.y 6@x.y 7@x.y: at most 6 addresses at a time',
    false,
  ],
  ['/remove_email a@x.example', 'Removed a@x.example.', true],
  ['/unsubscribe', 'Unsubscribed from this issue.', true],
  ['/subscribe', 'Subscribed to this issue.', true],
  ['/todo', 'Added a to-do item.', true],
  ['/todo', '/todo: there is one already', false],
  ['/done', 'Marked to-do item as done.', true],
  ['/done', '/done: there is none', false],
  ['/convert_to_ticket nobody', '/convert_to_ticket nobody: email is no e-mail address', false],
  ['/convert_to_ticket jane@customer.example', 'Converted this issue to a Service Desk ticket.', true],
  ['/duplicate #99', '/duplicate #99: Issue not found', false],
  ['/duplicate #1', 'Closed this issue. Marked as a duplicate of #1.', true],
  ['/move nowhere/else', '/move nowhere/else: Project not found', false],
  ['/move acme/open', 'Moved this issue to acme/open.', true],
]

test('each quick action says what it did, or why not', async () => {
  await using desk = await tracker()
  const id = await scene(desk)
  for (const [line, said, done] of story) {
    const outcome = await run(desk, id, line)
    assert.deepEqual(
      outcome,
      done ? { applied: [said], refused: [] } : { applied: [], refused: [said] },
      line,
    )
  }
})

test('those below Reporter are told that they may not, and nothing is done', async () => {
  await using desk = await tracker()
  const id = await scene(desk)
  const lines = [
    '/close',
    '/title x',
    '/label ~bug',
    '/assign me',
    '/confidential',
    '/add_email a@b.example',
    '/move acme/open',
  ]
  const { applied, refused } = await run(desk, id, lines.join('\n'), desk.guest)
  assert.deepEqual(applied, [])
  assert.deepEqual(
    refused,
    lines.map(line => `${line}: you may not do this here`),
  )
  assert.deepEqual(await desk.systemNotes(id), [])
})

test('a command that fails half-way leaves nothing behind', async () => {
  await using desk = await tracker()
  const id = await scene(desk)
  const { refused } = await run(desk, id, '/add_email a@x.example nonsense')
  assert.deepEqual(refused, ['/add_email a@x.example nonsense: nonsense is no e-mail address'])
  assert.deepEqual(await desk.db.selectFrom('issue_email_participants').selectAll().execute(), [])
})

test('a move is done last, so that other commands reach the issue where it was', async () => {
  await using desk = await tracker()
  const id = await scene(desk)
  const { applied, refused } = await run(desk, id, '/move acme/open\n/title Moved')
  assert.deepEqual(applied, ['Changed the title to "Moved".', 'Moved this issue to acme/open.'])
  assert.deepEqual(refused, [])
})

test('a template may command as the Support Bot', async () => {
  await using desk = await tracker()
  await scene(desk)
  const { id } = await desk.ticket()
  const { applied, refused } = await run(desk, id, '/label ~bug\n/assign @reporter', desk.bot)
  assert.deepEqual(applied, ['Added ~bug label.', 'Assigned @reporter.'])
  assert.deepEqual(refused, [])
  assert.equal(await desk.write(tx => issues.close(tx, { issueId: id, by: desk.bot })), true)
})

test('lines in code, quotes and comments are words, and so is an unknown command', () => {
  const text = [
    'Hello',
    '/unknown thing',
    ' /close',
    '```',
    '/close',
    '~~~',
    '```',
    '~~~~',
    '/close',
    '~~~',
    '~~~~',
    '>>>',
    '/close',
    '>>>',
    '<!--',
    '/close',
    '-->',
    '`/close`',
    '/opt/bin/x',
  ].join('\n')
  assert.deepEqual(quickActions.split(text), { text, commands: [] })
})

test('commands are taken out of the words around them', () => {
  const { text, commands } = quickActions.split('/label ~a\r\nOne\r\n\r\n/close\r\n\r\nTwo\n/ASSIGN  @x \n')
  assert.equal(text, 'One\n\nTwo')
  assert.deepEqual(
    commands.map(({ name, args }) => [name, args]),
    [
      ['label', '~a'],
      ['close', ''],
      ['assign', '@x'],
    ],
  )
})

test('a command stays one when a line separator was pasted into it: its line is not sent to a customer', () => {
  const { text, commands } = quickActions.split('Hello\n/title One\u2028two\n/label ~a\r~b')
  assert.deepEqual(
    [text, commands.map(({ name, args }) => [name, args])],
    [
      'Hello',
      [
        ['title', 'One\u2028two'],
        ['label', '~a\r~b'],
      ],
    ],
  )
})

test('days can be said in words', () => {
  const today = new Date('2026-01-31T12:00:00Z')
  const cases = {
    today: '2026-01-31',
    tomorrow: '2026-02-01',
    'in 3 days': '2026-02-03',
    'in 2 weeks': '2026-02-14',
    'next week': '2026-02-07',
    'next month': '2026-02-28',
    'in 12 months': '2027-01-31',
    'Dec 24': '2026-12-24',
    'December 24th, 2027': '2027-12-24',
  }
  for (const [words, day] of Object.entries(cases)) assert.equal(dayIn(words, today), day, words)
  assert.deepEqual(titlesIn('~a ~"b c" d "e f"', '~'), ['a', 'b c', 'd', 'e f'])
})
