// How is a ticket closed as spam, and how is that taken back?
import { useQueryClient } from '@tanstack/react-query'
import { markAsSpam } from '../../api/merging.ts'
import { tell, tellError } from '../../toasts.ts'
import { useViewing } from './context.ts'

/** Closes it at once; the way back is offered as long as the message stands. */
export function useSpam(): () => void {
  const { path, iid } = useViewing()
  const client = useQueryClient()
  const refresh = () => client.invalidateQueries({ queryKey: ['issue', path, iid] })
  const undo = () => void markAsSpam(path, iid, true).then(refresh, tellError)
  return () =>
    void markAsSpam(path, iid).then(async () => {
      tell('Closed as spam. The customer hears nothing.', undo)
      await refresh()
    }, tellError)
}
