// Is what customers write only ever text, wherever in a mail and however they write it?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { intake, letter } from '../support/intake.ts'

const plain = { 'Content-Type': 'text/plain; charset=utf-8', 'MIME-Version': '1.0' }
const html = { 'Content-Type': 'text/html; charset=utf-8', 'MIME-Version': '1.0' }
const command = '/close'

/** Each alone in a mail of its own, and words beside it so that the mails differ. */
const places: readonly (readonly [where: string, headers: Record<string, string>, body: string])[] = [
  ['at the start', plain, `${command}\nalpha`],
  ['behind a blank', plain, ` ${command}\nbravo`],
  ['in a quote', plain, `> ${command}\ncharlie`],
  ['behind CRLF', plain, `delta\r\n${command}\r\n/assign @root\r\n`],
  ['behind a no-break space', plain, `\u00a0${command}\necho`],
  ['with a full-width slash', plain, '\uff0fclose\nfoxtrot'],
  ['in code', plain, `\`\`\`\n${command}\n\`\`\`\ngolf`],
  ['in HTML alone', html, `<p>${command}</p><p>/assign @root</p><p>hotel</p>`],
  ['in the subject', { ...plain, Subject: command }, 'india'],
  [
    'behind what ends a quote or a comment',
    plain,
    `juliett\n\`\`\`\n<!--\n<details>\n${command}\n/label ~bug`,
  ],
  [
    'in a file name',
    { 'MIME-Version': '1.0', 'Content-Type': 'multipart/mixed; boundary=x' },
    `--x\n\nkilo\n--x\nContent-Type: text/plain\nContent-Disposition: attachment; filename="\n${command}"\n\nz\n--x--`,
  ],
  ['with a member named as the writer', { ...plain, From: 'Root <root@people.example>' }, `${command}\nlima`],
  ['beside mentions and references', plain, '@root @all #1 !1 acme/widget#1 ~bug %Spring\nmike'],
]

test('no spelling of a command, a mention or a reference does anything, in a new mail or in an answer', async () => {
  await using desk = await intake()
  for (const [number, [where, headers, body]] of places.entries()) {
    const first = `<first-${number}@customer.example>`
    const [row] = await desk.take(letter({ ...headers, 'Message-ID': first }, body))
    assert.equal(row?.ending, 'ticket_opened', where)
    const more = body.replaceAll(
      /(alpha|bravo|charlie|delta|echo|foxtrot|golf|hotel|juliett|kilo|lima|mike)/g,
      '$1 again',
    )
    const [answer] = await desk.take(letter({ ...headers, 'In-Reply-To': first }, more))
    assert.equal(answer?.ending, 'note_added', where)
  }
  const wrong = await desk.ask(`select title from issues where state <> 'opened' or not confidential`)
  assert.deepEqual(wrong, [])
  for (const table of ['issue_assignees', 'todos', 'issue_labels'])
    assert.deepEqual(await desk.ask(`select from ${table}`), [], table)
  const noted = await desk.ask<{ body: string }>('select body from notes where system')
  assert.deepEqual(
    noted.filter(({ body }) => /closed|assigned|label|mention|milestone/i.test(body)),
    [],
  )
  const shown = await desk.ask<{ description: string }>('select description from issues order by id')
  assert.match(shown[0]?.description ?? '', /^\/close\nalpha/, 'what was written is shown as it was written')
})
