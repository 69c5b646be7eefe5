// How does a text look before it is sent?
import { markdown } from '#contract'
import { requireProject } from '#projects'
import { signedIn } from '../authentication.ts'
import type { Routes } from '../context.ts'
import { renderText } from '../rendered.ts'

export const markdownRoutes: Routes = (app, desk) => {
  app.post(
    '/markdown',
    {
      schema: {
        tags: ['markdown'],
        summary: 'A text as safe HTML; its references lead where the caller may look',
        body: markdown.Create,
        response: { 201: markdown.Html },
      },
    },
    async (request, reply) => {
      const by = signedIn(request)
      const { text, project } = request.body
      const home = project === undefined ? null : await requireProject(desk.db, by, project)
      return reply.code(201).send({ html: await renderText(desk, request, text, home) })
    },
  )
}
