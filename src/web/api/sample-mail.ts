// How does a team see its Service Desk work before the first customer writes?
import { z } from 'zod'
import { fields, serviceDesk } from '#contract'
import { DeskError } from '#kernel'
import { receiveSample } from '#mail/ingress'
import { projects } from '#projects'
import { findUser } from '#users'
import { signedIn } from '../authentication.ts'
import type { Routes } from '../context.ts'

/** Enough to try things out; the desk's own brakes hold what a flood of mails brings. */
const tries = { max: 20, timeWindow: '1 hour' }

export const sampleMailRoutes: Routes = (app, desk) => {
  app.post(
    '/projects/:id/service_desk/sample_mail',
    {
      config: { rateLimit: { ...tries, hook: 'preHandler', keyGenerator: r => `${r.viewer?.id}` } },
      schema: {
        tags: ['service desk'],
        summary: "Write a sample mail to the project in one's own name (Maintainers)",
        description: 'What the desk answers goes to the own address, and to nobody else.',
        params: z.object({ id: fields.idOrPath }),
        response: { 201: serviceDesk.SampleMail },
      },
    },
    async (request, reply) => {
      const by = signedIn(request)
      const found = await projects.serviceDesk.get(desk.db, by, request.params.id, desk.addresses)
      const { project, settings, address, missing } = found
      if (project.archived) throw new DeskError('conflict', 'The project is archived')
      if (!settings.service_desk_enabled)
        throw new DeskError('conflict', 'Service Desk is off for this project: turn it on first')
      if (address === null) throw new DeskError('conflict', missing.join(' '))
      const { name, email } = await findUser(desk.db, by.id)
      const from = { name, address: email }
      return reply.code(201).send(await receiveSample(desk, { from, to: address, date: desk.clock() }))
    },
  )
}
