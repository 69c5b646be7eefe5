// How does one begin or cease to hear of an issue?
import { useQueryClient } from '@tanstack/react-query'
import { issueQuery, setSubscribed } from '../../api/issues.ts'
import { tell, tellError } from '../../toasts.ts'

/** At once; put back where the desk refuses. */
export function useSubscription(path: string, iid: number) {
  const client = useQueryClient()
  const { queryKey } = issueQuery(path, iid)
  const show = (subscribed: boolean) =>
    client.setQueryData(queryKey, issue => issue && { ...issue, subscribed })
  const set = async (subscribed: boolean, isUndo = false): Promise<void> => {
    show(subscribed)
    try {
      await setSubscribed(path, iid, subscribed)
      const undo = isUndo ? undefined : () => void set(!subscribed, true)
      tell(subscribed ? 'You hear of this from now on' : 'You hear of this no more', undo)
    } catch (error) {
      show(!subscribed)
      tellError(error, () => void set(subscribed))
    }
  }
  return () => set(client.getQueryData(queryKey)?.subscribed !== true)
}
