import assert from 'node:assert/strict'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import { type Intake, intake, letter } from '../../../test/support/intake.ts'

type Issue = {
  title: string
  description: string
  confidential: boolean
  service_desk_reply_to: string | null
  customer_text: string
}

const issueOf = async (desk: Intake, id = 1): Promise<Issue> => {
  const [issue] = await desk.ask<Issue>('select * from issues where id = $1', [id])
  if (!issue) throw new Error(`there is no issue ${id}`)
  return issue
}

const participants = (desk: Intake) =>
  desk.ask<{ address: string; origin: string }>(
    'select address, origin from issue_email_participants order by id',
  )

const announced = async (desk: Intake) => {
  const [event] = await desk.ask<{ data: { announce: { acknowledge: boolean } } }>(
    `select data from events where kind = 'issue_opened' order by id desc limit 1`,
  )
  return event?.data.announce.acknowledge
}

test('a mail becomes a confidential ticket of the Support Bot with its writer as requester', async () => {
  await using desk = await intake()
  await desk.take(letter())
  const issue = await issueOf(desk)
  assert.equal(issue.title, 'The printer is broken')
  assert.equal(issue.description, 'It does not print.')
  assert.equal(issue.confidential, true)
  assert.equal(issue.service_desk_reply_to, 'jane@customer.example')
  assert.deepEqual(await participants(desk), [{ address: 'jane@customer.example', origin: 'requester' }])
  assert.equal(await announced(desk), true)
  const authors = await desk.ask('select username from users u join issues i on i.author_id = u.id')
  assert.deepEqual(authors, [{ username: 'support-bot' }])
})

test('a subject too long for a title stands whole at the top; an empty one is called so', async () => {
  await using desk = await intake()
  const subject = `${'Überlang 🖨 '.repeat(40)}Ende`
  await desk.take(letter({ Subject: subject }))
  const { title, description } = await issueOf(desk)
  assert.equal([...title].length, 255)
  assert.ok(title.isWellFormed())
  assert.equal(description, `${subject}\n\nIt does not print.`)
  await desk.take(letter({ Subject: '' }))
  assert.equal((await issueOf(desk, 2)).title, '(no subject)')
})

test("a customer's text commands nothing, calls nobody and stays as it is", async () => {
  await using desk = await intake()
  const text = '/close\n/assign @root\n@root look at #1 and %{ISSUE_ID}\n/label ~bug'
  await desk.take(letter({ 'Message-ID': '<first@customer.example>' }, text))
  await desk.take(letter({ 'In-Reply-To': '<first@customer.example>' }, `Again:\n${text}`))
  const issues = await desk.ask('select state, description from issues')
  assert.deepEqual(issues, [{ state: 'opened', description: text }])
  const [note] = await desk.ask<{ body: string }>('select body from notes where not system')
  assert.equal(note?.body, `Again:\n${text}`)
  for (const table of ['issue_assignees', 'todos', 'issue_labels'])
    assert.deepEqual(await desk.ask(`select from ${table}`), [], table)
})

test('answers go to Reply-To, and what the writer sends from the own address still belongs to the ticket', async () => {
  await using desk = await intake()
  const headers = { From: 'Jane <jane@corp.example>', 'Reply-To': 'Support Team <team@corp.example>' }
  await desk.take(letter({ ...headers, 'Message-ID': '<first@corp.example>' }))
  assert.deepEqual(await participants(desk), [{ address: 'team@corp.example', origin: 'requester' }])
  const [row] = await desk.take(letter({ ...headers, 'In-Reply-To': '<first@corp.example>' }, 'More.'))
  assert.deepEqual([row?.reason, row?.issue_id], ['reply', 1])
})

test('whoever cannot be answered opens a ticket and is not thanked', async () => {
  await using desk = await intake()
  const senders = ['', 'From: <>', 'not an address', 'a@x.example, b@y.example']
  for (const [index, From] of senders.entries()) {
    const [row] = await desk.take(letter({ From }, `Mail ${index}`))
    assert.equal(row?.reason, 'new_ticket', From)
    assert.equal(await announced(desk), false, From)
  }
  for (const machine of [
    { 'Auto-Submitted': 'auto-generated' },
    { Precedence: 'bulk' },
    { 'List-Id': '<l.example>' },
  ]) {
    await desk.take(letter(machine, JSON.stringify(machine)))
    assert.equal(await announced(desk), false)
  }
})

test('a mail from our own address is a ticket of nobody: nothing is sent to ourselves', async () => {
  await using desk = await intake()
  const { address } = desk.widget
  const [row] = await desk.take(letter({ From: address, 'Message-ID': '<first@customer.example>' }))
  assert.equal(row?.reason, 'new_ticket')
  assert.deepEqual(await participants(desk), [])
  assert.equal(await announced(desk), false)
  const [spoofed] = await desk.take(
    letter({ From: address, 'In-Reply-To': '<first@customer.example>' }, 'More.'),
  )
  assert.equal(spoofed?.reason, 'new_ticket')
  await desk.take(letter({ 'Reply-To': address }, 'Answers to the desk.'))
  assert.deepEqual(await participants(desk), [{ address: 'jane@customer.example', origin: 'requester' }])
})

test('a project may ignore automatic mail', async () => {
  await using desk = await intake()
  await desk.ask(`update service_desk_settings set automatic_mail = 'ignore'`)
  const [row] = await desk.take(letter({ 'Auto-Submitted': 'auto-generated' }))
  assert.equal(row?.reason, 'automatic')
})

test('a public project takes confidential tickets, whatever its settings', async () => {
  await using desk = await intake()
  await desk.ask(`update service_desk_settings set tickets_confidential_by_default = false`)
  await desk.take(letter())
  assert.equal((await issueOf(desk)).confidential, false)
  await desk.ask(`update projects set visibility = 'public'`)
  await desk.take(letter())
  assert.equal((await issueOf(desk, 2)).confidential, true)
})

test('copied people take part if the project wants it, our own addresses and aliases never', async () => {
  await using desk = await intake()
  const copies = Array.from({ length: 40 }, (_, number) => `c${number}@customer.example`)
  const headers = {
    To: `${desk.widget.address}, support@company.example, jane@customer.example`,
    Cc: `incoming+acme/gadget@desk.example, ${copies.join(', ')}`,
    'X-Original-To': 'support@company.example',
  }
  await desk.take(letter(headers))
  assert.equal((await participants(desk)).length, 1)
  await desk.ask('update service_desk_settings set add_external_participants_from_cc = true')
  await desk.ask('delete from issue_email_participants')
  await desk.take(letter(headers))
  const found = await participants(desk)
  assert.equal(found.length, 25)
  assert.deepEqual(found.slice(0, 2), [
    { address: 'jane@customer.example', origin: 'requester' },
    { address: 'c0@customer.example', origin: 'cc' },
  ])
})

const multipart = (type: string, parts: string[]) => ({
  headers: { 'MIME-Version': '1.0', 'Content-Type': `multipart/${type}; boundary=b` },
  body: `${parts.map(part => `--b\n${part}\n`).join('')}--b--`,
})

const png = (name: string, id: string) =>
  `Content-Type: image/png; name="${name}"\nContent-ID: <${id}>\nContent-Disposition: inline; filename="${name}"\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=`

test('files are kept and linked, pictures where they stood', async () => {
  await using desk = await intake()
  const { headers, body } = multipart('related', [
    'Content-Type: text/html\n\n<p>See <img src="cid:shot@1" alt="the shot"> here.</p>',
    png('shot.png', 'shot@1'),
    png('logo.png', 'logo@1'),
    'Content-Type: application/pdf; name="../../etc/a.pdf"\nContent-Disposition: attachment; filename="../../etc/a.pdf"\n\n%PDF-1.4',
  ])
  await desk.take(letter(headers, body))
  const { description, customer_text: text } = await issueOf(desk)
  assert.match(description, /See !\[the shot\]\(\/uploads\/[0-9a-f]{32}\/shot\.png\) here\./)
  assert.match(
    description,
    /\n\n!\[logo\]\(\/uploads\/[0-9a-f]{32}\/logo\.png\)\n\n\[a\.pdf\]\(\/uploads\/[0-9a-f]{32}\/a\.pdf\)$/,
  )
  assert.doesNotMatch(text, /uploads/)
  const uploads = await desk.ask<{ filename: string; inline: boolean; issue_id: number; digest: string }>(
    'select filename, inline, issue_id::int, digest from uploads order by id',
  )
  assert.deepEqual(
    uploads.map(({ filename, inline, issue_id }) => [filename, inline, issue_id]),
    [
      ['shot.png', true, 1],
      ['logo.png', false, 1],
      ['a.pdf', false, 1],
    ],
  )
  const pdf = await buffer(await desk.storage.read(uploads[2]?.digest ?? ''))
  assert.match(String(pdf), /^%PDF-1\.4/)
})

test('of a photo the picture is kept, not where it was taken', async () => {
  await using desk = await intake()
  const place = Buffer.from('Exif\0\x0052.5200 N 13.4050 E', 'latin1')
  const photo = [
    Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, place.length + 2]),
    place,
    Buffer.from([0xff, 0xda, 0, 2, 7]),
  ]
  const { headers, body } = multipart('mixed', [
    'Content-Type: text/plain\n\nThis is how it looks.',
    `Content-Type: image/jpeg; name=a.jpg\nContent-Transfer-Encoding: base64\n\n${Buffer.concat(photo).toString('base64')}`,
  ])
  await desk.take(letter(headers, body))
  const [upload] = await desk.ask<{ digest: string; size: number }>('select digest, size::int from uploads')
  const kept = await buffer(await desk.storage.read(upload?.digest ?? ''))
  assert.deepEqual(kept, Buffer.from([0xff, 0xd8, 0xff, 0xda, 0, 2, 7]))
  assert.equal(upload?.size, kept.length)
})

test('a file alone is an answer', async () => {
  await using desk = await intake()
  await desk.take(letter({ 'Message-ID': '<first@customer.example>' }))
  const { headers, body } = multipart('mixed', [
    'Content-Type: text/plain\n\n> Please send the log.',
    'Content-Type: text/x-log; name=a.log\nContent-Disposition: attachment; filename=a.log\n\nline',
  ])
  const [row] = await desk.take(letter({ ...headers, 'In-Reply-To': '<first@customer.example>' }, body))
  assert.equal(row?.reason, 'reply')
  const [upload] = await desk.ask('select issue_id::int, note_id::int from uploads')
  assert.deepEqual(upload, { issue_id: 1, note_id: Number(row?.note_id) })
})

test('files over the limit are named with size and reason', async () => {
  await using desk = await intake({ limits: { attachments_per_mail: 2 } })
  const file = (name: string) =>
    `Content-Type: application/x-data; name=${name}\nContent-Disposition: attachment; filename=${name}\n\n12345`
  const { headers, body } = multipart('mixed', [
    'Content-Type: text/plain\n\nFour files.',
    ...['a.dat', 'b.dat', 'c_1.dat', 'd.dat'].map(file),
  ])
  await desk.take(letter(headers, body))
  const { description } = await issueOf(desk)
  assert.equal((await desk.ask('select from uploads')).length, 2)
  assert.match(description, /Not kept: c\\_1\.dat \(5 bytes\): more than 2 files\n\nNot kept: d\.dat/)
})
