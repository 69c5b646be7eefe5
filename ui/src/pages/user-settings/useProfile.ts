// How is the own profile changed, so that the whole page knows it at once?
import { useQueryClient } from '@tanstack/react-query'
import { type Profile, saveProfile } from '../../api/account.ts'
import { sessionQuery } from '../../api/session.ts'
import { tell, tellError } from '../../toasts.ts'

/** Saves and waits for the desk's word: for forms. */
export function useSaveProfile() {
  const client = useQueryClient()
  return async (changes: Profile) => client.setQueryData(sessionQuery.queryKey, await saveProfile(changes))
}

/** Shows it at once, and takes it back if the desk refuses: for switches and choices. */
export function useChooseProfile() {
  const client = useQueryClient()
  return async function choose(changes: Profile, said: string): Promise<void> {
    const before = client.getQueryData(sessionQuery.queryKey)
    client.setQueryData(sessionQuery.queryKey, now => now && { ...now, ...(changes as Partial<typeof now>) })
    try {
      client.setQueryData(sessionQuery.queryKey, await saveProfile(changes))
      tell(said)
    } catch (error) {
      client.setQueryData(sessionQuery.queryKey, before)
      tellError(error, () => void choose(changes, said))
    }
  }
}
