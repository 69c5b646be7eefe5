// How is an issue read, opened, changed, closed and removed?
import { z } from 'zod'
import { fields, issue, markdown } from '#contract'
import { transaction } from '#db'
import { issues, labels, lists, subscriptions } from '#issues'
import { DeskError } from '#kernel'
import { Access, requireProject } from '#projects'
import { signedIn } from '../authentication.ts'
import type { App, Request, Routes, WebDesk } from '../context.ts'
import { given } from '../given.ts'
import { assigneesOf, changeIssue } from '../issue-change.ts'
import { issueOf, issueParams } from '../issue-note.ts'
import { withDescriptionHtml } from '../rendered.ts'
import { issueShape } from '../shapes/issue.ts'

const tags = ['issues']
const rendered = markdown.Rendered
const asked = rendered.extend(issue.Show.shape)
const path = '/projects/:id/issues/:issue_iid'

export const issueRoutes: Routes = (app, desk) => {
  readRoutes(app, desk)
  createRoute(app, desk)
  changeRoutes(app, desk)
}

/** The issue as the viewer may see it, and whether they hear of it. @throws not_found */
export async function showIssue(desk: WebDesk, request: Request, id: number): Promise<issue.Issue> {
  const row = await lists.show(desk.db, request.viewer, id)
  if (row === undefined) throw DeskError.notFound('Issue')
  const subscribed = request.viewer ? await subscriptions.isSubscribed(desk.db, id, request.viewer.id) : false
  const shown = issueShape(row, {
    externalUrl: desk.config.external_url,
    now: desk.clock(),
    labelDetails: (request.query as z.output<typeof issue.Show> | undefined)?.with_labels_details,
  })
  return withDescriptionHtml(desk, request, { ...shown, subscribed })
}

function readRoutes(app: App, desk: WebDesk): void {
  app.get(
    path,
    {
      schema: {
        tags,
        summary: 'One issue',
        params: issueParams,
        querystring: asked,
        response: { 200: issue.Issue },
      },
    },
    async request => showIssue(desk, request, (await issueOf(desk, request, request.params)).issue.id),
  )

  app.get(
    '/issues/:id',
    {
      schema: {
        tags,
        summary: 'One issue, by its id',
        params: z.object({ id: fields.id }),
        querystring: asked,
        response: { 200: issue.Issue },
      },
    },
    async request => showIssue(desk, request, request.params.id),
  )
}

function createRoute(app: App, desk: WebDesk): void {
  app.post(
    '/projects/:id/issues',
    {
      schema: {
        tags,
        summary: 'Open an issue; quick actions in its description are run',
        params: z.object({ id: fields.idOrPath }),
        querystring: rendered,
        body: issue.Create,
        response: { 201: issue.Issue },
      },
    },
    async (request, reply) => {
      const by = signedIn(request)
      const project = await requireProject(desk.db, by, request.params.id)
      const { body } = request
      if (body.created_at && project.accessLevel < Access.owner) {
        throw DeskError.forbidden('created_at takes at least the Owner role')
      }
      const opened = await transaction(desk.db, async tx => {
        await labels.ensure(tx, project.id, by, body.labels ?? [])
        return issues.create(tx, {
          projectId: project.id,
          by,
          title: body.title,
          ...given({
            description: body.description ?? undefined,
            confidential: body.confidential,
            labels: body.labels,
            assigneeIds: assigneesOf(body),
            milestoneId: body.milestone_id || undefined,
            dueDate: body.due_date || undefined,
            createdAt: body.created_at,
          }),
        })
      })
      return reply.code(201).send(await showIssue(desk, request, opened.id))
    },
  )
}

function changeRoutes(app: App, desk: WebDesk): void {
  app.put(
    path,
    {
      schema: {
        tags,
        summary: 'Change an issue; what is absent stays as it is',
        params: issueParams,
        querystring: asked,
        body: issue.Update,
        response: { 200: issue.Issue },
      },
    },
    async request => {
      const by = signedIn(request)
      const { issue: row } = await issueOf(desk, request, request.params)
      await transaction(desk.db, tx => changeIssue(tx, by, row, request.body))
      return showIssue(desk, request, row.id)
    },
  )

  app.delete(
    path,
    {
      schema: {
        tags,
        summary: 'Delete an issue (Owners)',
        params: issueParams,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const by = signedIn(request)
      const { issue: row } = await issueOf(desk, request, request.params)
      await transaction(desk.db, tx => issues.remove(tx, { issueId: row.id, by }))
      return reply.code(204).send()
    },
  )
}
