// Which branches of a project are protected, and from whom? GitLab's resource of that name.
import { z } from 'zod'
import { fields, pagination, protectedBranch } from '#contract'
import { transaction } from '#db'
import { Access, requireProject } from '#projects'
import { protection } from '#repository'
import { signedIn } from '../authentication.ts'
import type { App, Request, Routes, WebDesk } from '../context.ts'
import { given } from '../given.ts'
import { offsetPage } from '../pagination.ts'

const tags = ['protected_branches']
const params = z.object({ id: fields.idOrPath })
const oneParams = params.extend({ name: z.string().min(1).max(255) })
const path = '/projects/:id/protected_branches'

export const protectedBranchRoutes: Routes = (app, desk) => {
  readRoutes(app, desk)
  writeRoutes(app, desk)
}

/** Rules are for those who push, and for those who make them. */
const projectFor = (desk: WebDesk, request: Request, level: number) =>
  requireProject(desk.db, signedIn(request), (request.params as z.output<typeof params>).id, level)

function readRoutes(app: App, desk: WebDesk): void {
  app.get(
    path,
    {
      schema: {
        tags,
        summary: 'Protected branches, by name',
        params,
        querystring: protectedBranch.List.extend(pagination.Offset.shape),
        response: { 200: z.array(protectedBranch.ProtectedBranch) },
      },
    },
    async (request, reply) => {
      const { id } = await projectFor(desk, request, Access.developer)
      // There are a few hundred of them at most.
      const all = await protection.listProtected(desk.db, id, request.query.search)
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
    `${path}/:name`,
    {
      schema: {
        tags,
        summary: 'One protected branch, by its name or pattern',
        params: oneParams,
        response: { 200: protectedBranch.ProtectedBranch },
      },
    },
    async request => {
      const { id } = await projectFor(desk, request, Access.developer)
      return shape(await protection.findProtected(desk.db, id, request.params.name))
    },
  )
}

function writeRoutes(app: App, desk: WebDesk): void {
  app.post(
    path,
    {
      schema: {
        tags,
        summary: 'Protect a branch, or all that fit a name with *',
        params,
        body: protectedBranch.Create,
        response: { 201: protectedBranch.ProtectedBranch },
      },
    },
    async (request, reply) => {
      const { id } = await projectFor(desk, request, Access.maintainer)
      const { name, ...change } = request.body
      const row = await transaction(desk.db, tx => protection.protect(tx, id, name, given(change)))
      return reply.code(201).send(shape(row))
    },
  )

  app.patch(
    `${path}/:name`,
    {
      schema: {
        tags,
        summary: 'Change who may push and merge, and whether by force',
        params: oneParams,
        body: protectedBranch.Update,
        response: { 200: protectedBranch.ProtectedBranch },
      },
    },
    async request => {
      const { id } = await projectFor(desk, request, Access.maintainer)
      const { name } = request.params
      return shape(await protection.changeProtected(desk.db, id, name, given(request.body)))
    },
  )

  app.delete(
    `${path}/:name`,
    {
      schema: {
        tags,
        summary: 'Protect a branch no longer',
        params: oneParams,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const { id } = await projectFor(desk, request, Access.maintainer)
      await transaction(desk.db, tx => protection.unprotect(tx, id, request.params.name))
      return reply.code(204).send()
    },
  )
}

/** GitLab's words for the levels. */
const descriptions: Record<number, string> = {
  0: 'No one',
  30: 'Developers + Maintainers',
  40: 'Maintainers',
  60: 'Administrators',
}

function shape(row: protection.ProtectedBranch): z.output<typeof protectedBranch.ProtectedBranch> {
  const level = (access: number) => [
    {
      id: row.id,
      access_level: access,
      access_level_description: descriptions[access] ?? '',
      user_id: null,
      group_id: null,
    },
  ]
  return {
    id: row.id,
    name: row.name,
    push_access_levels: level(row.push_access_level),
    merge_access_levels: level(row.merge_access_level),
    unprotect_access_levels: [],
    allow_force_push: row.allow_force_push,
    code_owner_approval_required: false,
  }
}
