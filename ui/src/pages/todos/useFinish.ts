// How is something crossed off? At once on the page, then on the desk; where that fails it stands there again.
import { type InfiniteData, type QueryKey, useQueryClient } from '@tanstack/react-query'
import type { Page } from '../../api/client.ts'
import { finishTodo, todoCountQuery } from '../../api/todos.ts'
import type { Todo } from '../../api/types.ts'
import { tell, tellError } from '../../toasts.ts'

export function useFinish(key: QueryKey): (todo: Todo) => void {
  const client = useQueryClient()
  const finish = async (todo: Todo) => {
    await client.cancelQueries({ queryKey: key })
    const before = client.getQueryData<InfiniteData<Page<Todo>>>(key)
    client.setQueryData<InfiniteData<Page<Todo>>>(
      key,
      data =>
        data && {
          ...data,
          pages: data.pages.map(page => ({ ...page, rows: page.rows.filter(({ id }) => id !== todo.id) })),
        },
    )
    client.setQueryData<number>(todoCountQuery.queryKey, (count = 1) => Math.max(0, count - 1))
    try {
      await finishTodo(todo.id)
      tell(`Done: ${todo.target.title}`)
    } catch (error) {
      client.setQueryData(key, before)
      tellError(error, () => void finish(todo))
    } finally {
      await client.invalidateQueries({ queryKey: ['todos'] })
    }
  }
  return todo => void finish(todo)
}
