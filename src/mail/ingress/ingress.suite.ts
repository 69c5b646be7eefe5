// What must hold at every door? Accepted means committed, once, byte for byte; what is refused leaves nothing behind.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Intake, intake, letter, type Row } from '../../../test/support/intake.ts'

type Answer = { accepted: boolean; text: string }

type Door = {
  /** Hands over one mail, to these recipients if the door knows an envelope. */
  deliver(raw: Buffer, recipients: readonly string[]): Promise<Answer>
  close(): Promise<void>
}

type Suite = {
  name: string
  open(desk: Intake): Promise<Door>
  /** Whether recipients can be refused before the mail is there. */
  envelope: boolean
}

/** Room for a mail that goes through a file, and little enough that one over the limit is soon sent. */
const mailBytes = 3 * 1024 * 1024

export function ingressSuite({ name, open, envelope }: Suite): void {
  const at = (what: string, story: (desk: Intake, door: Door) => Promise<void>) =>
    test(`${name}: ${what}`, async () => {
      await using desk = await intake({ limits: { mail_bytes: mailBytes } })
      const door = await open(desk)
      try {
        await story(desk, door)
      } finally {
        await door.close()
      }
    })
  const bytes = (text: string) => Buffer.from(text.replaceAll(/\r?\n/g, '\r\n'), 'latin1')
  const raw = async (desk: Intake, row: Row | undefined) => {
    const [stored] = await desk.ask<{ bytes: Buffer }>(
      `select r.head || coalesce((select string_agg(bytes, '' order by seq) from raw_mail_chunks
         where raw_mail_id = r.id), '') as bytes
       from raw_mails r join inbox i on i.raw_mail_id = r.id where i.id = $1`,
      [row?.id],
    )
    return stored?.bytes
  }

  at('a mail is committed, with its job, when the door says yes', async (desk, door) => {
    const mail = bytes(letter())
    const answer = await door.deliver(mail, [desk.widget.address])
    assert.equal(answer.accepted, true, answer.text)
    const [row] = await desk.rows()
    assert.deepEqual(await raw(desk, row), mail)
    const jobs = await desk.ask('select from graphile_worker.jobs')
    assert.equal(jobs.length, 1)
    await desk.work()
    assert.equal((await desk.rows())[0]?.ending, 'ticket_opened')
  })

  at('the same mail twice is accepted twice and becomes one ticket', async (desk, door) => {
    const mail = bytes(letter())
    for (const _ of [1, 2]) assert.equal((await door.deliver(mail, [desk.widget.address])).accepted, true)
    await desk.work()
    assert.deepEqual((await desk.rows()).map(row => row.reason).sort(), ['duplicate', 'new_ticket'])
    assert.equal((await desk.ask('select from issues')).length, 1)
  })

  at('what is larger than the limit is refused and not kept', async (desk, door) => {
    const mail = bytes(letter({}, `${'x'.repeat(70)}\n`.repeat(mailBytes / 70)))
    const answer = await door.deliver(mail, [desk.widget.address])
    assert.equal(answer.accepted, false, answer.text)
    assert.deepEqual(await desk.rows(), [])
  })

  at('a mail too big for memory arrives byte for byte', async (desk, door) => {
    const body = Array.from({ length: 35_000 }, (_, line) => `${line} ${'y'.repeat(70)}`).join('\n')
    const mail = bytes(letter({}, body))
    assert.ok(mail.length > 2.5 * 1024 * 1024 && mail.length < mailBytes)
    assert.equal((await door.deliver(mail, [desk.widget.address])).accepted, true)
    const [row] = await desk.rows()
    assert.equal(row?.size, mail.length)
    assert.ok((await raw(desk, row))?.equals(mail))
  })

  at('NUL bytes, 8-bit bytes and long lines arrive as they are', async (desk, door) => {
    const mail = bytes(letter({ Subject: 'a\0b \xfc\xe4' }, `\0 \xff\xfe\x80 .\n..\n${'z'.repeat(70_000)}\n`))
    assert.equal((await door.deliver(mail, [desk.widget.address])).accepted, true)
    const [row] = await desk.rows()
    assert.deepEqual(await raw(desk, row), mail)
    await desk.work()
    assert.equal((await desk.rows())[0]?.ending, 'ticket_opened')
  })

  at('a recipient that nobody is leads to no ticket', async (desk, door) => {
    const nobody = 'incoming+acme-widget-4711-issue-@desk.example'
    const answer = await door.deliver(bytes(letter({ To: nobody })), [nobody])
    assert.equal(answer.accepted, !envelope, answer.text)
    await desk.work()
    assert.deepEqual(
      (await desk.rows()).map(row => row.reason),
      envelope ? [] : ['no_such_address'],
    )
    assert.equal((await desk.ask('select from issues')).length, 0)
  })

  at('mail to two projects opens a ticket in each, and they name each other', async (desk, door) => {
    const to = [desk.widget.address, desk.other.address]
    const answer = await door.deliver(bytes(letter({ To: to.join(', ') })), to)
    assert.equal(answer.accepted, true, answer.text)
    await desk.work()
    assert.deepEqual(
      (await desk.rows()).map(row => row.ending),
      ['ticket_opened', 'ticket_opened'],
    )
    const notes = await desk.ask<{ body: string }>('select body from notes where system order by project_id')
    assert.deepEqual(
      notes.map(note => note.body),
      ['opened by the same mail as acme/gadget#1', 'opened by the same mail as acme/widget#1'],
    )
  })
}
