// What is told of a member?

export type Member = {
  id: number
  username: string
  name: string
  state: 'active' | 'blocked'
  access_level: number
  /** A day, `2026-03-31`; on it the access has ended. */
  expires_at: string | null
  created_at: Date
}
