// What waits for me? Assignments, mentions, mails to accept, mails that did not arrive; done with one key.
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { CircleCheckBig } from 'lucide-react'
import { useActions } from '../../actions.ts'
import { finishAllTodos, todosQuery } from '../../api/todos.ts'
import { Button } from '../../components/Button.tsx'
import { cx } from '../../components/cx.ts'
import { Empty } from '../../components/Empty.tsx'
import { Failed } from '../../components/Failed.tsx'
import { Column, PageHeader } from '../../frame/PageHeader.tsx'
import { tell, tellError } from '../../toasts.ts'
import { TodoLine } from './TodoLine.tsx'
import { useFinish } from './useFinish.ts'

const kinds = [
  [undefined, 'All'],
  ['assigned', 'Assigned'],
  ['mentioned', 'Mentions'],
  ['unknown_sender', 'To accept'],
  ['delivery_failed', 'Not delivered'],
  ['marked', 'Added by me'],
] as const

export default function Todos() {
  const navigate = useNavigate()
  const client = useQueryClient()
  const { action } = useSearch({ strict: false })
  const chosen = typeof action === 'string' ? action : undefined
  const asked = todosQuery({ action: chosen })
  const query = useInfiniteQuery(asked)
  const rows = query.data?.pages.flatMap(page => page.rows) ?? []
  const finish = useFinish(asked.queryKey)
  useMoves()
  const finishAll = () =>
    finishAllTodos()
      .then(() => tell('All to-dos are done.'))
      .catch(error => tellError(error, () => void finishAll()))
      .finally(() => client.invalidateQueries({ queryKey: ['todos'] }))
  return (
    <>
      <PageHeader
        title="To-dos"
        actions={
          rows.length > 1 &&
          chosen === undefined && <Button onClick={() => void finishAll()}>All done</Button>
        }
      />
      <Column>
        <fieldset className="flex flex-wrap gap-1 py-2">
          <legend className="sr-only">Show to-dos of the kind</legend>
          {kinds.map(([kind, label]) => (
            <button
              key={label}
              type="button"
              aria-pressed={kind === chosen}
              onClick={() => void navigate({ to: '.', search: { action: kind }, replace: true })}
              className={cx(
                'h-7 rounded-full border px-3 text-xs',
                kind === chosen
                  ? 'border-accent bg-accent-soft font-medium text-accent-strong'
                  : 'border-line text-muted hover:bg-hover hover:text-ink',
              )}
            >
              {label}
            </button>
          ))}
        </fieldset>
        {query.error && query.data === undefined ? (
          <Failed error={query.error} retry={() => void query.refetch()} />
        ) : query.data && rows.length === 0 ? (
          <Empty icon={CircleCheckBig} title="Nothing to do">
            <p>
              When somebody assigns you a ticket, mentions you, or a mail of yours does not arrive, it stands
              here.
            </p>
          </Empty>
        ) : (
          <ul aria-label="To-dos" className="flex flex-col divide-y divide-line border-line border-y">
            {rows.map(todo => (
              <li key={todo.id}>
                <TodoLine todo={todo} onDone={() => finish(todo)} />
              </li>
            ))}
          </ul>
        )}
        {query.hasNextPage && (
          <Button className="mt-4 self-center" onClick={() => void query.fetchNextPage()}>
            Show more
          </Button>
        )}
      </Column>
    </>
  )
}

/** j and k go from line to line; x or e finishes the one with the focus. */
function useMoves(): void {
  const lines = () => [...document.querySelectorAll<HTMLElement>('[data-todo] a')]
  const at = () => lines().indexOf(document.activeElement as HTMLElement)
  const move = (step: number) => {
    const all = lines()
    all[Math.min(Math.max(at() + step, 0), all.length - 1)]?.focus()
  }
  const done = () =>
    document.activeElement?.closest('[data-todo]')?.querySelector<HTMLElement>('button')?.click()
  const group = 'To-dos'
  useActions([
    { id: 'todo-next', label: 'Next', group, keys: 'j', hidden: true, run: () => move(1) },
    { id: 'todo-before', label: 'Previous', group, keys: 'k', hidden: true, run: () => move(-1) },
    { id: 'todo-done', label: 'Done', group, keys: ['x', 'e'], hidden: true, run: done },
  ])
}
