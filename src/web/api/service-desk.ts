// How is a project's Service Desk set, and by which addresses is it reached?
import { z } from 'zod'
import { fields, serviceDesk } from '#contract'
import { transaction } from '#db'
import { lists } from '#issues'
import { Access, projects, requireProject } from '#projects'
import { signedIn } from '../authentication.ts'
import type { App, Request, Routes, WebDesk } from '../context.ts'

const tags = ['service desk']
const params = z.object({ id: fields.idOrPath })

async function shown(desk: WebDesk, request: Request, id: number | string) {
  const found = await projects.serviceDesk.get(desk.db, signedIn(request), id, desk.addresses)
  const { project, settings, address, addresses, missing } = found
  return {
    project_id: project.id,
    ...settings,
    service_desk_address: settings.service_desk_enabled ? address : null,
    addresses,
    missing,
  }
}

export const serviceDeskRoutes: Routes = (app, desk) => {
  settingsRoutes(app, desk)
  requestersRoute(app, desk)
}

function requestersRoute(app: App, desk: WebDesk): void {
  app.get(
    '/projects/:id/service_desk/requesters',
    {
      schema: {
        tags,
        summary: 'Who writes to the Service Desk, for completion: the newest writers first (Reporters)',
        params,
        querystring: serviceDesk.RequesterSearch,
        response: { 200: z.array(serviceDesk.Requester) },
      },
    },
    request => {
      const { search, per_page: limit } = request.query
      return lists.requesters(desk.db, signedIn(request), request.params.id, { search, limit })
    },
  )
}

function settingsRoutes(app: App, desk: WebDesk): void {
  app.get(
    '/projects/:id/service_desk',
    {
      schema: {
        tags,
        summary: "A project's Service Desk settings and addresses (Maintainers)",
        params,
        response: { 200: serviceDesk.ServiceDesk },
      },
    },
    async request => shown(desk, request, request.params.id),
  )

  app.put(
    '/projects/:id/service_desk',
    {
      schema: {
        tags,
        summary: "Change a project's Service Desk settings (Maintainers)",
        params,
        body: serviceDesk.Update,
        response: { 200: serviceDesk.ServiceDesk },
      },
    },
    async request => {
      const by = signedIn(request)
      await transaction(desk.db, tx =>
        projects.serviceDesk.update(tx, by, request.params.id, request.body, desk),
      )
      return shown(desk, request, request.params.id)
    },
  )

  app.get(
    '/projects/:id/service_desk/preview',
    {
      schema: {
        tags,
        summary: 'The address that a suffix would make (Maintainers)',
        params,
        querystring: serviceDesk.Preview,
        response: { 200: serviceDesk.PreviewedAddress },
      },
    },
    async request => {
      const project = await requireProject(desk.db, signedIn(request), request.params.id, Access.maintainer)
      return { address: projects.serviceDesk.preview(project, request.query.project_key, desk.addresses) }
    },
  )
}
