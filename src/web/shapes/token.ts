// How does a row of personal_access_tokens become what the API says of it?
import type { z } from 'zod'
import type { token } from '#contract'
import type { TokenRow } from '#users'
import { tokens } from '#users'

export function shapeToken(row: TokenRow): z.output<typeof token.Token> {
  const { id, name, revoked, created_at, scopes, user_id, last_used_at, expires_at } = row
  const active = tokens.isActive(row)
  return {
    id,
    name,
    description: null,
    revoked,
    created_at,
    scopes,
    user_id,
    last_used_at,
    active,
    expires_at,
  }
}
