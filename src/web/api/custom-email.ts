// Under which address of its own does a project write, and does it work? GitLab's custom email.
import { z } from 'zod'
import { fields, serviceDesk } from '#contract'
import { transaction } from '#db'
import { customEmail } from '#mail/outbound'
import { Access, projects, requireProject } from '#projects'
import { signedIn } from '../authentication.ts'
import type { App, Request, Routes, WebDesk } from '../context.ts'

const tags = ['service desk']
const params = z.object({ id: fields.idOrPath })
const url = '/projects/:id/service_desk/custom_email'
const response = { 200: serviceDesk.CustomEmail }

export const customEmailRoutes: Routes = (app, desk) => {
  lookingRoutes(app, desk)
  changingRoutes(app, desk)
}

function lookingRoutes(app: App, desk: WebDesk): void {
  app.get(
    url,
    {
      schema: { tags, summary: "A project's own mail address and its state (Maintainers)", params, response },
    },
    request => shown(desk, request, request.params.id),
  )

  app.post(
    `${url}/verification`,
    { schema: { tags, summary: 'Verify the own address again (Maintainers)', params, response } },
    async request => {
      const { id } = request.params
      const started = await transaction(desk.db, tx =>
        projects.customEmail.restart(tx, signedIn(request), id, desk),
      )
      await customEmail.verify(desk, started)
      return shown(desk, request, id)
    },
  )

  app.delete(
    url,
    { schema: { tags, summary: 'Remove the own address and its server (Maintainers)', params, response } },
    async request => {
      const { id } = request.params
      await transaction(desk.db, tx => projects.customEmail.remove(tx, signedIn(request), id))
      return shown(desk, request, id)
    },
  )
}

function changingRoutes(app: App, desk: WebDesk): void {
  app.post(
    url,
    {
      schema: {
        tags,
        summary:
          'Give the project a mail address of its own; a mail that must come back verifies it (Maintainers)',
        params,
        body: serviceDesk.NewCustomEmail,
        response,
      },
    },
    async request => {
      const { id } = request.params
      const by = await allowed(desk, request, id, request.body.smtp_address)
      const started = await transaction(desk.db, tx =>
        projects.customEmail.create(tx, by, id, request.body, desk),
      )
      await customEmail.verify(desk, started)
      return shown(desk, request, id)
    },
  )

  app.put(
    url,
    {
      schema: {
        tags,
        summary:
          'Switch the own address on or off, or change it, which begins a new verification (Maintainers)',
        params,
        body: serviceDesk.CustomEmailUpdate,
        response,
      },
    },
    async request => {
      const { id } = request.params
      const by = await allowed(desk, request, id, request.body.smtp_address)
      const started = await transaction(desk.db, tx =>
        projects.customEmail.update(tx, by, id, request.body, desk),
      )
      if (started !== null) await customEmail.verify(desk, started)
      return shown(desk, request, id)
    },
  )
}

/** Who may not set it must not learn where a host is, either. */
async function allowed(desk: WebDesk, request: Request, id: number | string, host: string | undefined) {
  const by = signedIn(request)
  await requireProject(desk.db, by, id, Access.maintainer)
  if (host !== undefined) await customEmail.requireAllowedHost(desk, host)
  return by
}

async function shown(
  desk: WebDesk,
  request: Request,
  id: number | string,
): Promise<z.output<typeof serviceDesk.CustomEmail>> {
  const row = await projects.customEmail.get(desk.db, signedIn(request), id)
  const error = row?.verification_error ?? null
  return {
    custom_email: row?.email ?? null,
    custom_email_enabled: row?.enabled ?? false,
    custom_email_verification_state: row?.verification_state ?? null,
    custom_email_verification_error: error,
    custom_email_smtp_address: row?.smtp_address ?? null,
    custom_email_smtp_port: row?.smtp_port ?? null,
    custom_email_smtp_username: row?.smtp_username ?? null,
    custom_email_smtp_authentication: row?.smtp_authentication ?? null,
    custom_email_verification_started_at: row?.verification_started_at ?? null,
    error_message: error === null ? null : projects.customEmail.reasons[error],
    error_detail: row?.verification_detail ?? null,
  }
}
