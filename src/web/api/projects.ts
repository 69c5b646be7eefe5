// How are projects found, made, changed, moved and removed?
import { z } from 'zod'
import { fields, pagination, project } from '#contract'
import { transaction } from '#db'
import { DeskError, isDeskError } from '#kernel'
import { projects } from '#projects'
import { code, requireCode } from '#repository'
import { signedIn } from '../authentication.ts'
import type { App, Request, Routes, WebDesk } from '../context.ts'
import { projectPage } from '../project-page.ts'
import { projectShape } from '../shapes/project.ts'

const tags = ['projects']
const params = z.object({ id: fields.idOrPath })

export const projectRoutes: Routes = (app, desk) => {
  readRoutes(app, desk)
  writeRoutes(app, desk)
  moveRoutes(app, desk)
}

async function shown(desk: WebDesk, request: Request, id: number | string) {
  const row = await projects.details(desk.db, request.viewer, id)
  return { ...projectShape(row, desk, request.viewer !== null), ...(await codeOf(desk, request, row)) }
}

/** What is said of the code, to those who may read it. */
async function codeOf(desk: WebDesk, request: Request, row: projects.ProjectDetails) {
  try {
    const project = await requireCode(desk.db, request.viewer, row.id, 'read')
    const repository = await desk.repositories.open(project)
    const readme = await code.trees.findReadme(repository, project)
    const page = `${desk.config.external_url}/${project.full_path}/-/blob/${encodeURI(project.default_branch)}`
    return {
      empty_repo: readme === null && (await code.isEmpty(repository)),
      readme_url: readme === null ? null : `${page}/${encodeURIComponent(readme)}`,
    }
  } catch (error) {
    if (isDeskError(error)) return {}
    throw error
  }
}

function readRoutes(app: App, desk: WebDesk): void {
  app.get(
    '/projects',
    {
      schema: {
        tags,
        summary: 'Projects that one can see, the newest first',
        querystring: project.List.extend(pagination.Either.shape),
        response: { 200: z.array(project.Project) },
      },
    },
    async (request, reply) => projectPage(desk, request, reply, request.query),
  )

  app.get(
    '/projects/:id',
    { schema: { tags, summary: 'One project', params, response: { 200: project.Project } } },
    async request => shown(desk, request, request.params.id),
  )
}

function writeRoutes(app: App, desk: WebDesk): void {
  app.post(
    '/projects',
    {
      schema: {
        tags,
        summary: 'Make a project, with its Service Desk on',
        body: project.Create,
        response: { 201: project.Project },
      },
    },
    async (request, reply) => {
      const by = signedIn(request)
      const { namespace_id: namespaceId, default_branch: defaultBranch, ...input } = request.body
      const { id } = await transaction(desk.db, tx =>
        projects.create(tx, by, { ...input, namespaceId, defaultBranch }),
      )
      return reply.code(201).send(await shown(desk, request, id))
    },
  )

  app.put(
    '/projects/:id',
    {
      schema: {
        tags,
        summary: 'Change a project; after a new path all its mail addresses go on working',
        params,
        body: project.Update,
        response: { 200: project.Project },
      },
    },
    async request => {
      const by = signedIn(request)
      const { default_branch: defaultBranch, service_desk_enabled, ...changes } = request.body
      await requireBranch(desk, request, defaultBranch)
      const { id } = await transaction(desk.db, async tx => {
        const changed = await projects.update(tx, by, request.params.id, { ...changes, defaultBranch })
        if (service_desk_enabled !== undefined)
          await projects.serviceDesk.update(tx, by, changed.id, { service_desk_enabled }, desk)
        return changed
      })
      return shown(desk, request, id)
    },
  )

  app.delete(
    '/projects/:id',
    {
      schema: {
        tags,
        summary: 'Remove a project with its tickets for good',
        params,
        response: { 202: z.object({ message: z.string() }) },
      },
    },
    async (request, reply) => {
      const by = signedIn(request)
      await transaction(desk.db, tx => projects.remove(tx, by, request.params.id))
      return reply.code(202).send({ message: '202 Accepted' })
    },
  )
}

/** What templates and closing look at must be there, unless nothing was pushed yet. @throws invalid naming `default_branch` */
async function requireBranch(desk: WebDesk, request: Request, branch: string | undefined): Promise<void> {
  if (branch === undefined) return
  const { id } = request.params as { id: number | string }
  const project = await requireCode(desk.db, request.viewer, id, 'read')
  if (branch === project.default_branch) return
  const repository = await desk.repositories.open(project)
  const there = (await code.branches.list(repository, project)).some(({ name }) => name === branch)
  if (!there && !(await code.isEmpty(repository)))
    throw DeskError.invalid('default_branch', `does not exist: ${branch}`)
}

function moveRoutes(app: App, desk: WebDesk): void {
  app.put(
    '/projects/:id/transfer',
    {
      schema: {
        tags,
        summary: 'Move a project into another namespace',
        params,
        body: project.Transfer,
        response: { 200: project.Project },
      },
    },
    async request => {
      const by = signedIn(request)
      const { id } = await transaction(desk.db, tx =>
        projects.transfer(tx, by, request.params.id, request.body.namespace),
      )
      return shown(desk, request, id)
    },
  )

  for (const [verb, archived] of [
    ['archive', true],
    ['unarchive', false],
  ] as const) {
    const summary = archived ? 'Make a project one that is only read' : 'Let a project be written to again'
    app.post(
      `/projects/:id/${verb}`,
      { schema: { tags, summary, params, response: { 201: project.Project } } },
      async (request, reply) => {
        const by = signedIn(request)
        const { id } = await transaction(desk.db, tx =>
          projects.setArchived(tx, by, request.params.id, archived),
        )
        return reply.code(201).send(await shown(desk, request, id))
      },
    )
  }
}
