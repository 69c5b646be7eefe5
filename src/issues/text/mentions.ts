// Whom does a text of the team call by name?
import type { Db, Tx } from '#db'
import { findReferences } from '#markdown'
import { createTodos } from '../todos/create.ts'
import { findReaders, type Place } from './readers.ts'

/** People that one text can call; who names more is calling nobody in particular. */
const maxMentions = 100

export type Mentions = {
  userIds: readonly number[]
  /** Those at whom the text begins: `@ada @root could you …`. */
  addressedIds: readonly number[]
}

const noMentions: Mentions = { userIds: [], addressedIds: [] }

/** Those named in `text` who may read it, without its writer. */
export async function findMentions(db: Db, text: string, place: Place, writerId: number): Promise<Mentions> {
  if (!text.includes('@')) return noMentions
  const named = findReferences(text).flatMap(({ kind, name, start, end }) =>
    kind === 'user' && name ? [{ name: name.toLowerCase(), start, end }] : [],
  )
  const usernames = [...new Set(named.map(({ name }) => name))].slice(0, maxMentions)
  if (usernames.length === 0) return noMentions
  const readers = (await findReaders(db, place, { usernames })).filter(({ id }) => id !== writerId)
  const addressed = atStart(text, named)
  return {
    userIds: readers.map(({ id }) => id),
    addressedIds: readers.filter(({ username }) => addressed.has(username.toLowerCase())).map(({ id }) => id),
  }
}

function atStart(text: string, named: readonly { name: string; start: number; end: number }[]): Set<string> {
  const names = new Set<string>()
  let at = 0
  for (const { name, start, end } of named) {
    if (!/^(?:[\s,:&]|and\b)*$/.test(text.slice(at, start))) break
    names.add(name)
    at = end
  }
  return names
}

/** The to-dos of those called, in the transaction that keeps the text. */
export async function createMentionTodos(
  tx: Tx,
  mentions: Mentions,
  about: { issueId: number; noteId?: number | null; by: { id: number } },
): Promise<void> {
  const { userIds, addressedIds } = mentions
  await createTodos(tx, { ...about, action: 'directly_addressed', userIds: addressedIds })
  const others = userIds.filter(id => !addressedIds.includes(id))
  await createTodos(tx, { ...about, action: 'mentioned', userIds: others })
}
