// What was a commit, in one line? Its words, who wrote it and when, and its id to copy.
import type { Commit } from '../api/repository.ts'
import { Avatar } from '../components/Avatar.tsx'
import { Copy } from '../components/Copy.tsx'
import { Time } from '../components/Time.tsx'
import { CommitLink } from './links.tsx'

export function CommitLine({ path, commit }: { path: string; commit: Commit }) {
  return (
    <div className="flex min-w-0 items-center gap-3 px-2 py-1.5">
      <Avatar name={commit.author_name} size={24} />
      <span className="flex min-w-0 grow flex-col">
        <CommitLink path={path} sha={commit.id} className="truncate font-medium text-sm hover:underline">
          <span dir="auto">{commit.title || 'A commit without words'}</span>
        </CommitLink>
        <span className="truncate text-faint text-xs">
          <span dir="auto">{commit.author_name}</span> · <Time at={commit.committed_date} />
        </span>
      </span>
      <span className="flex shrink-0 items-center gap-1">
        <CommitLink path={path} sha={commit.id} className="font-mono text-muted text-xs hover:underline">
          {commit.short_id}
        </CommitLink>
        <Copy text={commit.id} label="Copy the commit’s id" />
      </span>
    </div>
  )
}
