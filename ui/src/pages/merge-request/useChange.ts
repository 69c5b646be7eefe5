// How is a merge request changed, and what is read anew then?
import { useQueryClient } from '@tanstack/react-query'
import { changeMergeRequest, mergeRequestQuery, mergeRequestsKey } from '../../api/merge-requests.ts'
import { tellError } from '../../toasts.ts'

export function useChange(path: string, iid: number) {
  const client = useQueryClient()
  const again = () => client.invalidateQueries({ queryKey: [mergeRequestsKey, path] })
  /** Does it and reads anew; what is refused is said. Returns whether it was done. */
  const run = async (work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work()
      return true
    } catch (error) {
      tellError(error)
      return false
    } finally {
      await again()
    }
  }
  const change = (what: Parameters<typeof changeMergeRequest>[2]) =>
    run(async () => {
      const row = await changeMergeRequest(path, iid, what)
      client.setQueryData(mergeRequestQuery(path, iid).queryKey, row)
    })
  return { change, run, again }
}
