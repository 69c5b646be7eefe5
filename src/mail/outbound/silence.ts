// Why was a ticket not acknowledged? The team reads it in the inbox log, or it would look as if the mail were lost.
import { sql } from 'kysely'
import type { Tx } from '#db'
import { type Brakes, mayAcknowledge, mayMailAutomatically } from './brakes.ts'
import type { EventFacts } from './facts.ts'
import { announcement, type MailKind } from './mailings.ts'

export type Silence = { inboxId: number; why: string }

/** Null where an acknowledgement was written, or was not to be written from the start: then the intake has said why. */
export function silenceOf(
  facts: EventFacts,
  drafts: readonly { kind: MailKind }[],
  limits: Brakes,
): Silence | null {
  const { acknowledge, inboxId, quiet } = announcement(facts)
  if (facts.kind !== 'issue_opened' || acknowledge !== true || quiet === true) return null
  if (typeof inboxId !== 'number' || drafts.some(({ kind }) => kind === 'thank_you')) return null
  const braked = facts.participants.filter(({ counts }) => !mayAcknowledge(counts, limits))
  const why =
    braked.length === 0
      ? 'nobody to mail to: the address is marked undeliverable, or Service Desk is off'
      : braked.map(participant => brakeOn(participant, limits)).join('; ')
  return { inboxId, why }
}

function brakeOn({ email, counts }: EventFacts['participants'][number], limits: Brakes): string {
  return mayMailAutomatically(counts, limits)
    ? `${email} was thanked ${counts.acknowledgedLastWeek} times in seven days, and is thanked once a day from then on`
    : `${counts.automaticLastHour} automatic mails went to ${email} within the last hour; no more are sent`
}

/** Adds it to the why of the mails. */
export async function noteSilences(tx: Tx, silences: readonly Silence[]): Promise<void> {
  if (silences.length === 0) return
  await sql`
    with noted as (
      update inbox set why = inbox.why || jsonb_build_object('unacknowledged', g.why)
      from json_to_recordset(${JSON.stringify(silences)}::json) as g ("inboxId" bigint, why text)
      where inbox.id = g."inboxId" returning id, project_id, issue_id, note_id
    )
    select pg_notify('desk_live', json_build_object('kind', 'inbox_changed', 'inboxId', id, 'projectId', project_id,
      'issueId', issue_id, 'noteId', note_id)::text) from noted`.execute(tx)
}
