// What may people see and change of their own account?
import { z } from 'zod'
import { user } from '#contract'
import { transaction } from '#db'
import { accounts, findUser, updateUser } from '#users'
import { signedIn } from '../authentication.ts'
import type { Routes } from '../context.ts'
import { fullUser } from '../shapes/user.ts'

/** Whoever found an open session must not be able to try out passwords on it. */
const passwordAttempts = { max: 10, timeWindow: '10 minutes' }

export const userRoutes: Routes = (app, desk) => {
  const tags = ['users']
  const show = async (id: number) => fullUser(await findUser(desk.db, id), desk.config.external_url)

  app.get(
    '/user',
    {
      config: { scopes: ['read_user'] },
      schema: { tags, summary: 'The caller', response: { 200: user.Full } },
    },
    request => show(signedIn(request).id),
  )

  app.put(
    '/user',
    {
      schema: {
        tags,
        summary: 'Change the own profile and preferences',
        body: user.UpdateSelf,
        response: { 200: user.Full },
      },
    },
    async request => {
      const { id } = signedIn(request)
      const { time_zone: timeZone, notification_level: notificationLevel, ...change } = request.body
      const row = await transaction(desk.db, tx =>
        updateUser(tx, id, { ...change, timeZone, notificationLevel }),
      )
      return fullUser(row, desk.config.external_url)
    },
  )

  app.put(
    '/user/password',
    {
      config: {
        rateLimit: { ...passwordAttempts, hook: 'preHandler', keyGenerator: r => `${r.viewer?.id}` },
      },
      schema: {
        tags,
        summary: 'Change the own password; other sessions end',
        body: user.ChangePassword,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const { id } = signedIn(request)
      const { current_password: current, password } = request.body
      const keep = request.credential?.kind === 'session' ? request.credential.token : undefined
      await transaction(desk.db, tx => accounts.changePassword(tx, id, { current, password, keep }))
      return reply.code(204).send()
    },
  )
}
