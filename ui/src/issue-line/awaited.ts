// Whose turn is it?
import type { Issue } from '../api/types.ts'

type Facts = Pick<Issue, 'state' | 'service_desk' | 'last_customer_at' | 'last_team_at'>

/** The ball is with the team: the customer wrote last. */
export const isAwaited = ({ state, service_desk, last_customer_at, last_team_at }: Facts) =>
  state === 'opened' &&
  service_desk &&
  last_customer_at !== null &&
  (last_team_at === null || last_customer_at > last_team_at)
