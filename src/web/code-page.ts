// In which project's code does a request look, and which revision does it mean?

import type { Project } from '#projects'
import { code, type Repository, requireCode } from '#repository'
import { signedIn } from './authentication.ts'
import type { Request, WebDesk } from './context.ts'

/** Scopes that suffice for reading code, beside those of the API (GitLab). */
export const readsCode = { scopes: ['read_repository'] } as const

export type CodePlace = { project: Project; repository: Repository; externalUrl: string; fullPath: string }

/** The project's repository, for those who may read it. @throws as `requireCode` */
export async function readCode(desk: WebDesk, request: Request): Promise<CodePlace> {
  return place(desk, await requireCode(desk.db, request.viewer, idOf(request), 'read'))
}

/** The same for those who may change it. */
export async function writeCode(desk: WebDesk, request: Request): Promise<CodePlace> {
  return place(desk, await requireCode(desk.db, signedIn(request), idOf(request), 'push'))
}

const idOf = (request: Request) => (request.params as { id: number | string }).id

async function place(desk: WebDesk, project: Project): Promise<CodePlace> {
  const repository = await desk.repositories.open(project)
  return { project, repository, externalUrl: desk.config.external_url, fullPath: project.full_path }
}

/** Commits by their oids, in that order, in one run of git. */
export async function commitsByOid({ repository }: CodePlace, oids: readonly string[]) {
  return code.commits.findMany(repository, oids)
}
