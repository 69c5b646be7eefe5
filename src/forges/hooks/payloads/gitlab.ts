// What does GitLab tell? Its "Push Hook" and "Merge Request Hook".
import { objectIn, pushOf, type Told, textIn, urlIn, wordsOf } from '../told.ts'

export function fromGitLab(event: string, body: Record<string, unknown>): Told {
  const project = objectIn(body, 'project')
  const defaultBranch = textIn(project, 'default_branch')
  // What an administrator's system hook sends has one name for all events.
  const kind = event === 'System Hook' ? textIn(body, 'object_kind') : event
  if (kind === 'Push Hook' || kind === 'push') return pushOf(body, defaultBranch)
  if (kind !== 'Merge Request Hook' && kind !== 'merge_request') return { kind: 'other' }
  const told = objectIn(body, 'object_attributes')
  const target = textIn(told, 'target_branch')
  return {
    kind: 'merge_request',
    reference: `${textIn(project, 'path_with_namespace')}!${Number(told.iid) || ''}`,
    url: urlIn(told, 'url'),
    text: wordsOf(textIn(told, 'title'), textIn(told, 'description')),
    merged: textIn(told, 'state') === 'merged',
    isDefault: target !== '' && target === defaultBranch,
  }
}
