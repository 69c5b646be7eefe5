// How is the own profile changed, so that the whole page knows it at once?
import { useQueryClient } from '@tanstack/react-query'
import { type Profile, saveProfile } from '../../api/account.ts'
import { sessionQuery } from '../../api/session.ts'
import type { UserFull } from '../../api/types.ts'
import { useChoose } from '../../forms/useChoose.ts'
import { applyTheme } from '../../theme.ts'

/** Saves and waits for the desk's word: for forms. */
export function useSaveProfile() {
  const client = useQueryClient()
  return async (changes: Profile) => client.setQueryData(sessionQuery.queryKey, await saveProfile(changes))
}

/** Shows it at once: for choices. */
export const useChooseProfile = () =>
  useChoose<UserFull>(
    sessionQuery.queryKey,
    saveProfile,
    ({ theme }) => theme !== undefined && applyTheme(theme),
  )
