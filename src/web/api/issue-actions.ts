// What else can be done with an issue: move it, hear of it, put it on one's list?
import { z } from 'zod'
import { issue, user } from '#contract'
import { transaction } from '#db'
import { issues, subscriptions, todos } from '#issues'
import { listUsers } from '#users'
import { signedIn } from '../authentication.ts'
import type { App, Routes, WebDesk } from '../context.ts'
import { issueOf, issueParams } from '../issue-note.ts'
import { basicUser } from '../shapes/user.ts'
import { showIssue } from './issues.ts'

const tags = ['issues']
const path = '/projects/:id/issues/:issue_iid'
const one = { params: issueParams, response: { 201: issue.Issue } }

export const issueActionRoutes: Routes = (app, desk) => {
  moveRoute(app, desk)
  subscriptionRoutes(app, desk)
  todoRoute(app, desk)
  participantsRoute(app, desk)
}

function moveRoute(app: App, desk: WebDesk): void {
  app.post(
    `${path}/move`,
    {
      schema: {
        tags,
        summary: 'Move an issue to another project; participants and reply addresses go along',
        body: issue.Move,
        ...one,
      },
    },
    async (request, reply) => {
      const by = signedIn(request)
      const { issue: row } = await issueOf(desk, request, request.params)
      const { to_project_id: toProjectId } = request.body
      const moved = await transaction(desk.db, tx => issues.move(tx, { issueId: row.id, toProjectId, by }))
      return reply.code(201).send(await showIssue(desk, request, moved.toIssueId))
    },
  )
}

function subscriptionRoutes(app: App, desk: WebDesk): void {
  for (const [verb, subscribed] of [
    ['subscribe', true],
    ['unsubscribe', false],
  ] as const) {
    app.post(
      `${path}/${verb}`,
      {
        schema: {
          tags,
          summary: `${subscribed ? 'Hear' : 'Hear no more'} of an issue; 304 if it was so already`,
          params: issueParams,
          response: { 201: issue.Issue, 304: z.undefined() },
        },
      },
      async (request, reply) => {
        const by = signedIn(request)
        const { issue: row } = await issueOf(desk, request, request.params)
        const changed = await transaction(desk.db, tx =>
          subscriptions.set(tx, { issueId: row.id, by, subscribed }),
        )
        if (!changed) return reply.code(304).send()
        return reply.code(201).send(await showIssue(desk, request, row.id))
      },
    )
  }
}

function todoRoute(app: App, desk: WebDesk): void {
  app.post(
    `${path}/todo`,
    {
      schema: {
        tags,
        summary: "Put an issue on one's own list; 304 if it is there already",
        params: issueParams,
        response: {
          201: z.object({ id: z.int(), action_name: z.literal('marked'), state: z.literal('pending') }),
          304: z.undefined(),
        },
      },
    },
    async (request, reply) => {
      const by = signedIn(request)
      const { issue: row } = await issueOf(desk, request, request.params)
      const id = await transaction(desk.db, tx => todos.mark(tx, { issueId: row.id, by }))
      if (id === null) return reply.code(304).send()
      return reply.code(201).send({ id, action_name: 'marked' as const, state: 'pending' as const })
    },
  )
}

function participantsRoute(app: App, desk: WebDesk): void {
  app.get(
    `${path}/participants`,
    {
      schema: {
        tags,
        summary: 'Users who take part',
        params: issueParams,
        response: { 200: z.array(user.Basic) },
      },
    },
    async request => {
      const found = await issueOf(desk, request, request.params)
      const ids = await subscriptions.listTakingPart(desk.db, found)
      const rows = await listUsers(desk.db, { ids, limit: ids.length, offset: 0 })
      return rows.reverse().map(row => basicUser(row, desk.config.external_url))
    },
  )
}
