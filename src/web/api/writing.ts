// Who is writing on an issue right now? Told to the team that looks at it, kept nowhere.
import { z } from 'zod'
import { note } from '#contract'
import { notify, transaction } from '#db'
import { policy } from '#issues'
import { DeskError } from '#kernel'
import { signedIn } from '../authentication.ts'
import type { Routes } from '../context.ts'
import { issueOf, issueParams } from '../issue-note.ts'
import type { Happening } from '../live-visibility.ts'
import { basicUser } from '../shapes/user.ts'

/** A page says so every few seconds while keys are pressed; several pages of one person share this. */
const tellings = { max: 60, timeWindow: '1 minute' }

export const writingRoutes: Routes = (app, desk) => {
  app.post(
    '/projects/:id/issues/:issue_iid/writing',
    {
      config: { rateLimit: { ...tellings, hook: 'preHandler', keyGenerator: r => `${r.viewer?.id}` } },
      schema: {
        tags: ['events'],
        summary: 'Tell the others of the team who look at an issue that one is writing (Reporters)',
        description: 'They hear an event `writing` at `/events`; say it again every few seconds.',
        params: issueParams,
        body: note.Writing,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const by = signedIn(request)
      const { issue, project, accessLevel } = await issueOf(desk, request, request.params)
      policy.requireWritable(project)
      if (!policy.canReadInternal(accessLevel)) throw DeskError.forbidden()
      const { id, username, name, avatar_url } = basicUser(
        { ...by, state: 'active' },
        desk.config.external_url,
      )
      const happening: Happening = {
        kind: 'writing',
        projectId: project.id,
        issueId: issue.id,
        writing: { user: { id, username, name, avatar_url }, internal: request.body.internal ?? false },
      }
      await transaction(desk.db, tx => notify(tx, 'desk_live', happening))
      return reply.code(204).send()
    },
  )
}
