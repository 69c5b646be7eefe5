// How will it be merged, as the project has it and somebody chooses?
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { mergeSettingsQuery } from '../../api/merge-requests.ts'

export type Options = ReturnType<typeof useOptions>

/** As the project has it, until somebody chooses otherwise. */
export function useOptions(path: string) {
  const { data } = useQuery(mergeSettingsQuery(path))
  const [squash, setSquash] = useState<boolean | undefined>()
  const [removeSource, setRemoveSource] = useState<boolean | undefined>()
  const option = data?.squash_option ?? 'default_off'
  return {
    squash: squash ?? (option === 'default_on' || option === 'always'),
    /** Whether there is a choice. */
    mayChoose: option === 'default_on' || option === 'default_off',
    setSquash,
    removeSource: removeSource ?? data?.remove_source_branch_after_merge ?? true,
    setRemoveSource,
  }
}
