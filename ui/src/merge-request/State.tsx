// Is it open, merged or closed? One picture and one word for it, everywhere.
import { GitMerge, GitPullRequest, GitPullRequestClosed, GitPullRequestDraft } from 'lucide-react'
import { cx } from '../components/cx.ts'

type Stated = { state: 'opened' | 'closed' | 'merged'; draft: boolean }

function looksOf({ state, draft }: Stated) {
  if (state === 'merged') return { Icon: GitMerge, word: 'Merged', color: 'text-done', soft: 'bg-done-soft' }
  if (state === 'closed')
    return { Icon: GitPullRequestClosed, word: 'Closed', color: 'text-bad', soft: 'bg-bad-soft' }
  return draft
    ? { Icon: GitPullRequestDraft, word: 'Draft', color: 'text-muted', soft: 'bg-sunken' }
    : { Icon: GitPullRequest, word: 'Open', color: 'text-open', soft: 'bg-open-soft' }
}

export function StateIcon({ of }: { of: Stated }) {
  const { Icon, word, color } = looksOf(of)
  return (
    <>
      <Icon aria-hidden="true" className={cx('size-4 shrink-0', color)} />
      <span className="sr-only">{word}</span>
    </>
  )
}

export function StateBadge({ of }: { of: Stated }) {
  const { Icon, word, color, soft } = looksOf(of)
  return (
    <span
      className={cx(
        'inline-flex h-6 items-center gap-1.5 rounded-full px-2.5 font-medium text-xs',
        color,
        soft,
      )}
    >
      <Icon aria-hidden="true" className="size-3.5" />
      {word}
    </span>
  )
}
