// How does a row of users become what the API says of a person?
import type { z } from 'zod'
import type { user } from '#contract'
import type { UserRow } from '#users'

/** The columns that say who somebody is; joins may bring them along without the rest. */
type Who = Pick<UserRow, 'id' | 'username' | 'name' | 'state'>

/** A person as author, assignee or member. */
export function basicUser(row: Who, externalUrl: string): z.output<typeof user.Basic> {
  const { id, username, name, state } = row
  return {
    id,
    username,
    name,
    state: state === 'blocked' ? 'blocked' : 'active',
    locked: false,
    avatar_url: null,
    web_url: `${externalUrl}/${username}`,
  }
}

/** The profile that everybody may see. */
export function publicUser(row: UserRow, externalUrl: string): z.output<typeof user.User> {
  return { ...basicUser(row, externalUrl), bot: row.is_bot, created_at: row.created_at }
}

/** The profile with what only the person and administrators may see. */
export function fullUser(row: UserRow, externalUrl: string): z.output<typeof user.Full> {
  return {
    ...publicUser(row, externalUrl),
    email: row.email,
    is_admin: row.is_admin,
    last_sign_in_at: row.last_sign_in_at,
    confirmed_at: row.created_at,
    two_factor_enabled: false,
    external: false,
    theme: row.theme as 'system' | 'light' | 'dark',
    time_zone: row.time_zone,
    notification_level: row.notification_level as 'participating',
  }
}
