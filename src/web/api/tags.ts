// Which tags does the code of a project have?
import { z } from 'zod'
import { branch as contract, fields, pagination } from '#contract'
import { code } from '#repository'
import { signedIn } from '../authentication.ts'
import { type CodePlace, commitsByOid, readCode, readsCode, writeCode } from '../code-page.ts'
import type { Routes } from '../context.ts'
import { offsetPage } from '../pagination.ts'
import { commitShape } from '../shapes/commit.ts'

const tags = ['tags']
const params = z.object({ id: fields.idOrPath })
const oneParams = params.extend({ tag_name: z.string().min(1).max(255) })
const path = '/projects/:id/repository/tags'
const writes = { scopes: ['write_repository'] } as const

export const tagRoutes: Routes = (app, desk) => {
  app.get(
    path,
    {
      config: readsCode,
      schema: {
        tags,
        summary: 'Tags, the newest first',
        params,
        querystring: contract.ListTags.extend(pagination.Offset.shape),
        response: { 200: z.array(contract.Tag) },
      },
    },
    async (request, reply) => {
      const place = await readCode(desk, request)
      const { search, order_by: by, sort } = request.query
      const all = await code.tags.list(place.repository, { search, by, sort })
      const rows = await offsetPage(
        request,
        reply,
        request.query,
        async ({ limit, offset }) => all.slice(offset, offset + limit),
        async () => all.length,
      )
      return shapes(place, rows)
    },
  )

  app.get(
    `${path}/:tag_name`,
    {
      config: readsCode,
      schema: { tags, summary: 'One tag', params: oneParams, response: { 200: contract.Tag } },
    },
    async request => {
      const place = await readCode(desk, request)
      return one(place, await code.tags.find(place.repository, request.params.tag_name))
    },
  )

  app.post(
    path,
    {
      config: writes,
      schema: {
        tags,
        summary: 'Mark a commit',
        params,
        body: contract.CreateTag,
        response: { 201: contract.Tag },
      },
    },
    async (request, reply) => {
      const place = await writeCode(desk, request)
      const { tag_name: name, ref, message } = request.body
      const made = await code.tags.create(desk, place.project, signedIn(request), {
        name,
        ref,
        message: message ?? undefined,
      })
      return reply.code(201).send(await one(place, made))
    },
  )

  app.delete(
    `${path}/:tag_name`,
    {
      config: writes,
      schema: { tags, summary: 'Remove a tag', params: oneParams, response: { 204: z.undefined() } },
    },
    async (request, reply) => {
      const { project } = await writeCode(desk, request)
      await code.tags.remove(desk, project, signedIn(request), request.params.tag_name)
      return reply.code(204).send()
    },
  )
}

async function one(place: CodePlace, tag: code.tags.Tag) {
  const [shown] = await shapes(place, [tag])
  if (shown === undefined) throw new Error('a tag that was found is not shown')
  return shown
}

async function shapes(
  place: CodePlace,
  found: readonly code.tags.Tag[],
): Promise<z.output<typeof contract.Tag>[]> {
  const commits = await commitsByOid(
    place,
    found.flatMap(({ commit }) => commit ?? []),
  )
  return found.map(({ name, message, target, commit }) => {
    const marked = commit === null ? undefined : commits.get(commit)
    return {
      name,
      message,
      target,
      commit: marked === undefined ? null : commitShape(marked, place),
      release: null,
      protected: false,
    }
  })
}
