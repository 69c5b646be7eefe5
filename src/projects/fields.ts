// Which paths, names, descriptions and visibilities may a group or project have?
import { DeskError, reservedPaths } from '#kernel'
import type { Visibility } from './access.ts'

const maxText = 255
/** GitLab's limit of a project's description. */
const maxDescription = 2000

const levels: readonly Visibility[] = ['private', 'internal', 'public']

/** @throws invalid naming `path` */
export function checkPath(path: string, { top = false }: { top?: boolean } = {}): string {
  if (path === '') throw DeskError.invalid('path', "can't be blank")
  if (path.length > maxText) throw DeskError.invalid('path', `is too long (maximum is ${maxText} characters)`)
  if (!/^[a-zA-Z0-9_.][a-zA-Z0-9_.-]*$/.test(path) || /\.$|\.(git|atom)$/i.test(path))
    throw DeskError.invalid(
      'path',
      "can contain only letters, digits, '_', '-' and '.', cannot start with '-' or end in '.', '.git' or '.atom'",
    )
  if (top && reservedPaths.has(path.toLowerCase())) throw DeskError.invalid('path', 'is a reserved name')
  return path
}

/** @throws invalid naming `name` */
export function checkName(name: string): string {
  const trimmed = name.trim()
  if (trimmed === '') throw DeskError.invalid('name', "can't be blank")
  if (trimmed.length > maxText)
    throw DeskError.invalid('name', `is too long (maximum is ${maxText} characters)`)
  if (/\p{Cc}/u.test(trimmed)) throw DeskError.invalid('name', 'cannot contain control characters')
  return trimmed
}

/** @throws invalid naming `description` */
export function checkDescription(description: string): string {
  if (description.length > maxDescription)
    throw DeskError.invalid('description', `is too long (maximum is ${maxDescription} characters)`)
  if (description.includes('\0')) throw DeskError.invalid('description', 'cannot contain NUL characters')
  return description
}

/**
 * Nothing is more visible than the group that it lies in; a user's namespace sets no bounds.
 * @throws invalid naming `visibility`
 */
export function checkVisibility(
  visibility: Visibility,
  home: { kind: 'group' | 'user'; visibility: Visibility } | null,
): Visibility {
  if (home?.kind === 'group' && levels.indexOf(visibility) > levels.indexOf(home.visibility))
    throw DeskError.invalid(
      'visibility',
      `${visibility} is not allowed in a group that is ${home.visibility}`,
    )
  return visibility
}
