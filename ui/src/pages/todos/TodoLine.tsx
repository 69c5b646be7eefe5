// What is one thing to do? Why it is here, where it leads, and "done".
import { Link } from '@tanstack/react-router'
import { Check } from 'lucide-react'
import type { Todo } from '../../api/types.ts'
import { Avatar } from '../../components/Avatar.tsx'
import { IconButton } from '../../components/Button.tsx'
import { Time } from '../../components/Time.tsx'
import { pathParam } from '../../urls.ts'

const reasons: Record<Todo['action_name'], string> = {
  assigned: 'assigned it to you',
  mentioned: 'mentioned you',
  directly_addressed: 'wrote to you',
  marked: 'put it on your list',
  unknown_sender: 'a mail of somebody unknown waits to be accepted',
  delivery_failed: 'a mail did not arrive',
  review_requested: 'asked you for a review',
}
const ofNobody = new Set<Todo['action_name']>(['unknown_sender', 'delivery_failed'])

export function TodoLine({ todo, onDone }: { todo: Todo; onDone: () => void }) {
  const { target, project, author, action_name: action } = todo
  const isIssue = todo.target_type === 'Issue'
  return (
    <div data-todo={todo.id} className="flex min-h-11 items-center gap-3 px-2 py-1.5 hover:bg-hover">
      <Avatar name={author.name} url={author.avatar_url} size={24} />
      <Link
        to={isIssue ? '/p/$path/issues/$iid' : '/p/$path/merge_requests/$iid'}
        params={{ path: pathParam(project.path_with_namespace), iid: String(target.iid) }}
        className="flex min-w-0 grow flex-col"
      >
        <span dir="auto" className="truncate font-medium text-sm">
          {target.title}
        </span>
        <span className="truncate text-faint text-xs">
          {project.path_with_namespace}
          {isIssue ? '#' : '!'}
          {target.iid} · {ofNobody.has(action) ? reasons[action] : `${author.name} ${reasons[action]}`}
          {todo.body !== target.title && <span dir="auto">: {todo.body}</span>}
        </span>
      </Link>
      <Time at={todo.created_at} className="shrink-0 text-faint text-xs" />
      <IconButton label={`Done: ${target.title}`} keys="x" onClick={onDone}>
        <Check aria-hidden="true" className="size-4" />
      </IconButton>
    </div>
  )
}
