// Whom does a project tell of what happens in it? GitLab's project hooks.
import { z } from 'zod'
import { fields, hook, pagination } from '#contract'
import { transaction } from '#db'
import { hooks } from '#webhooks'
import { signedIn } from '../authentication.ts'
import type { App, Request, Routes, WebDesk } from '../context.ts'
import { offsetPage } from '../pagination.ts'

const tags = ['hooks']
const params = z.object({ id: fields.idOrPath })
const oneParams = params.extend({ hook_id: fields.id })
const path = '/projects/:id/hooks'
const one = `${path}/:hook_id`
/** On a page of the log, for each brings its whole payload; GitLab has as few. */
const maxEvents = 20
const refused = z.object({ message: z.string().describe('Why it did not arrive') })

export const hookRoutes: Routes = (app, desk) => {
  readRoutes(app, desk)
  writeRoutes(app, desk)
  deliveryRoutes(app, desk)
}

const placeOf = (request: Request) => {
  const { id, hook_id } = request.params as z.output<typeof oneParams>
  return { project: id, hook: hook_id }
}

function readRoutes(app: App, desk: WebDesk): void {
  app.get(
    path,
    {
      schema: {
        tags,
        summary: 'Webhooks of the project (Maintainers)',
        params,
        querystring: pagination.Offset,
        response: { 200: z.array(hook.Hook) },
      },
    },
    async (request, reply) => {
      // There are a hundred of them at most.
      const all = await hooks.list(desk.db, signedIn(request), request.params.id)
      const rows = await offsetPage(
        request,
        reply,
        request.query,
        async ({ limit, offset }) => all.slice(offset, offset + limit),
        async () => all.length,
      )
      return rows.map(shape)
    },
  )

  app.get(
    one,
    {
      schema: {
        tags,
        summary: 'One webhook (Maintainers)',
        params: oneParams,
        response: { 200: hook.Hook },
      },
    },
    async request => shape(await hooks.find(desk.db, signedIn(request), placeOf(request))),
  )
}

function writeRoutes(app: App, desk: WebDesk): void {
  app.post(
    path,
    {
      schema: {
        tags,
        summary: 'Tell a server of what happens in the project (Maintainers)',
        params,
        body: hook.Create,
        response: { 201: hook.Hook },
      },
    },
    async (request, reply) => {
      const by = signedIn(request)
      const { id: project } = request.params
      const row = await transaction(desk.db, async tx => {
        const made = await hooks.add(tx, desk, by, project, request.body)
        return hooks.find(tx, by, { project, hook: made })
      })
      return reply.code(201).send(shape(row))
    },
  )

  app.put(
    one,
    {
      schema: {
        tags,
        summary: 'Change a webhook, or switch it on again (Maintainers)',
        params: oneParams,
        body: hook.Update,
        response: { 200: hook.Hook },
      },
    },
    async request => {
      const by = signedIn(request)
      return transaction(desk.db, async tx => {
        await hooks.change(tx, desk, by, placeOf(request), request.body)
        return shape(await hooks.find(tx, by, placeOf(request)))
      })
    },
  )

  app.delete(
    one,
    {
      schema: {
        tags,
        summary: 'Tell that server no more; its log goes along (Maintainers)',
        params: oneParams,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const by = signedIn(request)
      await transaction(desk.db, tx => hooks.remove(tx, by, placeOf(request)))
      return reply.code(204).send()
    },
  )
}

function deliveryRoutes(app: App, desk: WebDesk): void {
  app.get(
    `${one}/events`,
    {
      schema: {
        tags,
        summary: 'What the webhook was told in the last seven days, and what it answered (Maintainers)',
        params: oneParams,
        querystring: hook.EventQuery.extend(pagination.Offset.shape),
        response: { 200: z.array(hook.Event) },
      },
    },
    async (request, reply) => {
      const { id } = await hooks.find(desk.db, signedIn(request), placeOf(request))
      const { status, per_page, ...query } = request.query
      const rows = await offsetPage(
        request,
        reply,
        { ...query, per_page: Math.min(per_page, maxEvents) },
        window => hooks.listAttempts(desk.db, id, status, window),
        () => hooks.countAttempts(desk.db, id, status),
      )
      return rows.map(eventShape)
    },
  )

  app.post(
    `${one}/events/:event_id/resend`,
    {
      schema: {
        tags,
        summary: 'Tell it the same again, under the same key (Maintainers)',
        params: oneParams.extend({ event_id: fields.id }),
        response: { 201: z.object({ response_status: z.int() }), 422: refused },
      },
    },
    async (request, reply) => {
      const { event_id: eventId } = request.params
      const answer = await hooks.resend(desk, signedIn(request), placeOf(request), eventId)
      if (answer.status === null) return reply.code(422).send({ message: answer.error ?? 'No answer came' })
      return reply.code(201).send({ response_status: answer.status })
    },
  )

  app.post(
    `${one}/test/:trigger`,
    {
      schema: {
        tags,
        summary: 'Tell it what happened last of a kind (Maintainers)',
        params: oneParams.extend({ trigger: z.enum(hook.triggers) }),
        response: { 201: z.object({ message: z.string() }), 422: refused },
      },
    },
    async (request, reply) => {
      const answer = await hooks.test(desk, signedIn(request), placeOf(request), request.params.trigger)
      if (answer.error !== null) return reply.code(422).send({ message: answer.error })
      return reply.code(201).send({ message: '201 Created' })
    },
  )
}

function shape(row: hooks.ListedHook): z.output<typeof hook.Hook> {
  const alert = hooks.alertOf(row)
  return {
    id: row.id,
    url: row.url,
    name: row.name,
    description: row.description,
    project_id: row.project_id,
    created_at: row.created_at,
    push_events: row.push_events,
    push_events_branch_filter: row.push_events_branch_filter,
    branch_filter_strategy: row.push_events_branch_filter === '' ? 'all_branches' : 'wildcard',
    tag_push_events: row.tag_push_events,
    issues_events: row.issues_events,
    confidential_issues_events: row.confidential_issues_events,
    note_events: row.note_events,
    confidential_note_events: row.confidential_note_events,
    merge_requests_events: row.merge_requests_events,
    ...{ job_events: false, pipeline_events: false, wiki_page_events: false },
    ...{ deployment_events: false, releases_events: false, repository_update_events: false },
    enable_ssl_verification: row.enable_ssl_verification,
    token_present: row.sealed_token !== null,
    signing_token_present: row.sealed_signing_token !== null,
    url_variables: [],
    custom_headers: [],
    alert_status: alert.status,
    disabled_until: alert.until,
    disabled_reason: row.disabled_reason,
    failures: row.failures,
    waiting: row.waiting,
  }
}

function eventShape(row: hooks.Attempt): z.output<typeof hook.Event> {
  return {
    id: row.id,
    url: row.url,
    trigger: row.trigger,
    request_headers: row.request_headers,
    request_data: JSON.parse(row.body),
    response_headers: row.response_headers,
    response_body: row.response_body,
    response_status: row.status === null ? 'internal error' : String(row.status),
    error: row.error,
    execution_duration: row.milliseconds / 1000,
    created_at: row.created_at,
    idempotency_key: row.key,
    attempts: row.attempts,
    state: row.state,
    next_at: row.state === 'waiting' ? row.next_at : null,
  }
}
