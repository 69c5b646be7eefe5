// Where do the ids of commits in these texts lead, as far as the viewer may read the code?

import type { lists } from '#issues'
import { isDeskError } from '#kernel'
import { findReferences, type ReferenceResolver } from '#markdown'
import { code, requireCode } from '#repository'
import type { Viewer } from '#users'
import type { WebDesk } from './context.ts'

const limits = {
  /** Projects whose repositories the texts of one request may ask. */
  projects: 5,
  /** Commits of one project. */
  commits: 200,
} as const

/** Cheap to say no to: most texts hold nothing that looks like one. */
const looksLikeOne = /(?<![0-9a-f])[0-9a-f]{7,40}(?![0-9a-f])/

type Place = NonNullable<ReturnType<ReferenceResolver>>

/** One run of git for each project that is named; what is no commit stays text. */
export async function resolveCommits(
  desk: WebDesk,
  viewer: Viewer,
  texts: readonly string[],
  home: lists.Home | null,
): Promise<ReferenceResolver> {
  const named = new Map<string, Set<string>>()
  for (const text of texts) {
    if (!looksLikeOne.test(text)) continue
    for (const { kind, path = home?.full_path, name } of findReferences(text)) {
      if (kind !== 'commit' || path === undefined || name === undefined) continue
      const ids = named.get(path) ?? new Set()
      if (ids.size < limits.commits) named.set(path, ids.add(name))
    }
  }
  const found = new Map<string, Place>()
  for (const [path, ids] of [...named].slice(0, limits.projects))
    for (const [id, place] of await commitsOf(desk, viewer, path, [...ids])) found.set(`${path} ${id}`, place)
  return ({ path = home?.full_path, name }) => found.get(`${path} ${name}`)
}

async function commitsOf(
  desk: WebDesk,
  viewer: Viewer,
  path: string,
  ids: readonly string[],
): Promise<[string, Place][]> {
  try {
    const project = await requireCode(desk.db, viewer, path, 'read')
    const repository = await desk.repositories.open(project)
    const commits = await code.commits.findNamed(repository, ids)
    return [...commits].map(([id, { oid, title }]) => [
      id,
      { href: `/${project.full_path}/-/commit/${oid}`, title },
    ])
  } catch (error) {
    if (isDeskError(error)) return []
    throw error
  }
}
