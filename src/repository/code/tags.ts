// Which tags are there?
import type { Db } from '#db'
import { DeskError } from '#kernel'
import type { Project } from '#projects'
import type { Person } from '#users'
import { gitText, type Repository } from '../git.ts'
import { checkRefName, zeroOid } from '../names.ts'
import type { Repositories } from '../repositories.ts'
import { moveRefs } from '../updates/index.ts'
import { fits } from './branches.ts'
import { findCommit } from './revisions.ts'
import { signatureOf } from './signature.ts'

export type Tag = {
  name: string
  /** What the tag itself is: of an annotated one not the commit. */
  target: string
  /** The commit; null: it marks something else. */
  commit: string | null
  /** Of an annotated tag. */
  message: string
}

type CodeDesk = { db: Db; repositories: Repositories }

/** Characters of a message that a list shows. */
const maxMessage = 10_000
const format = '%(refname)%00%(objectname)%00%(objecttype)%00%(*objectname)%00%(*objecttype)%00%(contents)%00'
const fields = 6

/** All tags, the newest first. @param search part of the name, as for branches */
export async function list(
  repository: Repository,
  {
    search = '',
    by = 'updated',
    sort = 'desc',
  }: { search?: string | undefined; by?: 'name' | 'updated'; sort?: 'asc' | 'desc' },
): Promise<Tag[]> {
  const key = by === 'name' ? 'refname' : 'creatordate'
  const found = await read(repository, [`--sort=${sort === 'desc' ? '-' : ''}${key}`, 'refs/tags/'])
  return found.filter(({ name }) => fits(name, search))
}

async function read(repository: Repository, which: readonly string[]): Promise<Tag[]> {
  const text = await gitText(repository, ['for-each-ref', `--format=${format}`, ...which])
  const words = text.split('\0')
  const tags: Tag[] = []
  // By count: only NUL cannot stand in a message. git ends each tag with a line's end, which begins the next one's name.
  for (let at = 0; at + fields < words.length; at += fields) {
    const [ref = '', target = '', type = '', peeled = '', peeledType = '', contents = ''] = words.slice(
      at,
      at + fields,
    )
    const name = ref.replace(/^\n?refs\/tags\//, '')
    const commit = type === 'commit' ? target : peeledType === 'commit' ? peeled : null
    const message = type === 'tag' ? contents.trimEnd().slice(0, maxMessage) : ''
    tags.push({ name, target, commit, message })
  }
  return tags
}

/** @throws not_found */
export async function find(repository: Repository, name: string): Promise<Tag> {
  // What is a pattern to git is the name of no tag; the others of its pattern lie below it.
  const listed = /[*?[\]\\]/.test(name) ? [] : await read(repository, [`refs/tags/${name}`])
  const found = listed.find(tag => tag.name === name)
  if (found === undefined) throw DeskError.notFound('Tag')
  return found
}

/**
 * Marks a commit; with a message by an annotated tag.
 * @throws invalid where the name cannot be one, is taken, or `ref` is nowhere
 */
export async function create(
  desk: CodeDesk,
  project: Project,
  by: Person,
  { name: wanted, ref, message }: { name: string; ref: string; message?: string | undefined },
): Promise<Tag> {
  const name = checkRefName(wanted, 'tag_name')
  const repository = await desk.repositories.open(project)
  const taken = await gitText(repository, ['for-each-ref', '--count=1', `refs/tags/${name}`])
  if (taken !== '') throw new DeskError('invalid', `Tag ${name} already exists`)
  const commit = await findCommit(repository, ref)
  if (commit === null) throw new DeskError('invalid', `Target ${ref} is invalid`)
  const newOid = message?.trim() ? await annotate(desk.db, repository, by, { name, commit, message }) : commit
  await moveRefs(desk, project, by, [{ ref: `refs/tags/${name}`, oldOid: zeroOid, newOid }])
  return find(repository, name)
}

async function annotate(
  db: Db,
  repository: Repository,
  by: Person,
  { name, commit, message }: { name: string; commit: string; message: string },
): Promise<string> {
  const { name: tagger, email } = await signatureOf(db, by)
  const seconds = Math.floor(Date.now() / 1000)
  const head = [
    `object ${commit}`,
    'type commit',
    `tag ${name}`,
    `tagger ${tagger} <${email}> ${seconds} +0000`,
  ]
  const input = `${head.join('\n')}\n\n${message.trimEnd()}\n`
  return (await gitText(repository, ['mktag'], { input })).trim()
}

/** @throws not_found */
export async function remove(desk: CodeDesk, project: Project, by: Person, name: string): Promise<void> {
  const repository = await desk.repositories.open(project)
  const { target } = await find(repository, name)
  await moveRefs(desk, project, by, [{ ref: `refs/tags/${name}`, oldOid: target, newOid: zeroOid }])
}
