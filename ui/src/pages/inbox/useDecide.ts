// How is something done about mails? It is told what was done and, mail by mail, what was not.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { decideMails, decideSender, type InboxAction, rerouteMail } from '../../api/inbox.ts'
import { tell, tellError } from '../../toasts.ts'

const done: Record<InboxAction, string> = {
  release: 'let through',
  reroute: 'processed once more',
  discard: 'discarded; the bytes are kept',
}

/** What is decided: the mails chosen, or all that a brake holds of one sender. */
export type Decide = {
  (action: InboxAction, ids: readonly number[], project?: string): void
  ofSender(action: 'release' | 'discard', sender: string): void
}

type Given =
  | { action: InboxAction; ids: readonly number[]; project?: string }
  | { action: 'release' | 'discard'; sender: string }

async function send(path: string | null, given: Given) {
  if ('sender' in given) return decideSender(path, given.action, given.sender)
  const { action, ids, project } = given
  if (project === undefined) return decideMails(path, action, ids)
  for (const id of ids) await rerouteMail(path, id, project)
  return ids.map(id => ({ id, done: true, message: null }))
}

export function useDecide(path: string | null, onDone: () => void): Decide {
  const client = useQueryClient()
  const { mutate } = useMutation({
    mutationFn: (given: Given) => send(path, given),
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
  const decide = (action: InboxAction, ids: readonly number[], project?: string) =>
    mutate({ action, ids, ...(project === undefined ? {} : { project }) })
  return Object.assign(decide, {
    ofSender: (action: 'release' | 'discard', sender: string) => mutate({ action, sender }),
  })
}
