// How do the answers that a team keeps ready come to be, change, and go?
import { sql } from 'kysely'
import type { Tx } from '#db'
import { DeskError } from '#kernel'
import type { Person } from '#users'
import { Access } from '../access.ts'
import { type Project, requireProject } from '../require-project.ts'
import type { SavedReply } from './list.ts'

export type SavedReplyFields = { title: string; body: string }
export type SavedReplyChanges = { title?: string | undefined; body?: string | undefined }

/** Characters of a title: one line of a list. */
const maxTitle = 255
/** Characters of a text; more is a document, and better linked. */
const maxBody = 20_000
/** Replies of one project: they are read in one go, and chosen from by people. */
const maxReplies = 200

/** @throws invalid naming the field; conflict if the project has too many; not_found; forbidden below Developer */
export async function createSavedReply(
  tx: Tx,
  by: Person,
  idOrPath: number | string,
  { title, body }: SavedReplyFields,
): Promise<SavedReply> {
  const { id: projectId } = await requireEditor(tx, by, idOrPath)
  const values = { title: checkTitle(title), body: checkBody(body) }
  // Held, so that two at once do not both become the last.
  await sql`select from projects where id = ${projectId} for no key update`.execute(tx)
  const { count } = await tx
    .selectFrom('saved_replies')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('project_id', '=', projectId)
    .executeTakeFirstOrThrow()
  if (count >= maxReplies)
    throw new DeskError('conflict', `A project can keep ${maxReplies} saved replies; remove one first`)
  return tx
    .insertInto('saved_replies')
    .values({ project_id: projectId, ...values })
    .returningAll()
    .executeTakeFirstOrThrow()
    .catch(titleTaken)
}

/** @throws invalid naming the field; not_found; forbidden below Developer */
export async function updateSavedReply(
  tx: Tx,
  by: Person,
  idOrPath: number | string,
  replyId: number,
  { title, body }: SavedReplyChanges,
): Promise<SavedReply> {
  const { id: projectId } = await requireEditor(tx, by, idOrPath)
  const row = await tx
    .updateTable('saved_replies')
    .set({
      ...(title === undefined ? {} : { title: checkTitle(title) }),
      ...(body === undefined ? {} : { body: checkBody(body) }),
      updated_at: new Date(),
    })
    .where('id', '=', replyId)
    .where('project_id', '=', projectId)
    .returningAll()
    .executeTakeFirst()
    .catch(titleTaken)
  if (row === undefined) throw DeskError.notFound('Saved reply')
  return row
}

/** @throws not_found; forbidden below Developer */
export async function removeSavedReply(
  tx: Tx,
  by: Person,
  idOrPath: number | string,
  replyId: number,
): Promise<void> {
  const { id: projectId } = await requireEditor(tx, by, idOrPath)
  const { numDeletedRows } = await tx
    .deleteFrom('saved_replies')
    .where('id', '=', replyId)
    .where('project_id', '=', projectId)
    .executeTakeFirstOrThrow()
  if (numDeletedRows === 0n) throw DeskError.notFound('Saved reply')
}

async function requireEditor(tx: Tx, by: Person, idOrPath: number | string): Promise<Project> {
  const project = await requireProject(tx, by, idOrPath, Access.developer)
  if (project.archived) throw DeskError.forbidden('The project is archived')
  return project
}

function checkTitle(title: string): string {
  const clean = title.replace(/\s+/g, ' ').trim()
  return checkLength('title', clean, maxTitle)
}

function checkBody(body: string): string {
  if (body.trim() === '') throw DeskError.invalid('body', "can't be blank")
  return checkLength('body', body, maxBody)
}

function checkLength(field: string, text: string, max: number): string {
  if (text === '') throw DeskError.invalid(field, "can't be blank")
  // Counted as PostgreSQL counts them.
  if ([...text].length > max) throw DeskError.invalid(field, `is too long (maximum is ${max} characters)`)
  if (text.includes('\0')) throw DeskError.invalid(field, 'cannot contain NUL characters')
  return text
}

function titleTaken(error: unknown): never {
  const { code, constraint } = error as { code?: string; constraint?: string }
  if (code === '23505' && constraint === 'saved_replies_title')
    throw DeskError.invalid('title', 'has already been taken')
  throw error
}
