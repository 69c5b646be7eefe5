// Which branches and tags hold a commit?
import { gitText, type Repository } from '../git.ts'

export type Ref = { type: 'branch' | 'tag'; name: string }

/** By name, branches first. @param oid of a commit */
export async function refsHolding(
  repository: Repository,
  oid: string,
  type: 'branch' | 'tag' | 'all',
): Promise<Ref[]> {
  const patterns = { branch: ['refs/heads/'], tag: ['refs/tags/'], all: ['refs/heads/', 'refs/tags/'] }[type]
  const args = ['for-each-ref', '--format=%(refname)', `--contains=${oid}`, ...patterns]
  const text = await gitText(repository, args, { slow: true })
  return text.split('\n').flatMap(line => {
    const [, kind, name = ''] = /^refs\/(heads|tags)\/(.+)$/s.exec(line) ?? []
    return kind === undefined ? [] : [{ type: kind === 'heads' ? 'branch' : 'tag', name }]
  })
}
