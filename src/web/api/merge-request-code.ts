// What would a merge request change, commit by commit and file by file; and which of them close an issue?
import { z } from 'zod'
import { commit, mergeRequest as contract, fields, pagination } from '#contract'
import { transaction } from '#db'
import { closing, lists, rangeOf, settings } from '#merge-requests'
import { code, requireCode } from '#repository'
import { signedIn } from '../authentication.ts'
import type { App, Request, Routes, WebDesk } from '../context.ts'
import { issueOf, issueParams } from '../issue-note.ts'
import { mergeRequestOf, mergeRequestParams as params, showMergeRequest } from '../merge-request-page.ts'
import { offsetPage } from '../pagination.ts'
import { commitShape, diffShape } from '../shapes/commit.ts'
import { mergeRequestShape } from '../shapes/merge-request.ts'

const tags = ['merge requests']
const path = '/projects/:id/merge_requests/:merge_request_iid'

/** Merge requests that an issue names; more are no help on its page. */
const maxRelated = 100

export const mergeRequestCodeRoutes: Routes = (app, desk) => {
  commitsRoute(app, desk)
  diffRoutes(app, desk)
  ofIssueRoutes(app, desk)
  settingsRoutes(app, desk)
}

async function codeOf(desk: WebDesk, request: Request, place: z.output<typeof params>) {
  const { mergeRequest, project } = await mergeRequestOf(desk, request, place)
  const repository = await desk.repositories.open(project)
  return { project, repository, ...(await rangeOf(repository, mergeRequest)) }
}

function commitsRoute(app: App, desk: WebDesk): void {
  app.get(
    `${path}/commits`,
    {
      schema: {
        tags,
        summary: 'Its commits, the newest first',
        params,
        querystring: pagination.Offset,
        response: { 200: contract.Commits },
      },
    },
    async (request, reply) => {
      const { project, repository, head, base } = await codeOf(desk, request, request.params)
      const rows = await offsetPage(
        request,
        reply,
        request.query,
        window => code.commits.list(repository, head, { without: [base] }, window),
        () => code.commits.count(repository, head, [base], pagination.maxPerPage * 100),
      )
      const place = { externalUrl: desk.config.external_url, fullPath: project.full_path }
      return rows.map(row => commitShape(row, place))
    },
  )
}

function diffRoutes(app: App, desk: WebDesk): void {
  app.get(
    `${path}/changes`,
    {
      schema: {
        tags,
        summary: 'One merge request with what it changes, file by file',
        params,
        response: { 200: contract.Changes },
      },
    },
    async request => {
      const { repository, base, head } = await codeOf(desk, request, request.params)
      const files = await code.diffs.between(repository, base, head)
      return {
        ...(await showMergeRequest(desk, request, request.params)),
        changes: files.map(diffShape),
        overflow: files.some(file => file.tooLarge),
      }
    },
  )

  app.get(
    `${path}/diffs`,
    {
      schema: {
        tags,
        summary: 'What it changes, file by file',
        params,
        querystring: pagination.Offset,
        response: { 200: z.array(commit.Diff) },
      },
    },
    async (request, reply) => {
      const { repository, base, head } = await codeOf(desk, request, request.params)
      const files = await code.diffs.between(repository, base, head)
      const rows = await offsetPage(
        request,
        reply,
        request.query,
        async ({ limit, offset }) => files.slice(offset, offset + limit),
        async () => files.length,
      )
      return rows.map(diffShape)
    },
  )
}

function ofIssueRoutes(app: App, desk: WebDesk): void {
  const response = { 200: z.array(contract.MergeRequest) }
  const show = async (request: Request, filter: lists.MergeRequestFilter) => {
    const rows = await lists.list(desk.db, request.viewer, filter, { limit: maxRelated, direction: 'asc' })
    const options = { externalUrl: desk.config.external_url, now: desk.clock() }
    return rows.map(row => mergeRequestShape(row, options))
  }

  app.get(
    '/projects/:id/issues/:issue_iid/closed_by',
    { schema: { tags, summary: 'The merge requests that close an issue', params: issueParams, response } },
    async request => {
      const { issue } = await issueOf(desk, request, request.params)
      return show(request, { closesIssueId: issue.id })
    },
  )

  app.get(
    '/projects/:id/issues/:issue_iid/related_merge_requests',
    { schema: { tags, summary: 'The merge requests that name an issue', params: issueParams, response } },
    async request => {
      const { issue } = await issueOf(desk, request, request.params)
      const ids = await closing.relatedMergeRequests(desk.db, issue.id)
      return ids.length === 0 ? [] : show(request, { ids })
    },
  )
}

function settingsRoutes(app: App, desk: WebDesk): void {
  const response = { 200: contract.Settings }
  const inProject = z.object({ id: fields.idOrPath })
  app.get(
    '/projects/:id/merge_settings',
    { schema: { tags, summary: 'How the project merges', params: inProject, response } },
    async request => {
      const project = await requireCode(desk.db, request.viewer, request.params.id, 'read')
      return settingsShape(await settings.settingsOf(desk.db, project))
    },
  )

  app.put(
    '/projects/:id/merge_settings',
    {
      schema: {
        tags,
        summary: 'Change how the project merges (Maintainers)',
        params: inProject,
        body: contract.ChangeSettings,
        response,
      },
    },
    async request => {
      const by = signedIn(request)
      const { body } = request
      const changes = {
        merge_method: body.merge_method,
        squash_option: body.squash_option,
        remove_source_branch: body.remove_source_branch_after_merge,
        needs_resolved_discussions: body.only_allow_merge_if_all_discussions_are_resolved,
      }
      return settingsShape(
        await transaction(desk.db, tx => settings.changeSettings(tx, by, request.params.id, changes)),
      )
    },
  )
}

function settingsShape(row: settings.MergeSettings): contract.Settings {
  return {
    merge_method: row.merge_method,
    squash_option: row.squash_option,
    remove_source_branch_after_merge: row.remove_source_branch,
    only_allow_merge_if_all_discussions_are_resolved: row.needs_resolved_discussions,
  }
}
