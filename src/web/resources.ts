// Which resources does the web serve? One line each; the order does not matter.
import { userRoutes } from './api/user.ts'
import type { Routes } from './context.ts'

/** Under /api/v4, with authentication, GitLab's error shapes and a place in the OpenAPI document. */
export const resources: readonly Routes[] = [userRoutes]
