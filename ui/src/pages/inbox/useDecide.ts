// How is something done about mails? It is told what was done and, mail by mail, what was not.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { decideMails, type InboxAction, rerouteMail } from '../../api/inbox.ts'
import { tell, tellError } from '../../toasts.ts'

const done: Record<InboxAction, string> = {
  release: 'let through',
  reroute: 'processed once more',
  discard: 'discarded; the bytes are kept',
}

export type Decide = (action: InboxAction, ids: readonly number[], project?: string) => void

export function useDecide(path: string | null, onDone: () => void): Decide {
  const client = useQueryClient()
  const { mutate } = useMutation({
    mutationFn: async ({
      action,
      ids,
      project,
    }: {
      action: InboxAction
      ids: readonly number[]
      project?: string
    }) => {
      if (project === undefined) return decideMails(path, action, ids)
      for (const id of ids) await rerouteMail(path, id, project)
      return ids.map(id => ({ id, done: true, message: null }))
    },
    onSuccess: (results, { action }) => {
      const good = results.filter(result => result.done).length
      if (good > 0) tell(`${good === 1 ? 'The mail was' : `${good} mails were`} ${done[action]}.`)
      const refused = [
        ...new Set(results.flatMap(result => (result.done ? [] : [result.message ?? 'refused']))),
      ]
      if (refused.length > 0) tellError(new Error(refused.join('; ')))
      onDone()
    },
    onError: (error, given) => tellError(error, () => mutate(given)),
    onSettled: () => client.invalidateQueries({ queryKey: ['inbox'] }),
  })
  return (action, ids, project) => mutate({ action, ids, ...(project === undefined ? {} : { project }) })
}
