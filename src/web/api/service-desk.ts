// How is a project's Service Desk set, and by which addresses is it reached?
import { z } from 'zod'
import { fields, serviceDesk } from '#contract'
import { transaction } from '#db'
import { lists } from '#issues'
import { texts } from '#mail/outbound'
import { Access, projects, requireProject } from '#projects'
import { templates } from '#repository'
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
    warnings: await warningsFor(desk, project.id, settings.issue_template_key),
  }
}

const issueTemplate = (name: string) => ({ folder: 'issues', name }) as const

/** What is wrong with the files of templates. That a repository cannot be read is one more, and no reason to show nothing. */
async function warningsFor(desk: WebDesk, projectId: number, key: string | null): Promise<string[]> {
  try {
    const ofMails = (await texts.list(desk, projectId)).flatMap(({ warnings }) => warnings)
    if (key === null) return ofMails
    const sources = await templates.sourcesOf(desk.db, projectId)
    const { text, file, passed } = await templates.find(desk.repositories, sources, issueTemplate(key))
    if (text !== null) return ofMails
    return [`${file} ${passed[0]?.reason ?? templates.missing}, so new tickets come without it.`, ...ofMails]
  } catch (error) {
    desk.log.error({ err: error, project: projectId }, 'templates could not be read')
    return [
      'The repository cannot be read, so customers get the built-in texts. The log of the desk says why.',
    ]
  }
}

/** Whether new tickets of the project can have that template. */
const templateExists = (desk: WebDesk) => async (project: { id: number }, key: string) => {
  const sources = await templates.sourcesOf(desk.db, project.id)
  return (await templates.find(desk.repositories, sources, issueTemplate(key))).text !== null
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
        projects.serviceDesk.update(tx, by, request.params.id, request.body, {
          addresses: desk.addresses,
          templateExists: templateExists(desk),
        }),
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
