// What is the password of a project's own mail server locked for? For that project alone: elsewhere it does not open.
import type { Secrets } from '#secrets'

const purpose = (projectId: number) => `smtp password of project ${projectId}`

export const lockPassword = (secrets: Secrets, projectId: number, password: string) =>
  secrets.seal(password, purpose(projectId))

/** @throws unavailable if the desk has another key now */
export const openPassword = (secrets: Secrets, projectId: number, locked: string) =>
  secrets.open(locked, purpose(projectId))
