// Which templates has a project, and what would a mail to a customer look like?
import { z } from 'zod'
import { fields, pagination, template } from '#contract'
import { policy } from '#issues'
import { DeskError } from '#kernel'
import { texts } from '#mail/outbound'
import { Access, type Project, requireProject } from '#projects'
import { requireCode, templates } from '#repository'
import { signedIn } from '../authentication.ts'
import type { App, Request, Routes, WebDesk } from '../context.ts'
import { offsetPage } from '../pagination.ts'

const params = z.object({ id: fields.idOrPath })
const ofType = params.extend({ type: template.Type })
const named = ofType.extend({ name: z.string().min(1).max(255) })

export const templateRoutes: Routes = (app, desk) => {
  chosenRoutes(app, desk)
  mailRoutes(app, desk)
}

function sourceShape({ id, path, scope, group }: templates.TemplateSource) {
  return { scope, project_id: id, project_path: path, group }
}

/**
 * Where the viewer's templates come from. Whoever may open an issue chooses from those for issues; those for merge
 * requests are for readers of the code. What a group or the desk hands down is for members: it lies in another project,
 * which strangers may not see.
 */
async function sourcesFor(
  desk: WebDesk,
  request: Request,
  id: number | string,
  type: z.output<typeof template.Type>,
) {
  const { db } = desk
  const { viewer } = request
  const project =
    type === 'issues' ? await requireProject(db, viewer, id) : await requireCode(db, viewer, id, 'read')
  const sources = await templates.sourcesOf(db, project.id)
  return project.accessLevel >= Access.guest ? sources : sources.filter(({ scope }) => scope === 'project')
}

function chosenRoutes(app: App, desk: WebDesk): void {
  const tags = ['templates']
  app.get(
    '/projects/:id/templates/:type',
    {
      schema: {
        tags,
        summary: 'Templates for new issues or merge requests, by name',
        params: ofType,
        querystring: pagination.Offset,
        response: { 200: z.array(template.Listed) },
      },
    },
    async (request, reply) => {
      const { id, type } = request.params
      const all = await templates.list(desk.repositories, await sourcesFor(desk, request, id, type), type)
      return offsetPage(
        request,
        reply,
        request.query,
        async ({ limit, offset }) =>
          all
            .slice(offset, offset + limit)
            .map(({ name, source }) => ({ key: name, name, source: sourceShape(source) })),
        async () => all.length,
      )
    },
  )

  app.get(
    '/projects/:id/templates/:type/:name',
    {
      schema: {
        tags,
        summary: 'One template for new issues or merge requests',
        params: named,
        querystring: template.Find,
        response: { 200: template.Template },
      },
    },
    async request => {
      const { id, type, name } = request.params
      const { source_template_project_id: from } = request.query
      const all = await sourcesFor(desk, request, id, type)
      const sources = from === undefined ? all : all.filter(one => one.id === from)
      const { text, source } = await templates.find(desk.repositories, sources, { folder: type, name })
      if (text === null || source === null) throw DeskError.notFound('Template')
      return { name, content: text, source: sourceShape(source) }
    },
  )
}

function mailRoutes(app: App, desk: WebDesk): void {
  const tags = ['service desk']
  app.get(
    '/projects/:id/service_desk/templates',
    {
      schema: {
        tags,
        summary: 'What the mails to customers say, and where that stands (Developers)',
        params,
        response: { 200: z.array(template.MailText) },
      },
    },
    async request => {
      const { id } = await requireProject(desk.db, signedIn(request), request.params.id, Access.developer)
      const found = await texts.list(desk, id)
      return found.map(({ kind, file, text, builtIn, source, warnings }) => ({
        kind,
        file_path: file,
        content: text,
        built_in: builtIn,
        source: source && sourceShape(source),
        warnings,
      }))
    },
  )

  app.post(
    '/projects/:id/service_desk/templates/preview',
    {
      schema: {
        tags,
        summary: 'A mail to a customer as it would leave; nothing is sent (Developers)',
        params,
        body: template.PreviewMail,
        response: { 200: template.PreviewedMail },
      },
    },
    async request => {
      const viewer = signedIn(request)
      const project = await requireProject(desk.db, viewer, request.params.id, Access.developer)
      const { kind, content, issue_iid: iid } = request.body
      const issue = await ticketFor(desk, request, project, iid)
      const wanted = { projectId: project.id, kind, issueId: issue?.id ?? null, text: content }
      const mail = await texts.preview(desk, viewer, wanted)
      const file = templates.templateFile('service_desk', kind)
      const warnings = content?.trim() ? texts.warningsOf(kind, file, content) : []
      return { ...mail, issue_iid: issue?.iid ?? null, warnings }
    },
  )
}

/** The ticket that is asked for, or the newest one. @throws not_found if the viewer may not read it; invalid: no ticket */
async function ticketFor(desk: WebDesk, { viewer }: Request, project: Project, iid: number | undefined) {
  if (iid === undefined) {
    const newest = await desk.db
      .selectFrom('issues')
      .select(['id', 'iid'])
      .where('project_id', '=', project.id)
      .where('service_desk', '=', true)
      .where(policy.readableInProject(viewer, project.accessLevel))
      .orderBy('id', 'desc')
      .executeTakeFirst()
    return newest ?? null
  }
  const { issue } = await policy.requireIssue(desk.db, viewer, project.id, iid)
  if (!issue.service_desk) throw DeskError.invalid('issue_iid', 'is no ticket of a customer')
  return issue
}
