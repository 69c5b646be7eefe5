// What was changed in the code of a project, by whom, and how is it changed over the API?
import { z } from 'zod'
import { commit as contract, fields, pagination } from '#contract'
import { DeskError } from '#kernel'
import { code } from '#repository'
import { signedIn } from '../authentication.ts'
import { type CodePlace, readCode, readsCode, writeCode } from '../code-page.ts'
import type { App, Routes, WebDesk } from '../context.ts'
import { contentOf } from '../file-content.ts'
import { maxCounted, offsetPage } from '../pagination.ts'
import { commitShape, diffShape } from '../shapes/commit.ts'

const tags = ['commits']
const params = z.object({ id: fields.idOrPath })
const oneParams = params.extend({ sha: z.string().min(1).max(255) })
const path = '/projects/:id/repository/commits'

export const commitRoutes: Routes = (app, desk) => {
  listRoute(app, desk)
  oneRoute(app, desk)
  diffRoute(app, desk)
  refsRoute(app, desk)
  createRoute(app, desk)
}

function listRoute(app: App, desk: WebDesk): void {
  app.get(
    path,
    {
      config: readsCode,
      schema: {
        tags,
        summary: 'Commits, the newest first',
        params,
        querystring: contract.List.extend(pagination.Offset.shape),
        response: { 200: z.array(contract.Commit) },
      },
    },
    async (request, reply) => {
      const place = await readCode(desk, request)
      const { query } = request
      const range = await rangeOf(place, query.ref_name)
      if (range === null) return []
      const filter = {
        path: query.path,
        since: dateOf(query.since),
        until: dateOf(query.until),
        author: query.author,
        search: query.search,
        all: query.all,
        firstParent: query.first_parent,
        without: range.without,
      }
      const rows = await offsetPage(
        request,
        reply,
        query,
        window => code.commits.list(place.repository, range.from, filter, window),
        // Counting a history costs more than a page of it, and GitLab does not say it either.
        async () => maxCounted + 1,
      )
      const stats = query.with_stats
        ? await code.commits.stats(
            place.repository,
            rows.map(row => row.oid),
          )
        : undefined
      return rows.map(row => commitShape(row, place, stats?.get(row.oid)))
    },
  )
}

const dateOf = (text: string | undefined) => (text === undefined ? undefined : new Date(text))

/** `a..b` are the commits of b that a lacks. null: there is no commit yet. */
async function rangeOf({ repository, project }: CodePlace, name: string | undefined) {
  const [, before, after] = /^(.+?)\.\.(.+)$/.exec(name ?? '') ?? []
  if (name === undefined && (await code.isEmpty(repository))) return null
  const from = await code.requireCommit(repository, project, after ?? name)
  return {
    from,
    without: before === undefined ? [] : [await code.requireCommit(repository, project, before)],
  }
}

function oneRoute(app: App, desk: WebDesk): void {
  app.get(
    `${path}/:sha`,
    {
      config: readsCode,
      schema: {
        tags,
        summary: 'One commit, by its sha or the name of a branch or tag',
        params: oneParams,
        querystring: z.object({ stats: fields.flag.default(true) }),
        response: { 200: contract.CommitDetails },
      },
    },
    async request => {
      const place = await readCode(desk, request)
      const oid = await code.requireCommit(place.repository, place.project, request.params.sha)
      return details(place, oid, request.query.stats)
    },
  )
}

async function details(place: CodePlace, oid: string, withStats: boolean) {
  const commit = await code.commits.find(place.repository, oid)
  const stats = withStats ? (await code.commits.stats(place.repository, [oid])).get(oid) : undefined
  return {
    ...commitShape(commit, place, stats),
    project_id: place.project.id,
    status: null,
    last_pipeline: null,
  }
}

function diffRoute(app: App, desk: WebDesk): void {
  app.get(
    `${path}/:sha/diff`,
    {
      config: readsCode,
      schema: {
        tags,
        summary: 'What a commit changed; a merge, against its first parent',
        params: oneParams,
        querystring: pagination.Offset.extend({ per_page: fields.count(1, 3000).default(3000) }),
        response: { 200: z.array(contract.Diff) },
      },
    },
    async request => {
      const { repository, project } = await readCode(desk, request)
      const oid = await code.requireCommit(repository, project, request.params.sha)
      const files = await code.diffs.ofCommit(repository, await code.commits.find(repository, oid))
      const { page, per_page: size } = request.query
      return files.slice((page - 1) * size, page * size).map(diffShape)
    },
  )
}

function refsRoute(app: App, desk: WebDesk): void {
  app.get(
    `${path}/:sha/refs`,
    {
      config: readsCode,
      schema: {
        tags,
        summary: 'Branches and tags that hold a commit',
        params: oneParams,
        querystring: contract.Refs.extend(pagination.Offset.shape),
        response: { 200: z.array(contract.Ref) },
      },
    },
    async (request, reply) => {
      const { repository, project } = await readCode(desk, request)
      const oid = await code.requireCommit(repository, project, request.params.sha)
      const all = await code.refsHolding(repository, oid, request.query.type)
      return offsetPage(
        request,
        reply,
        request.query,
        async ({ limit, offset }) => all.slice(offset, offset + limit),
        async () => all.length,
      )
    },
  )
}

function createRoute(app: App, desk: WebDesk): void {
  app.post(
    path,
    {
      config: { scopes: ['write_repository'] },
      schema: {
        tags,
        summary: 'Change several files in one commit, all or none',
        params,
        body: contract.Create,
        response: { 201: contract.CommitDetails },
      },
    },
    async (request, reply) => {
      const place = await writeCode(desk, request)
      const { body } = request
      if (body.start_branch !== undefined && body.start_sha !== undefined)
        throw DeskError.invalid('start_sha', 'and start_branch cannot both be given')
      const oid = await code.commitFiles(desk, place.project, signedIn(request), {
        branch: body.branch,
        message: body.commit_message,
        start: body.start_branch ?? body.start_sha,
        force: body.force,
        authorName: body.author_name,
        authorEmail: body.author_email,
        actions: body.actions.map(action => ({
          action: action.action,
          path: action.file_path,
          previousPath: action.previous_path,
          content: contentOf(action.content, action.encoding),
          executable: action.execute_filemode,
          lastCommit: action.last_commit_id,
        })),
      })
      return reply.code(201).send(await details(place, oid, body.stats))
    },
  )
}
