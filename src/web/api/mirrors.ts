// Which repository elsewhere does a project follow? GitLab's pull mirror.
import { z } from 'zod'
import { fields, mirror } from '#contract'
import { transaction } from '#db'
import { mirrors } from '#forges'
import { signedIn } from '../authentication.ts'
import type { Routes } from '../context.ts'

const tags = ['mirrors']
const params = z.object({ id: fields.idOrPath })
const path = '/projects/:id/mirror/pull'

export const mirrorRoutes: Routes = (app, desk) => {
  app.get(
    path,
    {
      schema: {
        tags,
        summary: 'The repository that the project follows, and how it is doing (Maintainers)',
        params,
        response: { 200: mirror.Mirror },
      },
    },
    async request => shape(await mirrors.findMirror(desk.db, signedIn(request), request.params.id)),
  )

  app.put(
    path,
    {
      schema: {
        tags,
        summary:
          'Follow a repository; it is fetched at once, and commits close issues in your name (Maintainers)',
        params,
        body: mirror.Update,
        response: { 200: mirror.Mirror },
      },
    },
    async request => {
      const { auth_user: username, auth_password: password, ...changes } = request.body
      const by = signedIn(request)
      return transaction(desk.db, async tx =>
        shape(
          await mirrors.changeMirror(tx, desk, by, request.params.id, { ...changes, username, password }),
        ),
      )
    },
  )

  app.post(
    path,
    {
      schema: {
        tags,
        summary: 'Fetch it now (Maintainers)',
        params,
        response: { 200: mirror.Mirror },
      },
    },
    async request => shape(await mirrors.pullSoon(desk.db, signedIn(request), request.params.id)),
  )

  app.delete(
    path,
    {
      schema: {
        tags,
        summary: 'Follow it no more; what was fetched stays (Maintainers)',
        params,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const by = signedIn(request)
      await transaction(desk.db, tx => mirrors.removeMirror(tx, by, request.params.id))
      return reply.code(204).send()
    },
  )
}

function shape(row: mirrors.Mirror): z.output<typeof mirror.Mirror> {
  return {
    id: row.project_id,
    enabled: row.enabled,
    url: row.url,
    auth_user: row.username,
    auth_password_set: row.sealed_password !== null,
    interval_minutes: row.interval_minutes,
    closing: row.closing,
    update_status: row.status,
    last_error: row.last_error,
    last_update_at: row.last_ended_at,
    last_update_started_at: row.last_started_at,
    last_successful_update_at: row.last_success_at,
    next_update_at: row.enabled ? row.next_at : null,
    mirror_trigger_builds: false,
    only_mirror_protected_branches: false,
    mirror_overwrites_diverged_branches: true,
    mirror_branch_regex: null,
  }
}
