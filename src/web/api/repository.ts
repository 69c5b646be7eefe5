// What lies in the repository of a project: folders, blobs, comparisons, archives?
import { z } from 'zod'
import { repository as contract, fields, pagination } from '#contract'
import { DeskError } from '#kernel'
import { code } from '#repository'
import { type CodePlace, commitsByOid, readCode, readsCode } from '../code-page.ts'
import type { App, Routes, WebDesk } from '../context.ts'
import { sendBlob } from '../files/blob.ts'
import { disposition } from '../files/name.ts'
import { offsetPage } from '../pagination.ts'
import { peerOf } from '../peer.ts'
import { commitShape, diffShape } from '../shapes/commit.ts'

const tags = ['repository']
const params = z.object({ id: fields.idOrPath })
const blobParams = params.extend({ sha: z.string().min(1).max(64) })
const path = '/projects/:id/repository'
/** Archives that one address may ask for: each takes a core for a while. */
const archivesPerMinute = 10

export const repositoryRoutes: Routes = (app, desk) => {
  treeRoutes(app, desk)
  blobRoutes(app, desk)
  compareRoute(app, desk)
  historyRoutes(app, desk)
  archiveRoutes(app, desk)
}

function treeRoutes(app: App, desk: WebDesk): void {
  app.get(
    `${path}/tree`,
    {
      config: readsCode,
      schema: {
        tags,
        summary: 'What lies in a folder: folders first, each kind by name',
        params,
        querystring: contract.Tree.extend(pagination.Offset.shape),
        response: { 200: z.array(contract.Entry) },
      },
    },
    async (request, reply) => {
      const { repository, project } = await readCode(desk, request)
      const { ref, path: folder, recursive } = request.query
      const commit = await code.requireCommit(repository, project, ref, 'Tree')
      const all = await code.trees.list(repository, commit, { path: folder, recursive })
      const rows = await offsetPage(
        request,
        reply,
        request.query,
        async ({ limit, offset }) => all.slice(offset, offset + limit),
        async () => all.length,
      )
      return rows.map(({ oid: id, name, type, path: at, mode }) => ({ id, name, type, path: at, mode }))
    },
  )

  app.get(
    `${path}/place`,
    {
      config: readsCode,
      schema: {
        tags,
        summary: 'Which branch, tag or commit an address names, and which path in it',
        params,
        querystring: contract.FindPlace,
        response: { 200: contract.Place },
      },
    },
    async request => {
      const { repository } = await readCode(desk, request)
      return code.findPlace(repository, request.query.at)
    },
  )

  app.post(
    `${path}/last_commits`,
    {
      config: readsCode,
      schema: {
        tags,
        summary: 'The last commit of each of these names in a folder, as far as it is found in time',
        params,
        body: contract.LastCommits,
        response: { 200: z.array(contract.LastCommit) },
      },
    },
    async request => {
      const place = await readCode(desk, request)
      const { ref, path: folder, names } = request.body
      const commit = await code.requireCommit(place.repository, place.project, ref, 'Tree')
      const found = await code.trees.lastCommits(place.repository, commit, folder, names)
      const commits = await commitsByOid(place, [...found.values()])
      return [...found].flatMap(([name, oid]) => {
        const last = commits.get(oid)
        return last === undefined ? [] : [{ name, commit: commitShape(last, place) }]
      })
    },
  )
}

function blobRoutes(app: App, desk: WebDesk): void {
  app.get(
    `${path}/blobs/:sha`,
    {
      config: readsCode,
      schema: {
        tags,
        summary: 'A blob by its sha, whatever its name',
        params: blobParams,
        response: { 200: contract.Blob },
      },
    },
    async request => {
      const { repository } = await readCode(desk, request)
      const { oid: sha, size } = await code.files.findBlob(repository, request.params.sha)
      const content = (await code.files.read(repository, sha)).toString('base64')
      return { sha, size, encoding: 'base64' as const, content }
    },
  )

  app.get(
    `${path}/blobs/:sha/raw`,
    {
      config: readsCode,
      schema: {
        tags,
        summary: 'The bytes of a blob',
        params: blobParams,
        produces: ['application/octet-stream'],
      },
    },
    async (request, reply) => {
      const { repository } = await readCode(desk, request)
      const blob = await code.files.findBlob(repository, request.params.sha)
      return sendBlob(request, reply, repository, { ...blob, filename: blob.oid })
    },
  )
}

function compareRoute(app: App, desk: WebDesk): void {
  app.get(
    `${path}/compare`,
    {
      config: readsCode,
      schema: {
        tags,
        summary: 'What one branch, tag or commit has that another lacks',
        params,
        querystring: contract.Compare,
        response: { 200: contract.Comparison },
      },
    },
    async request => {
      const place = await readCode(desk, request)
      return compare(place, request.query)
    },
  )
}

/** Commits that a comparison lists; the newest ones. */
const maxCommits = 500
/** Counting stops one beyond this. */
const maxCounted = 10_000

async function compare(place: CodePlace, { from, to, straight }: z.output<typeof contract.Compare>) {
  const { repository, project } = place
  const [old, young] = await Promise.all([
    code.requireCommit(repository, project, from),
    code.requireCommit(repository, project, to),
  ])
  const base = straight ? old : await code.commits.mergeBase(repository, [old, young])
  if (base === null)
    throw new DeskError('invalid', `${from} and ${to} have no commit in common: compare them straight.`)
  const [commits, count] = await Promise.all([
    code.commits.list(repository, young, { without: [old] }, { limit: maxCommits, offset: 0 }),
    code.commits.count(repository, young, [old], maxCounted + 1),
  ])
  // GitLab lists the oldest first here.
  const shown = commits.toReversed().map(commit => commitShape(commit, place))
  return {
    commit: shown.at(-1) ?? null,
    commits: shown,
    diffs: (await code.diffs.between(repository, base, young)).map(diffShape),
    commits_count: count,
    compare_timeout: false,
    compare_same_ref: old === young,
    web_url: `${place.externalUrl}/${place.fullPath}/-/compare/${old}...${young}`,
  }
}

function historyRoutes(app: App, desk: WebDesk): void {
  app.get(
    `${path}/merge_base`,
    {
      config: readsCode,
      schema: {
        tags,
        summary: 'The newest commit that all of these reach',
        params,
        querystring: contract.MergeBase,
        response: { 200: z.unknown() },
      },
    },
    async request => {
      const place = await readCode(desk, request)
      const oids: string[] = []
      for (const ref of request.query.refs)
        oids.push(await code.requireCommit(place.repository, place.project, ref))
      const base = await code.commits.mergeBase(place.repository, oids)
      if (base === null) throw DeskError.notFound('Merge Base')
      return commitShape(await code.commits.find(place.repository, base), place)
    },
  )

  app.get(
    `${path}/contributors`,
    {
      config: readsCode,
      schema: {
        tags,
        summary: 'Who wrote how many commits of the default branch',
        params,
        querystring: pagination.Offset,
        response: { 200: z.array(contract.Contributor) },
      },
    },
    async (request, reply) => {
      const { repository, project } = await readCode(desk, request)
      if (await code.isEmpty(repository)) return []
      const all = await code.commits.contributors(
        repository,
        await code.requireCommit(repository, project, undefined),
      )
      const rows = await offsetPage(
        request,
        reply,
        request.query,
        async ({ limit, offset }) => all.slice(offset, offset + limit),
        async () => all.length,
      )
      return rows.map(row => ({ ...row, additions: 0, deletions: 0 }))
    },
  )
}

function archiveRoutes(app: App, desk: WebDesk): void {
  const schema = {
    tags,
    summary: 'All files of a commit as an archive',
    params: params.extend({ format: contract.Archive.shape.format }),
    querystring: contract.Archive,
    produces: ['application/octet-stream'],
  }
  const config = { ...readsCode, rateLimit: { max: archivesPerMinute, timeWindow: 60_000 } }
  for (const url of [`${path}/archive`, `${path}/archive.:format`])
    app.get(url, { config, schema }, async (request, reply) => {
      const { repository, project } = await readCode(desk, request)
      const { sha, path: below, format: asked } = request.query
      const format = request.params.format ?? asked ?? 'tar.gz'
      const commit = await code.requireCommit(repository, project, sha, 'File')
      const folder = code.archives.nameOf(project, sha ?? project.default_branch, commit)
      const peer = peerOf(request)
      const archive = code.archives.open(repository, commit, { format, folder, path: below, peer })
      reply.raw.once('close', archive.stop)
      return reply
        .headers({
          'content-type': code.archives.formats[format].type,
          'content-disposition': disposition('attachment', `${folder}.${format}`),
          'x-content-type-options': 'nosniff',
        })
        .send(archive.stdout)
    })
}
