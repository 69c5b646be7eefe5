// How do the commits of a merge request stay when its branch is gone? By a ref of their own, as GitLab names it.
import { git, type Repository } from '../git.ts'

/** `git fetch origin merge-requests/7/head` finds them, too. It is no branch: nobody pushes to it, nobody listens to it. */
export async function keepHead(repository: Repository, iid: number, oid: string): Promise<void> {
  await git(repository, ['update-ref', `refs/merge-requests/${iid}/head`, oid])
}
