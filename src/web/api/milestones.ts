// How are the milestones of a project found, made, changed and removed?
import { z } from 'zod'
import { fields, issue, milestone, pagination } from '#contract'
import { transaction } from '#db'
import { type Milestone, milestones } from '#issues'
import { type Project, requireProject } from '#projects'
import { signedIn } from '../authentication.ts'
import type { App, Routes, WebDesk } from '../context.ts'
import { given } from '../given.ts'
import { issuePage } from '../issue-list.ts'
import { offsetPage } from '../pagination.ts'
import { milestoneShape } from '../shapes/milestone.ts'

const tags = ['milestones']
const path = '/projects/:id/milestones'
const params = z.object({ id: fields.idOrPath })
const oneParams = z.object({ id: fields.idOrPath, milestone_id: fields.id })

export const milestoneRoutes: Routes = (app, desk) => {
  readRoutes(app, desk)
  issuesRoute(app, desk)
  writeRoutes(app, desk)
}

const shapeIn =
  (desk: WebDesk, project: Pick<Project, 'full_path'>) =>
  (row: Milestone): milestone.Milestone =>
    milestoneShape(row, `${desk.config.external_url}/${project.full_path}`, desk.clock())

function readRoutes(app: App, desk: WebDesk): void {
  app.get(
    path,
    {
      schema: {
        tags,
        summary: 'Milestones, newest first',
        params,
        querystring: milestone.List.extend(pagination.Offset.shape),
        response: { 200: z.array(milestone.Milestone) },
      },
    },
    async (request, reply) => {
      const project = await requireProject(desk.db, request.viewer, request.params.id)
      const { state, title, search, iids } = request.query
      const filter = given({ state, title, search, iids })
      const rows = await offsetPage(
        request,
        reply,
        request.query,
        window => milestones.list(desk.db, project.id, filter, window),
        () => milestones.count(desk.db, project.id, filter),
      )
      return rows.map(shapeIn(desk, project))
    },
  )

  app.get(
    `${path}/:milestone_id`,
    { schema: { tags, summary: 'One milestone', params: oneParams, response: { 200: milestone.Milestone } } },
    async request => {
      const project = await requireProject(desk.db, request.viewer, request.params.id)
      return shapeIn(desk, project)(await milestones.find(desk.db, project.id, request.params.milestone_id))
    },
  )
}

function issuesRoute(app: App, desk: WebDesk): void {
  app.get(
    `${path}/:milestone_id/issues`,
    {
      schema: {
        tags,
        summary: 'Issues that are planned for a milestone, newest first',
        params: oneParams,
        querystring: pagination.Either,
        response: { 200: z.array(issue.Issue) },
      },
    },
    async (request, reply) => {
      const project = await requireProject(desk.db, request.viewer, request.params.id)
      const { id: milestoneId } = await milestones.find(desk.db, project.id, request.params.milestone_id)
      const query = { ...request.query, order_by: 'created_at' as const }
      return issuePage(desk, request, reply, query, { project, milestoneId })
    },
  )
}

function writeRoutes(app: App, desk: WebDesk): void {
  app.post(
    path,
    {
      schema: {
        tags,
        summary: 'Make a milestone',
        params,
        body: milestone.Create,
        response: { 201: milestone.Milestone },
      },
    },
    async (request, reply) => {
      const by = signedIn(request)
      const project = await requireProject(desk.db, by, request.params.id)
      const { title, ...rest } = request.body
      const row = await transaction(desk.db, tx =>
        milestones.create(tx, project.id, by, { title, ...changes(rest) }),
      )
      return reply.code(201).send(shapeIn(desk, project)(row))
    },
  )

  app.put(
    `${path}/:milestone_id`,
    {
      schema: {
        tags,
        summary: 'Change a milestone',
        params: oneParams,
        body: milestone.Update,
        response: { 200: milestone.Milestone },
      },
    },
    async request => {
      const by = signedIn(request)
      const project = await requireProject(desk.db, by, request.params.id)
      const { state_event: event, title, ...rest } = request.body
      const state = event && (event === 'close' ? ('closed' as const) : ('active' as const))
      const all = { ...given({ title, state }), ...changes(rest) }
      const row = await transaction(desk.db, tx =>
        milestones.update(tx, project.id, by, request.params.milestone_id, all),
      )
      return shapeIn(desk, project)(row)
    },
  )

  app.delete(
    `${path}/:milestone_id`,
    {
      schema: {
        tags,
        summary: 'Remove a milestone; its issues stay',
        params: oneParams,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const by = signedIn(request)
      const project = await requireProject(desk.db, by, request.params.id)
      await transaction(desk.db, tx => milestones.remove(tx, project.id, by, request.params.milestone_id))
      return reply.code(204).send()
    },
  )
}

function changes(body: z.infer<typeof milestone.Update>) {
  const { description, start_date: startDate, due_date: dueDate } = body
  return given({ description, startDate, dueDate })
}
