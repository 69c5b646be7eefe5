// What does GitHub tell? Its events "push" and "pull_request".
import { objectIn, pushOf, type Told, textIn, urlIn, wordsOf } from '../told.ts'

export function fromGitHub(event: string, body: Record<string, unknown>): Told {
  const repository = objectIn(body, 'repository')
  const defaultBranch = textIn(repository, 'default_branch')
  if (event === 'ping') return { kind: 'ping' }
  if (event === 'push') return pushOf(body, defaultBranch)
  if (event !== 'pull_request') return { kind: 'other' }
  const pull = objectIn(body, 'pull_request')
  const base = textIn(objectIn(pull, 'base'), 'ref')
  return {
    kind: 'merge_request',
    reference: `${textIn(repository, 'full_name')}#${Number(pull.number) || ''}`,
    url: urlIn(pull, 'html_url'),
    text: wordsOf(textIn(pull, 'title'), textIn(pull, 'body')),
    merged: pull.merged === true,
    isDefault: base !== '' && base === defaultBranch,
  }
}
