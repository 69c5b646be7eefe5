// What does the API say of the caller?
import { user } from '#contract'
import { findUser } from '#users'
import { signedIn } from '../authentication.ts'
import type { Routes } from '../context.ts'
import { fullUser } from '../shapes/user.ts'

export const userRoutes: Routes = (app, desk) => {
  app.get(
    '/user',
    {
      config: { scopes: ['read_user'] },
      schema: { tags: ['users'], summary: 'The caller', response: { 200: user.Full } },
    },
    async request => fullUser(await findUser(desk.db, signedIn(request).id), desk.config.external_url),
  )
}
