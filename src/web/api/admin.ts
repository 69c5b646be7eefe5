// Is the desk well, and how much is in it? For administrators.
import { sql } from 'kysely'
import { z } from 'zod'
import { admin } from '#contract'
import { administrator } from '../authentication.ts'
import type { Routes } from '../context.ts'
import { describeMailboxes } from '../mailboxes.ts'

const tags = ['instance']

export const adminRoutes: Routes = (app, desk) => {
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
