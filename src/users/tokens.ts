// How does a program act for a person? With a personal access token, of which only the digest is kept.

import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import type { DB, Db, Tx } from '#db'
import { DeskError, randomHex, secretDigest } from '#kernel'
import type { Person } from './person.ts'
import { personColumns, toPerson } from './person.ts'

/** GitLab's scopes, as far as Deskbell has what they open. */
export const scopes = ['api', 'read_api', 'read_user', 'read_repository', 'write_repository'] as const
export type Scope = (typeof scopes)[number]
export type TokenRow = Selectable<DB['personal_access_tokens']>

/** Lets people and secret scanners recognise a leaked one. */
const prefix = 'dbpat-'
/** 160 random bits cannot be guessed, which is why a plain digest is enough to keep. */
const tokenBytes = 20
/** Somebody who brings a token along (DESKBELL_ROOT_TOKEN) answers for its strength; a slip of the keyboard is none. */
const minLength = 8
const maxLength = 255
/** "Last used" is written at most this often, so that reading the API does not write to the disk. */
const lastUsedSeconds = 60

export type NewToken = {
  userId: number
  name: string
  scopes: readonly string[]
  /** `2027-01-31`: the token ends when this day (UTC) begins. null: never. */
  expiresAt?: string | null
  /** Given instead of a random one. */
  token?: string
}

/**
 * Makes a token; only this call ever shows it.
 * @throws invalid naming the fields
 */
export async function create(tx: Tx, input: NewToken): Promise<{ token: string; row: TokenRow }> {
  const token = input.token ?? prefix + randomHex(tokenBytes)
  const expiresAt = input.expiresAt ?? null
  const fields = mistakes({ ...input, token, expiresAt })
  if (Object.keys(fields).length > 0) throw new DeskError('invalid', 'token not valid', fields)
  const row = await tx
    .insertInto('personal_access_tokens')
    .values({
      user_id: input.userId,
      name: input.name.trim(),
      token_digest: secretDigest(token),
      scopes: [...new Set(input.scopes)],
      expires_at: expiresAt,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return { token, row }
}

function mistakes({ name, scopes: wanted, expiresAt, token }: Required<Omit<NewToken, 'userId'>>) {
  const fields: Record<string, string[]> = {}
  if (name.trim() === '') fields.name = ["can't be blank"]
  if (name.length > maxLength) fields.name = [`is too long (maximum is ${maxLength} characters)`]
  if (wanted.length === 0) fields.scopes = ["can't be blank"]
  if (wanted.some(scope => !scopes.some(known => known === scope)))
    fields.scopes = [`can only contain available scopes: ${scopes.join(', ')}`]
  if (token.length < minLength || token.length > maxLength || /[^\x21-\x7e]/.test(token))
    fields.token = [`must have ${minLength} to ${maxLength} printable ASCII characters without blanks`]
  if (expiresAt !== null && !(Date.parse(`${expiresAt}T00:00:00Z`) > Date.now()))
    fields.expires_at = ['must be a day in the future']
  return fields
}

/** Whose token this is, and what for; null for one that is unknown, revoked or expired, or whose owner is blocked. */
export async function authenticate(
  db: Db,
  token: string,
): Promise<{ id: number; person: Person; scopes: Scope[] } | null> {
  const row = await db
    .selectFrom('personal_access_tokens as t')
    .innerJoin('users', 'users.id', 't.user_id')
    .select(personColumns)
    .select(['t.id as token_id', 't.scopes', unused.as('unused')])
    .where('t.token_digest', '=', secretDigest(token))
    .where('t.revoked', '=', false)
    .where(unexpired)
    .where('users.state', '=', 'active')
    .where('users.is_bot', '=', false)
    .executeTakeFirst()
  if (row === undefined) return null
  if (row.unused)
    await db
      .updateTable('personal_access_tokens as t')
      .set({ last_used_at: sql`now()` })
      .where('t.id', '=', row.token_id)
      .where(unused)
      .execute()
  return { id: row.token_id, person: toPerson(row), scopes: row.scopes as Scope[] }
}

/** It ends when its last day begins, everywhere at the same moment. */
const unexpired = sql<boolean>`(t.expires_at is null or t.expires_at > (now() at time zone 'utc')::date)`
const unused = sql<boolean>`(t.last_used_at is null
  or t.last_used_at < now() - make_interval(secs => ${sql.lit(lastUsedSeconds)}))`

/** Ends a token at once; one that has ended stays so. */
export async function revoke(tx: Tx, id: number): Promise<void> {
  await tx.updateTable('personal_access_tokens').set({ revoked: true }).where('id', '=', id).execute()
}

/** Ends a token and makes another with the same name and scopes. @throws not_found if it is not active */
export async function rotate(tx: Tx, id: number, expiresAt: string | null) {
  const old = await tx
    .updateTable('personal_access_tokens')
    .set({ revoked: true })
    .where('id', '=', id)
    .where('revoked', '=', false)
    .returningAll()
    .executeTakeFirst()
  if (old === undefined) throw DeskError.notFound('Personal Access Token')
  return create(tx, { userId: old.user_id, name: old.name, scopes: old.scopes, expiresAt })
}

export type TokenFilter = {
  userId?: number | undefined
  revoked?: boolean | undefined
  /** Whether it still opens anything: neither revoked nor expired. */
  active?: boolean | undefined
  /** Part of the name. */
  search?: string | undefined
}

/** Tokens, oldest first. */
export async function list(
  db: Db,
  filter: TokenFilter & { limit: number; offset: number },
): Promise<TokenRow[]> {
  return filtered(db, filter).selectAll().orderBy('id').limit(filter.limit).offset(filter.offset).execute()
}

/** How many there are of them. */
export async function count(db: Db, filter: TokenFilter): Promise<number> {
  const { count } = await filtered(db, filter)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

function filtered(db: Db, { userId, revoked, active, search }: TokenFilter) {
  let query = db.selectFrom('personal_access_tokens as t')
  if (userId !== undefined) query = query.where('user_id', '=', userId)
  if (revoked !== undefined) query = query.where('revoked', '=', revoked)
  if (active !== undefined) query = query.where(sql<boolean>`(not revoked and ${unexpired}) = ${active}`)
  if (search !== undefined) query = query.where(sql<boolean>`strpos(lower(name), lower(${search})) > 0`)
  return query
}

/** Whether a token still opens something. */
export function isActive({ revoked, expires_at }: TokenRow): boolean {
  return !revoked && (expires_at === null || Date.parse(`${expires_at}T00:00:00Z`) > Date.now())
}

/** One token. @throws not_found */
export async function find(db: Db, id: number): Promise<TokenRow> {
  const row = await db
    .selectFrom('personal_access_tokens')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) throw DeskError.notFound('Personal Access Token')
  return row
}
