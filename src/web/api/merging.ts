// How are two tickets merged, a note split off, and the requester made right?
import { fields, issue, merging } from '#contract'
import { transaction } from '#db'
import { issues, policy } from '#issues'
import { DeskError } from '#kernel'
import { isOfMember } from '#mail/threads'
import { signedIn } from '../authentication.ts'
import type { App, Request, Routes, WebDesk } from '../context.ts'
import { isOurs, suggestedRequester } from '../forwarded-mail.ts'
import { type IssueParams, issueOf, issueParams } from '../issue-note.ts'
import { showIssue } from './issues.ts'

const tags = ['issues']
const path = '/projects/:id/issues/:issue_iid'

export const mergingRoutes: Routes = (app, desk) => {
  mergeRoute(app, desk)
  splitRoute(app, desk)
  requesterRoutes(app, desk)
}

function mergeRoute(app: App, desk: WebDesk): void {
  app.post(
    `${path}/merge`,
    {
      schema: {
        tags,
        summary:
          'Merge a ticket into another one, where notes, participants and later replies go; answers with that one',
        params: issueParams,
        body: merging.Merge,
        response: { 201: issue.Issue },
      },
    },
    async (request, reply) => {
      const by = signedIn(request)
      const { issue: row } = await issueOf(desk, request, request.params)
      const { target_issue_iid: iid, target_project_id: projectId = row.project_id } = request.body
      const target = await policy.requireIssue(desk.db, by, projectId, iid)
      const ids = { issueId: row.id, targetId: target.issue.id }
      await transaction(desk.db, tx => issues.merge(tx, { ...ids, by }))
      return reply.code(201).send(await showIssue(desk, request, target.issue.id))
    },
  )
}

function splitRoute(app: App, desk: WebDesk): void {
  app.post(
    `${path}/notes/:note_id/split`,
    {
      schema: {
        tags,
        summary: 'Make a note a ticket of its own, whose requester is who wrote it; answers with that ticket',
        params: issueParams.extend({ note_id: fields.id }),
        body: merging.Split,
        response: { 201: issue.Issue },
      },
    },
    async (request, reply) => {
      const by = signedIn(request)
      const { issue: row } = await issueOf(desk, request, request.params)
      const { note_id: noteId } = request.params
      const { title, with_later: withLater } = request.body
      const created = await transaction(desk.db, tx =>
        issues.splitNote(tx, { issueId: row.id, noteId, by, title, withLater }),
      )
      return reply.code(201).send(await showIssue(desk, request, created.id))
    },
  )
}

function requesterRoutes(app: App, desk: WebDesk): void {
  app.get(
    `${path}/requester`,
    {
      schema: {
        tags,
        summary: 'Who asks, and whose mail was forwarded here, as it seems; from Reporter up',
        params: issueParams,
        response: { 200: merging.Requester },
      },
    },
    async request => {
      const { issue: row } = await asTeam(desk, request, request.params)
      const { service_desk_reply_to: email, requester_name: name } = row
      const found = await suggestedRequester(desk, row)
      const suggestion = found && {
        ...found,
        by_member: email !== null && (await isOfMember(desk.db, row.id, email)),
      }
      return { email, name: name ?? '', suggestion }
    },
  )

  app.put(
    `${path}/requester`,
    {
      schema: {
        tags,
        summary: 'Change whose ticket it is, as when a colleague forwarded the mail of a customer',
        params: issueParams,
        body: merging.ChangeRequester,
        response: { 200: merging.ChangedRequester },
      },
    },
    async request => {
      const by = signedIn(request)
      const { issue: row } = await asTeam(desk, request, request.params)
      const { email, name = '', keep_former: keepFormer, greet, confirmed } = request.body
      if (await isOurs(desk, email.trim()))
        throw DeskError.invalid('email', 'is an address of this desk: nobody asks from there')
      const suggestion = confirmed ? null : await suggestedRequester(desk, row)
      if (suggestion?.email.toLowerCase() === email.trim().toLowerCase() && suggestion.read_from === 'text')
        throw DeskError.invalid(
          'email',
          'was read from the text of a mail: check it, and send confirmed=true',
        )
      const change = { issueId: row.id, by, address: email, name, keepFormer, greet }
      const former = await transaction(desk.db, tx => issues.changeRequester(tx, change))
      const undo = former.address === null ? null : { email: former.address, name: former.name }
      const kept = { keep_former: former.newTookPart, confirmed: true as const }
      return { email: email.trim(), name, undo: undo && { ...undo, ...kept } }
    },
  )
}

async function asTeam(desk: WebDesk, request: Request, params: IssueParams) {
  const by = signedIn(request)
  const { issue: row } = await issueOf(desk, request, params)
  return policy.findAsTeam(desk.db, by, row.id)
}
