// What would this mail look like with that text, for a ticket that there is?
import { sql } from 'kysely'
import type { Db } from '#db'
import { replySubject } from '#mail/message'
import type { Person } from '#users'
import { type Mail, mailColumns, mailJoins } from '../claim.ts'
import type { OutboundDesk } from '../desk.ts'
import { templateOf } from '../own-text.ts'
import { renderMail } from '../render.ts'
import { senderOf } from '../sender.ts'
import type { TemplateKind } from '../templates.ts'

export type Wanted = {
  projectId: number
  kind: TemplateKind
  /** Of a ticket that the viewer may read; null: one made up. */
  issueId: number | null
  /** What the project's file would say; absent: what it says. */
  text?: string | undefined
}

export type Preview = {
  from: { name: string; address: string }
  to: { name: string; address: string }
  subject: string
  text: string
  html: string
}

/** Answers by mail and the link in the footer work with a key; a preview has none that works. */
const noKey = '0'.repeat(32)

/** Nothing is written and nothing leaves. Files of the note do not go along. */
export async function previewText(desk: OutboundDesk, viewer: Person, wanted: Wanted): Promise<Preview> {
  const mail = madeUpWhereMissing(await readMail(desk.db, wanted), viewer)
  const template = await templateOf(desk, mail, wanted.text)
  const { body } = await renderMail(desk, mail, template)
  return {
    from: senderOf(desk, mail),
    to: { name: mail.recipientName, address: mail.recipient },
    subject: mail.subject,
    text: body.text,
    html: body.html,
  }
}

/** The mail as the outbox would hold it; of the notes, the team's last public one. */
async function readMail(db: Db, { projectId, kind, issueId }: Wanted): Promise<Mail> {
  const { rows } = await sql<Mail & { title: string | null }>`
    with o as (
      select 0::bigint as id, ${kind}::text as kind, coalesce(i.service_desk_reply_to, '') as recipient,
        coalesce(i.requester_name, '') as recipient_name, null::bigint as user_id, 'preview@localhost' as message_id,
        null::text as in_reply_to, '{}'::text[] as reference_ids, ${noKey}::text as reply_key, '' as subject,
        '{}'::jsonb as data, 0 as attempts, now() as created_at, p.id as project_id, i.id as issue_id,
        null::bigint as event_id, (
          select n.id from notes n where n.issue_id = i.id and ${kind === 'new_note'} and not n.internal and not n.system
            and n.external_author is null order by n.id desc limit 1) as note_id
      from projects p left join issues i on i.id = ${issueId} and i.project_id = p.id
      where p.id = ${projectId}
    )
    select ${mailColumns}, i.title from o ${mailJoins}`.execute(db)
  const [row] = rows
  if (row === undefined) throw new Error('a project vanished between two queries')
  const { title, ...mail } = row
  return {
    ...mail,
    subject: replySubject(title ?? example.title, mail.issue?.iid ?? example.iid),
    uploads: [],
  }
}

const example = {
  iid: 12,
  title: 'The printer does not print',
  text: 'Hello,\n\nsince this morning the printer in the hall does not print.\n\nJane',
  name: 'Jane Doe',
  address: 'jane.doe@example.com',
  note: 'Thank you for writing. **Please switch it off and on again**, and tell us what its display says.',
}

function madeUpWhereMissing(mail: Mail, viewer: Person): Mail {
  const { iid, text, name, address } = example
  const words = { description: text, customerText: text, requesterName: name, fromBot: true, authorName: '' }
  const note = {
    id: 0,
    body: example.note,
    authorName: viewer.name,
    fromBot: false,
    externalAuthor: null,
    externalName: null,
    internal: false,
  }
  return {
    ...mail,
    ...(mail.issue === null ? { issue: { id: 0, iid, ...words }, recipientName: name } : {}),
    recipient: mail.recipient || address,
    note: mail.kind === 'new_note' ? (mail.note ?? note) : null,
  }
}
