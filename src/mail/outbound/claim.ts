// What is to be sent, and to whom? The row is claimed and all that its text needs is read in one statement.
import { sql } from 'kysely'
import type { Db } from '#db'
import { templates } from '#repository'
import { type CustomServer, customServer } from './custom-email/server.ts'
import type { MailKind } from './mailings.ts'

export type UploadFacts = {
  id: number
  secret: string
  filename: string
  contentType: string
  size: number
  digest: string
}

/** One mail of the outbox with everything that it is made from. */
export type Mail = {
  id: number
  kind: MailKind
  recipient: string
  recipientName: string
  /** Null: an external participant. */
  userId: number | null
  messageId: string
  inReplyTo: string | null
  references: string[]
  replyKey: string | null
  subject: string
  data: Record<string, unknown>
  attempts: number
  createdAt: Date
  instanceName: string | null
  project: { id: number; name: string; fullPath: string } | null
  outgoingName: string | null
  /** Where its text is looked for; null: it is no mail that a template can have. */
  templateSources: templates.TemplateSource[] | null
  /** What administrators want in mails; Markdown, but for the additional text. */
  header: string | null
  footer: string | null
  additionalText: string | null
  /** The project's own address and server, by which mail to people outside leaves; null: those of the desk. */
  custom: CustomServer | null
  agentName: 'name' | 'first_name' | 'desk'
  issue: {
    id: number
    iid: number
    description: string
    customerText: string | null
    requesterName: string | null
    fromBot: boolean
    authorName: string
  } | null
  note: {
    id: number
    body: string
    authorName: string
    fromBot: boolean
    externalAuthor: string | null
    externalName: string | null
    internal: boolean
  } | null
  /** Who closed, assigned or added; null: nobody known. */
  actorName: string | null
  /** Files of the note, and those that the team's own text names. */
  uploads: UploadFacts[]
}

/** `suppressed`: why it must not be sent any more. */
type Claimed = Mail & { suppressed: string | null }

// A customer's text names no uploads: whoever knows a secret from elsewhere would be sent the file.
const uploads = sql`
  select u.id, u.secret, u.filename, u.content_type as "contentType", u.size, u.digest
  from uploads u where u.note_id = n.id or (n.external_author is null and u.project_id = n.project_id and u.secret in (
    select found[1] from regexp_matches(n.body, '/uploads/([0-9a-f]{32})/', 'g') found))
  order by u.id`

const setting = (key: string) =>
  sql`(select value #>> '{}' from instance_settings where key = ${sql.lit(key)})`

/** Of a row `o` that has what a row of the outbox has. */
export const mailColumns = sql`
  o.id, o.kind, o.recipient, o.recipient_name as "recipientName", o.user_id as "userId", o.message_id as "messageId",
  o.in_reply_to as "inReplyTo", o.reference_ids as "references", o.reply_key as "replyKey", o.subject, o.data,
  o.attempts, o.created_at as "createdAt",
  ${setting('instance_name')} as "instanceName",
  case when p.id is not null then
    json_build_object('id', p.id, 'name', p.name, 'fullPath', p.full_path) end as project,
  case when o.user_id is null then ${templates.sourcesColumn} end as "templateSources",
  ${setting('header_message')} as header, ${setting('footer_message')} as footer,
  ${setting('email_additional_text')} as "additionalText", s.outgoing_name as "outgoingName", case when custom.project_id is not null then ${customServer} end as custom,
  coalesce(s.agent_name_in_mail, 'name') as "agentName",
  case when i.id is not null then json_build_object('id', i.id, 'iid', i.iid, 'description', i.description,
    'customerText', i.customer_text, 'requesterName', i.requester_name, 'fromBot', author.is_bot,
    'authorName', author.name) end as issue,
  case when n.id is not null then json_build_object('id', n.id, 'body', n.body, 'authorName', writer.name,
    'fromBot', writer.is_bot, 'externalAuthor', n.external_author, 'externalName', n.external_name,
    'internal', n.internal) end as note,
  (select a.name from events e join users a on a.id = e.actor_id where e.id = o.event_id) as "actorName",
  (select coalesce(json_agg(x), '[]') from (${uploads}) x) as uploads`

export const mailJoins = sql`
  left join projects p on p.id = o.project_id
  left join service_desk_settings s on s.project_id = p.id
  left join service_desk_custom_emails custom
    on custom.project_id = o.project_id and custom.enabled and o.user_id is null
  left join issues i on i.id = o.issue_id
  left join users author on author.id = i.author_id
  left join notes n on n.id = o.note_id
  left join users writer on writer.id = n.author_id`

/** Between writing and sending the recipient may have left, lost access, or turned out not to exist. */
const suppressed = sql`
  case
    when o.user_id is null and o.kind <> 'refusal' and not exists (
      select from issue_email_participants x where x.issue_id in (i.id, i.moved_to_id)
        and x.email = lower(o.recipient) and x.unsubscribed_at is null)
      then 'the recipient no longer takes part in the ticket'
    when exists (select from undeliverable_addresses x where x.email = lower(o.recipient))
      then 'the address is known to be undeliverable'
    when o.kind = 'custom_email_verification' then null
    when o.user_id is not null and not exists (
      select from users x where x.id = o.user_id and x.state = 'active' and (x.is_admin or not i.confidential
        or x.id = i.author_id or exists (select from issue_assignees y where y.issue_id = i.id and y.user_id = x.id)
        or exists (select from project_access y
          where y.project_id = i.project_id and y.user_id = x.id and y.access_level >= 20)))
      then 'the recipient may no longer read the issue'
  end`

/**
 * Takes the mail for sending: state `sending`, one attempt more. Null if it is not due (sent, cancelled, or to be
 * tried later). The job is the lease: a mail has one job, which another worker gets only when this one is dead, so
 * that a row found `sending` was left by a crash and is taken again, with the same Message-ID.
 */
export async function claimMail(db: Db, id: number): Promise<Claimed | null> {
  const { rows } = await sql<Claimed>`
    with o as (
      update outbox set state = 'sending', attempts = attempts + 1, next_attempt_at = null
      where id = ${id} and (state = 'sending'
        or (state = 'queued' and coalesce(next_attempt_at, '-infinity') <= now()))
      returning *
    )
    select ${mailColumns}, ${suppressed} as suppressed from o ${mailJoins}`.execute(db)
  return rows[0] ?? null
}

/** The mail for looking at; null if there is none. */
export async function readMail(db: Db, id: number): Promise<Mail | null> {
  const { rows } = await sql<Mail>`
    select ${mailColumns} from outbox o ${mailJoins} where o.id = ${id}`.execute(db)
  return rows[0] ?? null
}
