// Which name may a default branch have?
import { DeskError } from '#kernel'

const maxBranch = 255

/** The rules of `git check-ref-format` for a branch. @throws invalid naming `default_branch` */
export function checkBranch(name: string): string {
  const wrong =
    name === '' ||
    name.length > maxBranch ||
    /[\p{Cc} ~^:?*[\\]|\.\.|@\{|\/\/|^[-/]|[/.]$/u.test(name) ||
    name === '@' ||
    name.split('/').some(part => part.startsWith('.') || part.endsWith('.lock'))
  if (wrong) throw DeskError.invalid('default_branch', 'is not a valid branch name')
  return name
}
