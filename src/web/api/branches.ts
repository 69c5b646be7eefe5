// Which branches does the code of a project have?
import { z } from 'zod'
import { branch as contract, fields, pagination } from '#contract'
import { Access } from '#projects'
import { code, protection } from '#repository'
import { signedIn } from '../authentication.ts'
import { type CodePlace, commitsByOid, readCode, readsCode, writeCode } from '../code-page.ts'
import type { App, Request, Routes, WebDesk } from '../context.ts'
import { offsetPage } from '../pagination.ts'
import { commitShape } from '../shapes/commit.ts'

const tags = ['branches']
const params = z.object({ id: fields.idOrPath })
const oneParams = params.extend({ branch: z.string().min(1).max(255) })
const path = '/projects/:id/repository/branches'

export const branchRoutes: Routes = (app, desk) => {
  readRoutes(app, desk)
  writeRoutes(app, desk)
}

function readRoutes(app: App, desk: WebDesk): void {
  app.get(
    path,
    {
      config: readsCode,
      schema: {
        tags,
        summary: 'Branches, by name',
        params,
        querystring: contract.List.extend(pagination.Offset.shape),
        response: { 200: z.array(contract.Branch) },
      },
    },
    async (request, reply) => {
      const place = await readCode(desk, request)
      const all = await code.branches.list(place.repository, place.project, request.query.search)
      const rows = await offsetPage(
        request,
        reply,
        request.query,
        async ({ limit, offset }) => all.slice(offset, offset + limit),
        async () => all.length,
      )
      return shapes(desk, request, place, rows)
    },
  )

  app.get(
    `${path}/:branch`,
    {
      config: readsCode,
      schema: { tags, summary: 'One branch', params: oneParams, response: { 200: contract.Branch } },
    },
    async request => {
      const place = await readCode(desk, request)
      return one(
        desk,
        request,
        place,
        await code.branches.find(place.repository, place.project, request.params.branch),
      )
    },
  )
}

function writeRoutes(app: App, desk: WebDesk): void {
  const config = { scopes: ['write_repository'] as const }
  app.post(
    path,
    {
      config,
      schema: {
        tags,
        summary: 'Begin a branch at a branch, tag or commit',
        params,
        body: contract.Create,
        response: { 201: contract.Branch },
      },
    },
    async (request, reply) => {
      const place = await writeCode(desk, request)
      const made = await code.branches.create(desk, place.project, signedIn(request), request.body)
      return reply.code(201).send(await one(desk, request, place, made))
    },
  )

  app.delete(
    `${path}/:branch`,
    {
      config,
      schema: { tags, summary: 'Remove a branch', params: oneParams, response: { 204: z.undefined() } },
    },
    async (request, reply) => {
      const { project } = await writeCode(desk, request)
      await code.branches.remove(desk, project, signedIn(request), request.params.branch)
      return reply.code(204).send()
    },
  )

  app.delete(
    '/projects/:id/repository/merged_branches',
    {
      config,
      schema: {
        tags,
        summary: 'Remove all branches that the default branch holds; protected ones stay',
        params,
        response: { 202: z.object({ message: z.string() }) },
      },
    },
    async (request, reply) => {
      const { project, repository } = await writeCode(desk, request)
      const by = signedIn(request)
      const rules = await protection.rulesOf(desk.db, project.id)
      const all = await code.branches.list(repository, project)
      await code.branches.removeAll(
        desk,
        project,
        by,
        all.filter(({ name, merged }) => merged && protection.protectionIn(rules, name) === null),
      )
      return reply.code(202).send({ message: '202 Accepted' })
    },
  )
}

async function one(desk: WebDesk, request: Request, place: CodePlace, branch: code.branches.Branch) {
  const [shown] = await shapes(desk, request, place, [branch])
  if (shown === undefined) throw new Error('a branch that was found has no commit')
  return shown
}

async function shapes(
  desk: WebDesk,
  request: Request,
  place: CodePlace,
  branches: readonly code.branches.Branch[],
): Promise<z.output<typeof contract.Branch>[]> {
  const commits = await commitsByOid(
    place,
    branches.map(({ oid }) => oid),
  )
  const { project } = place
  const rules = await protection.rulesOf(desk.db, project.id)
  const writes = project.accessLevel >= Access.developer && !project.archived
  const shown: z.output<typeof contract.Branch>[] = []
  for (const { name, oid, merged } of branches) {
    const found = commits.get(oid)
    if (found === undefined) continue
    const rule = protection.protectionIn(rules, name)
    shown.push({
      name,
      commit: commitShape(found, place),
      merged,
      protected: rule !== null,
      developers_can_push: rule?.push === Access.developer,
      developers_can_merge: rule?.merge === Access.developer,
      can_push: writes && protection.mayPush(rules, project, name, request.viewer?.isAdmin ?? false),
      default: name === project.default_branch,
      web_url: `${place.externalUrl}/${place.fullPath}/-/tree/${encodeURI(name).replaceAll('#', '%23').replaceAll('?', '%3F')}`,
    })
  }
  return shown
}
