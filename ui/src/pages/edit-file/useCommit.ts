// How is a change committed, where does one go then, and what if somebody was faster?
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { ApiError } from '../../api/client.ts'
import { projectQuery } from '../../api/projects.ts'
import { type CodePlace, commitFile, type FileChange, placeQuery, readFileAt } from '../../api/repository.ts'
import type { Project } from '../../api/types.ts'
import { tell, tellError } from '../../toasts.ts'
import { codeParam, pathParam } from '../../urls.ts'
import type { Way } from './useFile.ts'

/** Somebody else changed the file while it was written; `last` null: removed it. */
export type Theirs = { last: string | null }
export type Refusal = { says: string; theirs: Theirs | null }

type Given = { project: Project; place: CodePlace; way: Way }

export function useCommit({ project, place, way }: Given) {
  const path = project.path_with_namespace
  const client = useQueryClient()
  const [committing, setCommitting] = useState(false)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const go = useGoing({ path, place, way })
  const commit = async (change: FileChange, done: () => void) => {
    if (committing) return
    // It stays so until the page is left: what is committed is not unsaved.
    setCommitting(true)
    setRefusal(null)
    try {
      await commitFile(path, change)
      done()
      // Where the branch stood before is not shown for a moment.
      client.removeQueries({ queryKey: ['code', path, 'place'] })
      void client.invalidateQueries({ queryKey: ['code', path] })
      if (project.empty_repo) await client.invalidateQueries({ queryKey: projectQuery(path).queryKey })
      tell(saidOf(change))
      await go(change)
    } catch (error) {
      if (error instanceof ApiError)
        setRefusal({ says: error.message, theirs: await theirsOf(path, place, change) })
      else tellError(error)
      setCommitting(false)
    }
  }
  return { committing, refusal, commit }
}

const saidOf = ({ action, file, branch }: FileChange) =>
  action === 'delete' ? `${file} is removed from ${branch}.` : `${file} is committed to ${branch}.`

/** Whether it was refused because the file is another one by now. */
async function theirsOf(path: string, place: CodePlace, change: FileChange): Promise<Theirs | null> {
  if (change.before === undefined || change.branch !== place.ref) return null
  try {
    const { last_commit_id: last } = await readFileAt(path, place.path, place.ref)
    return last === change.before ? null : { last }
  } catch (error) {
    return error instanceof ApiError && error.status === 404 ? { last: null } : null
  }
}

/** One sees what one did: the file, the folder in which it was, or the merge request that proposes it. */
function useGoing({ path, place, way }: { path: string; place: CodePlace; way: Way }) {
  const navigate = useNavigate()
  const client = useQueryClient()
  /** Git knows no empty folders: with its last file a folder is gone. */
  const remaining = async (folder: readonly string[]): Promise<string> => {
    const rest = [place.ref, ...folder].join('/')
    if (folder.length === 0) return rest
    return client.fetchQuery(placeQuery(path, rest)).then(
      () => rest,
      () => remaining(folder.slice(0, -1)),
    )
  }
  return async ({ action, file, branch }: FileChange) => {
    const params = { path: pathParam(path) }
    if (way === 'apart') {
      const query = new URLSearchParams({
        'merge_request[source_branch]': branch,
        'merge_request[target_branch]': place.ref,
      })
      return navigate({ href: `/${path}/-/merge_requests/new?${query}` })
    }
    if (action !== 'delete') {
      const at = codeParam(`${place.ref}/${file}`)
      return navigate({ to: '/p/$path/blob/$at', params: { ...params, at } })
    }
    const at = codeParam(await remaining(file.split('/').slice(0, -1)))
    return navigate({ to: '/p/$path/tree/$at', params: { ...params, at } })
  }
}
