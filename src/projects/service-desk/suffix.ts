// Which suffix may a project's mail address have, and how does the address then look?
import { DeskError } from '#kernel'
import { suffixAddress } from '../addresses/form.ts'
import type { MailAddresses } from '../addresses/patterns.ts'
import { slugOf } from '../addresses/slug.ts'
import type { Project } from '../require-project.ts'

/** GitLab's limit. */
const maxSuffix = 255

/**
 * The address that a suffix makes; null if the mailbox for it is not configured. Whether another project has it is asked
 * only when it is set.
 * @throws invalid naming `project_key`
 */
export function checkSuffix(
  { full_path: path }: Pick<Project, 'full_path'>,
  suffix: string,
  { serviceDesk }: MailAddresses,
): string | null {
  if (!/^[a-z0-9_]+$/.test(suffix))
    throw DeskError.invalid('project_key', 'can contain only lowercase letters, digits, and _')
  if (suffix.length > maxSuffix)
    throw DeskError.invalid('project_key', `is too long (maximum is ${maxSuffix} characters)`)
  if (serviceDesk === null) return null
  const address = suffixAddress(serviceDesk, slugOf(path), suffix)
  if (address === null)
    throw DeskError.invalid(
      'project_key',
      'is too long: mail allows 64 characters before the @ (RFC 5321 §4.5.3.1.1)',
    )
  return address
}
