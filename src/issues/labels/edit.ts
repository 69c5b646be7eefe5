// How do labels come to be, change, and go?
import type { Tx } from '#db'
import { DeskError } from '#kernel'
import type { Person } from '#users'
import type { Label } from '../rows.ts'
import { findLabel } from './list.ts'
import { type Owner, ownerColumns, requireLabelEditor } from './owner.ts'

export type LabelFields = {
  title: string
  /** `#rrggbb`, `#rgb` or one of GitLab's names for colours. */
  color?: string
  description?: string | null
  /** 0 is the most urgent; null: none. */
  priority?: number | null
}

const maxTitle = 255
const names: Record<string, string> = {
  red: '#ff0000',
  orange: '#ffa500',
  yellow: '#ffff00',
  green: '#008000',
  blue: '#0000ff',
  purple: '#800080',
  gray: '#808080',
  black: '#000000',
  white: '#ffffff',
}

/** @throws invalid naming the field; conflict; not_found; forbidden below Reporter */
export async function createLabel(tx: Tx, owner: Owner, by: Person, fields: LabelFields): Promise<Label> {
  await requireLabelEditor(tx, by, owner)
  await requireFree(tx, owner, checkLabelTitle(fields.title))
  return tx
    .insertInto('labels')
    .values({
      ...ownerColumns(owner),
      title: checkLabelTitle(fields.title),
      ...(fields.color === undefined ? {} : { color: checkColor(fields.color) }),
      description: fields.description ?? null,
      priority: checkPriority(fields.priority ?? null),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** @throws as createLabel */
export async function updateLabel(
  tx: Tx,
  owner: Owner,
  by: Person,
  label: number | string,
  fields: Partial<LabelFields>,
): Promise<Label> {
  await requireLabelEditor(tx, by, owner)
  const { id, title: before } = await findLabel(tx, owner, label)
  const title = fields.title === undefined ? before : checkLabelTitle(fields.title)
  if (title !== before) await requireFree(tx, owner, title)
  return tx
    .updateTable('labels')
    .set({
      title,
      ...(fields.color === undefined ? {} : { color: checkColor(fields.color) }),
      ...(fields.description === undefined ? {} : { description: fields.description }),
      ...(fields.priority === undefined ? {} : { priority: checkPriority(fields.priority) }),
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** Takes the label off every issue, too. @throws not_found; forbidden below Reporter */
export async function removeLabel(tx: Tx, owner: Owner, by: Person, label: number | string): Promise<void> {
  await requireLabelEditor(tx, by, owner)
  const { id } = await findLabel(tx, owner, label)
  await tx.deleteFrom('labels').where('id', '=', id).execute()
}

/** A comma would break lists of labels in URLs, as in GitLab. */
function checkLabelTitle(title: string): string {
  const clean = title.replace(/\s+/g, ' ').trim()
  if (clean === '') throw DeskError.invalid('name', "can't be blank")
  if ([...clean].length > maxTitle)
    throw DeskError.invalid('name', `is too long (maximum is ${maxTitle} characters)`)
  if (/[,\0]/.test(clean)) throw DeskError.invalid('name', 'is invalid')
  return clean
}

function checkColor(color: string): string {
  const lower = color.trim().toLowerCase()
  const long = /^#[0-9a-f]{3}$/.test(lower) ? lower.replace(/[0-9a-f]/g, '$&$&') : (names[lower] ?? lower)
  if (!/^#[0-9a-f]{6}$/.test(long)) throw DeskError.invalid('color', 'must be a valid color code')
  return long
}

function checkPriority(priority: number | null): number | null {
  if (priority !== null && !(Number.isInteger(priority) && priority >= 0 && priority < 2 ** 31))
    throw DeskError.invalid('priority', 'must be a whole number from 0 on')
  return priority
}

async function requireFree(tx: Tx, owner: Owner, title: string): Promise<void> {
  const taken = await findLabel(tx, owner, title).catch(() => undefined)
  if (taken?.title === title) throw new DeskError('conflict', 'Label already exists')
}
