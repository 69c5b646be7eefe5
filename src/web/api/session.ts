// How does a browser sign in and out?
import { z } from 'zod'
import { session, user } from '#contract'
import { DeskError } from '#kernel'
import { findUser } from '#users'
import { signedIn } from '../authentication.ts'
import type { Routes } from '../context.ts'
import { originOf } from '../origin.ts'
import { fullUser } from '../shapes/user.ts'

export const sessionRoutes: Routes = (app, desk) => {
  const tags = ['session']

  app.post(
    '/session',
    {
      config: { anonymous: true },
      schema: {
        tags,
        summary: 'Sign in; the answer sets the session cookie',
        security: [],
        body: session.SignIn,
        response: { 201: user.Full },
      },
    },
    async (request, reply) => {
      // Another site must not sign people in as somebody else; programs that are no browsers say nothing and may.
      if (originOf(request, desk.config.external_url) === 'foreign') throw DeskError.forbidden()
      const { login, password, remember_me: remember } = request.body
      const userAgent = request.headers['user-agent']?.slice(0, 500) ?? null
      const { person, setCookie } = await desk.auth.signIn({
        login,
        password,
        remember,
        clientAddress: request.ip,
        userAgent,
      })
      for (const cookie of setCookie) reply.header('set-cookie', cookie)
      return reply.code(201).send(fullUser(await findUser(desk.db, person.id), desk.config.external_url))
    },
  )

  app.get(
    '/session',
    { schema: { tags, summary: 'Who is signed in', response: { 200: user.Full } } },
    async request => fullUser(await findUser(desk.db, signedIn(request).id), desk.config.external_url),
  )

  app.delete(
    '/session',
    { schema: { tags, summary: 'Sign out', response: { 204: z.undefined() } } },
    async (request, reply) => {
      const cookies = await desk.auth.signOut(request.headers.cookie ?? '')
      for (const cookie of cookies) reply.header('set-cookie', cookie)
      return reply.code(204).send()
    },
  )
}
