// What must be known of an event to say who gets which mail? One query for several, since it runs for every ticket.
import { sql } from 'kysely'
import type { Db } from '#db'
import type { MailCounts } from './brakes.ts'
import { maxRecent, type SeenMails } from './thread.ts'

type NotificationLevel = 'disabled' | 'participating' | 'watch' | 'mention'

/** An external participant, with what decides over a mail to this address. */
export type ParticipantFacts = {
  email: string
  address: string
  name: string
  origin: 'requester' | 'cc' | 'added' | 'accepted'
  seen: SeenMails
  counts: MailCounts
  /** Of the mail by which they opened a ticket that was merged into this one: their thread goes by that. */
  subject: string | null
}

/** Somebody with an account who takes part, watches, or is named by the event. */
export type MemberFacts = {
  id: number
  name: string
  email: string
  /** As in `Access`; an instance admin has 50. */
  access: number
  level: NotificationLevel
  /** Chosen for this issue; null: not chosen. */
  subscribed: boolean | null
  author: boolean
  assigned: boolean
  /** Commented, or was mentioned or assigned before. */
  involved: boolean
  seen: SeenMails
}

export type EventFacts = {
  eventId: number
  kind: string
  actorId: number | null
  data: Record<string, unknown>
  /** Its mails leave no sooner: until then the note can be taken back. Null: they leave at once. */
  notBefore: Date | null
  issue: {
    id: number
    iid: number
    title: string
    confidential: boolean
    /** The subject of the mail that opened the ticket, as it came. */
    subject: string | null
  }
  project: {
    id: number
    visibility: 'private' | 'internal' | 'public'
    serviceDeskEnabled: boolean
    mailOnClose: boolean
    /** If a commit or merge request closed it. */
    mailOnCloseByCode: boolean
  }
  note: {
    id: number
    internal: boolean
    system: boolean
    flag: string | null
    externalAuthor: string | null
  } | null
  participants: ParticipantFacts[]
  members: MemberFacts[]
}

/** The mails that one address has of issue `i`: the columns of `SeenMails` but the first. */
const mailsOf = (email: ReturnType<typeof sql>) => sql`
  (select coalesce(json_agg(m.message_id order by m.created_at, m.direction), '[]') from (
    select message_id, created_at, direction from message_ids
    where issue_id = i.id and author = ${email} order by created_at desc limit ${sql.lit(maxRecent)}) m) as recent,
  (select message_id from message_ids
    where issue_id = i.id and author = ${email} order by created_at limit 1) as oldest`

/** Deliverable participants. `first`: only the requester and the Cc of the first mail have that one. */
const participants = sql`
  select p.email, p.address, p.name, p.origin,
    case when p.origin in ('requester', 'cc') then opening.message_id end as first,
    ${mailsOf(sql`p.email`)},
    to_json(counts) as counts, merged.subjects ->> p.email as subject
  from issue_email_participants p
  cross join lateral (
    select count(*) filter (where o.automatic and o.created_at > now() - interval '1 hour') as "automaticLastHour",
      count(*) filter (where o.kind = 'thank_you' and o.project_id = i.project_id
        and o.created_at > now() - interval '1 day') as "acknowledgedLastDay",
      count(*) filter (where o.kind = 'thank_you' and o.project_id = i.project_id) as "acknowledgedLastWeek"
    from outbox o where mailbox_of(o.recipient) = mailbox_of(p.email) and o.created_at > now() - interval '7 days'
  ) counts
  where p.issue_id = i.id and p.unsubscribed_at is null
    and not exists (select from undeliverable_addresses u where u.email = p.email)`

/** Everybody who can want to hear of it: members who watch, who takes part, and whom the event names. */
const members = sql`
  with involved as (
    select author_id as user_id from notes where issue_id = i.id and not system
    union select user_id from todos where issue_id = i.id
  ), candidates as (
    select user_id from project_access where project_id = i.project_id
    union select user_id from involved
    union select i.author_id
    union select user_id from issue_assignees where issue_id = i.id
    union select user_id from issue_subscriptions where issue_id = i.id and subscribed
  ), leveled as (
    select u.id, u.name, u.email, s.subscribed,
      case when u.is_admin then 50 else coalesce(a.access_level, 0) end as access,
      coalesce(own.notification_level, u.notification_level) as level,
      u.id = i.author_id as author,
      exists (select from issue_assignees x where x.issue_id = i.id and x.user_id = u.id) as assigned,
      u.id in (select user_id from involved) as involved
    from candidates c
    join users u on u.id = c.user_id and u.state = 'active' and not u.is_bot and u.id is distinct from e.actor_id
    left join project_access a on a.project_id = i.project_id and a.user_id = u.id
    left join issue_subscriptions s on s.issue_id = i.id and s.user_id = u.id
    left join lateral (
      -- The nearest membership that says how loud it shall be.
      select m.notification_level from members m
      where m.user_id = u.id and m.notification_level is not null
        and (m.project_id = i.project_id or m.namespace_id = any (ns.traversal_ids))
      order by m.project_id nulls last, array_position(ns.traversal_ids, m.namespace_id) desc limit 1
    ) own on true
  )
  select l.*, null as first, ${mailsOf(sql`lower(l.email)`)}
  from leveled l
  where l.level = 'watch' or l.subscribed or l.author or l.assigned or l.involved
    or e.data -> 'mentionedUserIds' @> to_jsonb(l.id) or e.data -> 'addedAssigneeIds' @> to_jsonb(l.id)`

type Row = Omit<EventFacts, 'participants' | 'members'> & {
  participants: (Omit<ParticipantFacts, 'seen'> & SeenMails)[]
  members: (Omit<MemberFacts, 'seen'> & SeenMails)[]
}

/** In the order of the events; without those whose issue is gone: nobody is to hear of it any more. */
export async function readFacts(db: Db, eventIds: readonly number[]): Promise<EventFacts[]> {
  const { rows } = await sql<Row>`
    select e.id as "eventId", e.kind, e.actor_id as "actorId", e.data,
      e.created_at + make_interval(secs => (e.data #>> '{announce,undoSeconds}')::int) as "notBefore",
      json_build_object('id', i.id, 'iid', i.iid, 'title', i.title, 'confidential', i.confidential,
        'subject', opening.subject) as issue,
      json_build_object('id', p.id, 'visibility', p.visibility, 'serviceDeskEnabled',
        coalesce(s.service_desk_enabled, true), 'mailOnClose', coalesce(s.mail_on_close, false),
        'mailOnCloseByCode', coalesce(s.mail_on_close_by_code, false)) as project,
      case when n.id is not null then json_build_object('id', n.id, 'internal', n.internal, 'system', n.system,
        'flag', n.flag, 'externalAuthor', n.external_author) end as note,
      (select coalesce(json_agg(x), '[]') from (${participants}) x) as participants,
      (select coalesce(json_agg(x), '[]') from (${members}) x) as members
    from events e
    join issues i on i.id = e.issue_id
    join projects p on p.id = i.project_id
    join namespaces ns on ns.id = p.namespace_id
    left join service_desk_settings s on s.project_id = p.id
    left join notes n on n.id = e.note_id
    left join lateral (
      select message_id, subject from inbox where issue_id = i.id and ending = 'ticket_opened' order by id limit 1
    ) opening on true
    cross join lateral (
      select json_object_agg(lower(own.author), own.subject order by own.id desc) as subjects
      from notes first join issues gone on gone.merged_note_id = first.id
      join inbox own on own.note_id = first.id and own.ending = 'ticket_opened' and own.author is not null
      where first.issue_id = i.id and not first.system
    ) merged
    where e.id = any (${[...eventIds]}::bigint[]) order by e.id`.execute(db)
  return rows.map(row => ({
    ...row,
    participants: row.participants.map(({ first, oldest, recent, ...participant }) => ({
      ...participant,
      seen: { first, oldest, recent },
    })),
    members: row.members.map(({ first, oldest, recent, ...member }) => ({
      ...member,
      seen: { first, oldest, recent },
    })),
  }))
}
