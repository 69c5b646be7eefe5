// How are many issues changed at once? Each for itself, as if it were the only one.
import { z } from 'zod'
import { fields, issue } from '#contract'
import { transaction } from '#db'
import { policy } from '#issues'
import { isDeskError } from '#kernel'
import { requireProject } from '#projects'
import type { Person } from '#users'
import { signedIn } from '../authentication.ts'
import type { Routes, WebDesk } from '../context.ts'
import { changeIssue } from '../issue-change.ts'

type Change = Omit<z.output<typeof issue.BulkUpdate>, 'iids'>
type Result = z.output<typeof issue.BulkResult>

export const bulkIssueRoutes: Routes = (app, desk) => {
  app.post(
    '/projects/:id/issues/bulk',
    {
      schema: {
        tags: ['issues'],
        summary: 'Change up to 100 issues alike; what is refused for one does not hold up the others',
        params: z.object({ id: fields.idOrPath }),
        body: issue.BulkUpdate,
        response: { 200: z.array(issue.BulkResult) },
      },
    },
    async request => {
      const by = signedIn(request)
      const { id: projectId } = await requireProject(desk.db, by, request.params.id)
      const { iids, ...change } = request.body
      const results: Result[] = []
      // One after the other: changes of one project would wait for one another anyway.
      for (const iid of new Set(iids)) results.push(await changeOne(desk, by, { projectId, iid, change }))
      return results
    },
  )
}

async function changeOne(
  desk: WebDesk,
  by: Person,
  { projectId, iid, change }: { projectId: number; iid: number; change: Change },
): Promise<Result> {
  try {
    await transaction(desk.db, async tx => {
      const { issue: row } = await policy.requireIssue(tx, by, projectId, iid)
      await changeIssue(tx, by, row, change)
    })
    return { iid, done: true, message: null }
  } catch (error) {
    if (!isDeskError(error)) throw error
    return { iid, done: false, message: error.message }
  }
}
