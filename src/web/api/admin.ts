// Is the desk well, and how much is in it? For administrators.
import { sql } from 'kysely'
import { z } from 'zod'
import { admin } from '#contract'
import { mailboxes } from '#mail/ingress'
import { administrator } from '../authentication.ts'
import type { Request, Routes } from '../context.ts'
import { describeMailboxes } from '../mailboxes/describe.ts'
import { tryMailbox } from '../mailboxes/try.ts'

const tags = ['instance']

/** Each costs a sign-in or a mail; enough for who repairs something. */
const tries = { max: 20, timeWindow: '1 minute' }

const ofBox = z.object({ name: admin.BoxName })

export const adminRoutes: Routes = (app, desk) => {
  mailboxRoutes(app, desk)
  statisticsRoutes(app, desk)
}

const mailboxRoutes: Routes = (app, desk) => {
  const rateLimit = { ...tries, hook: 'preHandler', keyGenerator: (r: Request) => `${r.viewer?.id}` } as const
  app.get(
    '/admin/mailboxes',
    {
      schema: {
        tags,
        summary: 'The ways by which mail comes in and goes out, and how they are (administrators)',
        response: { 200: z.array(admin.Mailbox) },
      },
    },
    async request => {
      administrator(request)
      return describeMailboxes(desk)
    },
  )

  app.post(
    '/admin/mailboxes/:name/test',
    {
      config: { rateLimit },
      schema: {
        tags,
        summary: 'Sign in to a mailbox or to the outgoing server, and look (administrators)',
        description:
          'Changes nothing. What does not work is told in the answer, which has the status 200, too.',
        params: z.object({ name: admin.Tried }),
        response: { 200: admin.Test },
      },
    },
    async request => {
      administrator(request)
      return tryMailbox(desk, request.params.name)
    },
  )

  app.post(
    '/admin/mailboxes/:name/round_trip',
    {
      config: { rateLimit },
      schema: {
        tags,
        summary: 'Send a mail by the outgoing server to the mailbox (administrators)',
        description: 'The desk knows it when it comes in, and makes no ticket of it.',
        params: ofBox,
        response: { 201: admin.RoundTrip },
      },
    },
    async (request, reply) => {
      administrator(request)
      return reply.code(201).send(await mailboxes.sendRoundTrip(desk, request.params.name))
    },
  )

  app.get(
    '/admin/mailboxes/:name/round_trip/:id',
    {
      schema: {
        tags,
        summary: 'Whether that mail has come in (administrators)',
        params: ofBox.extend({ id: z.string().max(100) }),
        response: { 200: admin.RoundTrip },
      },
    },
    async request => {
      administrator(request)
      return mailboxes.findRoundTrip(desk, request.params.id)
    },
  )
}

const statisticsRoutes: Routes = (app, desk) => {
  app.get(
    '/application/statistics',
    {
      schema: {
        tags,
        summary: 'How many there are of what (administrators)',
        response: { 200: admin.Statistics },
      },
    },
    async request => {
      administrator(request)
      const { rows } = await sql<admin.Statistics>`
        select people.*, active_users as seats, issues, service_desk_tickets,
          (select count(*) from projects) as projects,
          (select count(*) from namespaces where kind = 'group') as groups
        from (
          select count(*) filter (where not is_bot and state = 'active') as active_users,
            count(*) filter (where not is_bot and state = 'blocked') as blocked_users,
            count(*) filter (where is_bot) as bots from users
        ) people, (
          select count(*) as issues, count(*) filter (where service_desk) as service_desk_tickets from issues
        ) work`.execute(desk.db)
      const [statistics] = rows
      if (statistics === undefined) throw new Error('a count gave no row')
      return statistics
    },
  )
}
