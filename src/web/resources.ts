// Which resources does the web serve? One line each; the order does not matter.
import { eventRoutes } from './api/events.ts'
import { instanceRoutes } from './api/instance.ts'
import { tokenRoutes } from './api/personal_access_tokens.ts'
import { sessionRoutes } from './api/session.ts'
import { userRoutes } from './api/user.ts'
import { userAccountRoutes } from './api/users.ts'
import type { Routes } from './context.ts'

/** Under /api/v4, with authentication, GitLab's error shapes and a place in the OpenAPI document. */
export const resources: readonly Routes[] = [
  eventRoutes,
  instanceRoutes,
  sessionRoutes,
  tokenRoutes,
  userRoutes,
  userAccountRoutes,
]

/** Outside /api/v4, with authentication: pages for people without an account, files, Git over HTTP. */
export const pages: readonly Routes[] = []
