// What does a mail of the outbox look like, sent or not?
import { sql } from 'kysely'
import type { Viewer } from '#users'
import { readMail } from './claim.ts'
import type { OutboundDesk } from './desk.ts'
import { find, type OutboxRow } from './outbox.ts'
import { renderMail } from './render.ts'

export type RenderedRow = OutboxRow & { text_body: string; html_body: string }

/** The mail as it left; as it would leave now, if it has not. @throws as `find` */
export async function show(
  desk: OutboundDesk,
  viewer: Viewer,
  id: number,
  projectId?: number,
): Promise<RenderedRow> {
  const row = await find(desk.db, viewer, id, projectId)
  const { rows } = await sql<{ text_body: string | null; html_body: string | null }>`
    select text_body, html_body from outbox where id = ${id}`.execute(desk.db)
  const { text_body = null, html_body = null } = rows[0] ?? {}
  if (text_body !== null && html_body !== null) return { ...row, text_body, html_body }
  const mail = await readMail(desk.db, id)
  const body = mail === null ? { text: '', html: '' } : (await renderMail(desk, mail)).body
  return { ...row, text_body: body.text, html_body: body.html }
}
