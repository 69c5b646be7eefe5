// How does a ticket become spam, and how is that taken back?
import { issue } from '#contract'
import { transaction } from '#db'
import { issues, policy } from '#issues'
import { inbox } from '#mail/inbound'
import { signedIn } from '../authentication.ts'
import type { App, Request, Routes, WebDesk } from '../context.ts'
import { type IssueParams, issueOf, issueParams } from '../issue-note.ts'
import { showIssue } from './issues.ts'

const schema = { tags: ['issues'], params: issueParams }
const path = '/projects/:id/issues/:issue_iid/spam'

export const spamRoutes: Routes = (app, desk) => {
  markRoute(app, desk)
  unmarkRoute(app, desk)
}

function markRoute(app: App, desk: WebDesk): void {
  const summary = 'Close a ticket as spam and teach the checkers; its customer hears nothing'
  app.post(path, { schema: { ...schema, summary, response: { 201: issue.Issue } } }, async (request, reply) =>
    reply.code(201).send(await decide(desk, request, request.params, 'spam')),
  )
}

function unmarkRoute(app: App, desk: WebDesk): void {
  const summary = 'Open a ticket again that is no spam after all, and teach the checkers'
  app.delete(path, { schema: { ...schema, summary, response: { 200: issue.Issue } } }, request =>
    decide(desk, request, request.params, 'ham'),
  )
}

/** @throws unauthenticated; not_found; forbidden below Reporter; conflict if no mail opened the ticket */
async function decide(
  desk: WebDesk,
  request: Request,
  params: IssueParams,
  as: 'spam' | 'ham',
): Promise<issue.Issue> {
  const by = signedIn(request)
  const { issue: row } = await issueOf(desk, request, params)
  await policy.findAsTeam(desk.db, by, row.id)
  await transaction(desk.db, async tx => {
    await inbox.teachSpam(tx, { issueId: row.id, as })
    const change = { issueId: row.id, by, announce: { quiet: true } }
    await (as === 'spam' ? issues.close(tx, change) : issues.reopen(tx, change))
  })
  return showIssue(desk, request, row.id)
}
