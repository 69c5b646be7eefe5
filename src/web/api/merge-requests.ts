// How are merge requests opened, changed and merged?
import { z } from 'zod'
import { mergeRequest as contract, fields, issue, markdown } from '#contract'
import { transaction } from '#db'
import { lists as issueLists, labels } from '#issues'
import { DeskError } from '#kernel'
import { closing, mergeRequests } from '#merge-requests'
import { requireCode } from '#repository'
import { signedIn } from '../authentication.ts'
import type { App, Request, Routes, WebDesk } from '../context.ts'
import { assigneesOf } from '../issue-change.ts'
import {
  mergeRequestOf,
  mergeRequestParams as params,
  placeOf,
  showMergeRequest,
} from '../merge-request-page.ts'
import { issueShape } from '../shapes/issue.ts'

const tags = ['merge requests']
const listPath = '/projects/:id/merge_requests'
const path = `${listPath}/:merge_request_iid`
const inProject = z.object({ id: fields.idOrPath })
const shown = markdown.Rendered.extend({ with_labels_details: fields.flag.optional() })

export const mergeRequestRoutes: Routes = (app, desk) => {
  createRoute(app, desk)
  oneRoutes(app, desk)
  mergeRoute(app, desk)
  closesRoute(app, desk)
}

function createRoute(app: App, desk: WebDesk): void {
  app.post(
    listPath,
    {
      schema: {
        tags,
        summary: 'Open a merge request of two branches (Developers)',
        params: inProject,
        body: contract.Create,
        response: { 201: contract.Details },
      },
    },
    async (request, reply) => {
      const by = signedIn(request)
      const { body } = request
      const project = await requireCode(desk.db, by, request.params.id, 'push')
      if (body.target_project_id !== undefined && body.target_project_id !== project.id)
        throw DeskError.invalid(
          'target_project_id',
          'is another project: branches are merged within their own',
        )
      await ensureLabels(desk, request, project.id, body.labels)
      const { iid } = await mergeRequests.create(desk, by, project.id, {
        title: body.title,
        description: body.description ?? '',
        source_branch: body.source_branch,
        target_branch: body.target_branch,
        assigneeIds: assigneesOf({ ...body, assignee_id: body.assignee_id ?? undefined }) ?? [],
        reviewerIds: body.reviewer_ids ?? [],
        labels: body.labels ?? [],
        milestoneId: body.milestone_id || null,
        squash: body.squash,
        removeSourceBranch: body.remove_source_branch,
      })
      const place = { id: project.id, merge_request_iid: iid }
      return reply.code(201).send(await showMergeRequest(desk, request, place))
    },
  )
}

/** Labels that do not exist yet are made, as for issues. */
async function ensureLabels(
  desk: WebDesk,
  request: Request,
  projectId: number,
  titles: readonly string[] = [],
): Promise<void> {
  if (titles.length > 0)
    await transaction(desk.db, tx => labels.ensure(tx, projectId, signedIn(request), titles))
}

function oneRoutes(app: App, desk: WebDesk): void {
  app.get(
    path,
    {
      schema: {
        tags,
        summary: 'One merge request, and whether it can be merged now',
        params,
        querystring: shown,
        response: { 200: contract.Details },
      },
    },
    async request => showMergeRequest(desk, request, request.params, request.query),
  )

  app.put(
    path,
    {
      schema: {
        tags,
        summary: 'Change, close or reopen a merge request (its author, Developers)',
        params,
        body: contract.Update,
        querystring: shown,
        response: { 200: contract.Details },
      },
    },
    async request => {
      await change(desk, request, placeOf(request.params), request.body)
      return showMergeRequest(desk, request, request.params, request.query)
    },
  )

  app.delete(
    path,
    {
      schema: {
        tags,
        summary: 'Remove a merge request with all that was said of it (Owners); its branches stay',
        params,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      await mergeRequests.remove(desk, signedIn(request), placeOf(request.params))
      return reply.code(204).send()
    },
  )
}

async function change(
  desk: WebDesk,
  request: Request,
  place: ReturnType<typeof placeOf>,
  body: z.output<typeof contract.Update>,
): Promise<void> {
  const by = signedIn(request)
  const { labels: set, add_labels: add, remove_labels: remove, milestone_id: milestone } = body
  const changes = {
    title: body.title,
    description: body.description ?? undefined,
    target_branch: body.target_branch,
    assigneeIds: assigneesOf({ ...body, assignee_id: body.assignee_id ?? undefined }),
    reviewerIds: body.reviewer_ids,
    labels: set || add || remove ? { ...(set && { set }), add: add ?? [], remove: remove ?? [] } : undefined,
    milestoneId: milestone === undefined ? undefined : milestone || null,
    squash: body.squash,
    removeSourceBranch: body.remove_source_branch,
  }
  if (set || add) {
    const { project } = await mergeRequestOf(desk, request, {
      id: place.project,
      merge_request_iid: place.iid,
    })
    await ensureLabels(desk, request, project.id, [...(set ?? []), ...(add ?? [])])
  }
  if (Object.values(changes).some(value => value !== undefined))
    await mergeRequests.update(desk, by, place, changes)
  if (body.state_event === 'close') await mergeRequests.close(desk, by, place)
  if (body.state_event === 'reopen') await mergeRequests.reopen(desk, by, place)
}

function mergeRoute(app: App, desk: WebDesk): void {
  app.put(
    `${path}/merge`,
    {
      schema: {
        tags,
        summary: 'Merge it, as far as the target branch lets you',
        description:
          '405 says why it cannot be merged, 406 names the files in conflict, 409 says that `sha` is not the tip any more.',
        params,
        body: contract.Merge.nullish(),
        response: { 200: contract.Details },
      },
    },
    async request => {
      const body = request.body ?? {}
      await mergeRequests.merge(desk, signedIn(request), placeOf(request.params), {
        sha: body.sha,
        message: body.merge_commit_message,
        squashMessage: body.squash_commit_message,
        squash: body.squash,
        removeSourceBranch: body.should_remove_source_branch,
      })
      return showMergeRequest(desk, request, request.params)
    },
  )
}

function closesRoute(app: App, desk: WebDesk): void {
  app.get(
    `${path}/closes_issues`,
    {
      schema: {
        tags,
        summary: 'The issues that are closed when it is merged',
        params,
        response: { 200: z.array(issue.Issue) },
      },
    },
    async request => {
      const { mergeRequest } = await mergeRequestOf(desk, request, request.params)
      const ids = await closing.closedIssues(desk.db, request.viewer, mergeRequest.id)
      if (ids.length === 0) return []
      const rows = await issueLists.list(desk.db, request.viewer, { ids }, { limit: ids.length })
      const options = { externalUrl: desk.config.external_url, now: desk.clock() }
      return rows.map(row => issueShape(row, options))
    },
  )
}
