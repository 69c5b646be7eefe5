// What is there to begin with? A user root, a group and a project that one can mail to.
import { transaction } from '#db'
import { randomHex } from '#kernel'
import { groups, projects } from '#projects'
import { createUser, tokens } from '#users'
import type { Desk } from './desk.ts'

export type FirstStart = {
  /** Told once, and only if it was not given by DESKBELL_ROOT_PASSWORD. */
  password: string | undefined
  projectId: number
}

/** 96 random bits: more than anybody will ever try. */
const passwordBytes = 12

/**
 * Makes the first user, group and project, if there is no person yet; all or nothing.
 * @param env DESKBELL_ROOT_PASSWORD and DESKBELL_ROOT_TOKEN
 * @returns undefined if the desk has been started before
 */
export function firstStart(desk: Desk, env: NodeJS.ProcessEnv): Promise<FirstStart | undefined> {
  return transaction(desk.db, async tx => {
    const person = await tx
      .selectFrom('users')
      .select('id')
      .where('is_bot', '=', false)
      .limit(1)
      .executeTakeFirst()
    if (person !== undefined) return undefined
    const given = env.DESKBELL_ROOT_PASSWORD
    const password = given ?? randomHex(passwordBytes)
    const root = await createUser(tx, {
      username: 'root',
      name: 'Administrator',
      email: 'root@localhost.localdomain',
      password,
      isAdmin: true,
    })
    const token = env.DESKBELL_ROOT_TOKEN
    if (token !== undefined) {
      await tokens.create(tx, { userId: root.id, name: 'DESKBELL_ROOT_TOKEN', scopes: ['api'], token })
    }
    const group = await groups.create(tx, root, { path: 'acme', name: 'Acme' })
    const project = await projects.create(tx, root, { namespaceId: group.id, path: 'widget', name: 'Widget' })
    return { password: given === undefined ? password : undefined, projectId: project.id }
  })
}
